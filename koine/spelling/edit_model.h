#pragma once

#include <cstdint>
#include <vector>

#include "koine/spelling/letters.h"

namespace koine::spelling {

// One word and one that may be its likeness, with what the latter would cost as a word like any other.
struct WordPair {
  const Letters* from = nullptr;
  const Letters* to = nullptr;
  double log_noise = 0;  // ln p(to) by the LetterModel of its language
};

// p(to | from): how likely a word becomes the other by edits of single letters, whatever their order. Before each
// letter of `from`, with the chances that belong to that letter, some letters are inserted, and then the letter is
// replaced, kept or deleted:
//   p(to | from) = Σ over alignments Π chance of the edit | letter of `from` that is read next.
// It is the memoryless stochastic transducer of Ristad & Yianilos 1998 (IEEE PAMI 20(5)), conditioned on the input word
// as by Oncina & Sebban 2006 (Pattern Recognition 39(9)). The mark of the beginning is kept; that of the end is never
// made of, nor into, a letter.
class EditModel {
 public:
  // Before anything is learned: a letter is most likely kept, whichever it is.
  EditModel();

  // ln p(to | from), or kUnlike where that is below -690, the end of what is computed here: whatever letters one
  // expects, there is no likeness in such words. Cost: |from| |to| cells of three products.
  double log_probability(const Letters& from, const Letters& to) const;

  // One step of expectation maximisation on pairs of which a share is related and the others only look so:
  //   p(to) = share p(to | from) + (1 - share) noise(to).
  // The chances of each letter have a Dirichlet prior of kPriorStrength observations of the state before learning. The
  // share is learned too. Source: the mixture is that of Sajjad, Fraser, Schmid 2012 (ACL), "A statistical model for
  // unsupervised and semi-supervised transliteration mining".
  // Returns the objective before the step, Σ ln p(to) + ln prior, which no step lowers. Sums run in the order of the
  // pairs. Cost: three times that of log_probability for each pair.
  double learn(const std::vector<WordPair>& pairs);

  static constexpr double kPriorStrength = 20;
  static constexpr double kUnlike = -10'000;  // lower than any LetterModel thinks of kLongestWord letters
  static constexpr int kNothing = kAlphabet;

  // The chance that `from` becomes `to` (kNothing: is deleted), and that `to` is inserted before it.
  double replaced(int from, int to) const { return replaced_[at(from, to)]; }
  double inserted(int to, int before) const { return inserted_[at(before, to)]; }
  double share() const { return share_; }

 private:
  static constexpr std::size_t kWidth = kAlphabet + 1;
  static std::size_t at(int row, int column) {
    return static_cast<std::size_t>(row) * kWidth + static_cast<std::size_t>(column);
  }
  struct Counts;
  double forward(const Letters& from, const Letters& to, std::vector<double>& table) const;
  void count(const WordPair& pair, double weight, const std::vector<double>& forward, std::vector<double>& backward,
             Counts& counts) const;

  std::vector<double> replaced_, inserted_;              // [letter that is read][letter that is written]
  std::vector<double> prior_replaced_, prior_inserted_;  // the same before anything was learned
  double share_ = 0.5;
};

}  // namespace koine::spelling
