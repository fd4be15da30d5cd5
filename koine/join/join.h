#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/join/language_pairs.h"
#include "koine/join/letter_prediction.h"
#include "koine/map/method.h"

namespace koine::join {

// One language: its words, the most frequent first, and how often each was seen.
struct JoinLanguage {
  std::string name;
  std::vector<std::string> words;
  std::vector<double> counts;
};

// What one training says of the words: a matrix for each language, row w is that of words[w]. The languages of one view
// have one dimension.
struct JoinView {
  std::vector<Matrix<float>> languages;
  double weight = 1;
};

struct JoinOptions {
  std::int64_t rounds = 8;       // how often the dictionary and the maps are made anew from one another
  std::int64_t max_rank = 6000;  // only so many of the most frequent words of a language make pairs
  std::int64_t neighbours = 10;  // K of CSLS, and of soft_dictionary.h
  double known_weight = 0.4;     // of a known pair in making the maps, where a pair that is certain weighs 1
  double own_count = 30;         // occurrences from which on a word's own vector is believed, with `letters`; 0: always
  std::int64_t dimension = 300;  // of the joined vectors; 0: as the parts come
  bool letters = true;           // add what the letters of a word tell
  bool reweight = true;          // the joined vectors by what words of a pair have in common (reweighting.h)
};

// Error: kUsage with the name of the option, what was found and what is expected.
void check_options(const JoinOptions& options);

// One space for all languages and all views. The languages of the first view lie in one space already, those of the
// others need not. Each view gives two parts, its vectors, normalised (unit length, centred, unit length), and
// what the letters tell of them (letter_prediction.h), normalised likewise, which makes one unit vector of all words
// without sequences, such as those of one letter. Then the vector of a word that was seen n times has the length
// √(n / (n + own_count)), for that from few occurrences is mostly noise, which what the letters tell is not. A joined
// vector has the parts side by side, each times its view's weight. Nothing here compares the letters of two languages.
// The same bits at any number of threads.
class Joiner {
 public:
  // Cost: predict_from_letters() for each view and language. Errors: as of check_options(); kInput for a language of
  // fewer than two words; kInterrupted where context.stop became true. The languages and the context must outlive the
  // Joiner; the views are copied.
  Joiner(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views, const JoinOptions& options,
         map::MethodContext& context);
  ~Joiner();
  Joiner(const Joiner&) = delete;
  Joiner& operator=(const Joiner&) = delete;

  // One round: the words that probably mean each other in each two languages (soft_dictionary.h), by vectors() so far
  // (in the first round of all, by the first view alone), are taken for a dictionary, and each part of a language is
  // turned to those of the other languages by Procrustes on its pairs with all of them (map/procrustes.h); in the first
  // round with those before it alone, for the others were not turned yet. The first language stays where it is. `known`
  // may add pairs to a dictionary, each times `known_weight`. Then vectors() are made anew: the
  // `dimension` principal components of the joined vectors of all languages, each language counting the same,
  // re-weighted (reweighting.h) by the mutual nearest neighbours among all words and the known pairs, where one that
  // is mutual too counts twice. Records a line
  // for each two languages: "language" and "other", by number, and "pairs", how many words of the dictionary are each
  // other's nearest. Errors: kInput where a language has no pair with those before it; kInterrupted.
  void round(std::span<const LanguagePairs> known = {});

  // After the rounds so far, of unit length; before the first one not re-weighted. → a matrix for each language.
  std::vector<Matrix<float>> vectors() const { return rounds_ > 0 ? vectors_ : principal_components(); }

  // About what making one, or a round, takes at the most, beside the views it is made of; `columns` are those of
  // all views together. Cost: the letters of all words.
  static std::int64_t memory_bytes(const std::vector<JoinLanguage>& languages, std::int64_t columns,
                                   const JoinOptions& options, int threads);

 private:
  struct Part;

  Matrix<float> side_by_side(std::size_t language, std::int64_t rows, std::size_t parts) const;
  std::vector<Matrix<float>> first_view() const;
  std::vector<Matrix<float>> principal_components() const;
  std::vector<LanguagePairs> soft_dictionaries(const std::vector<Matrix<float>>& words) const;
  Matrix<float> turn_of(std::size_t language, const Part& part, const std::vector<LanguagePairs>& dictionaries) const;
  std::vector<Matrix<float>> reweighted(std::vector<Matrix<float>> joined, std::span<const LanguagePairs> known) const;

  const std::vector<JoinLanguage>& languages_;
  JoinOptions options_;
  map::MethodContext& context_;
  std::vector<Part> parts_;
  std::int64_t rounds_ = 0;
  std::vector<Matrix<float>> vectors_;  // after the last round
};

// `rounds` rounds without any known pair: no dictionary at all.
std::vector<Matrix<float>> join(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views,
                                const JoinOptions& options, map::MethodContext& context);

}  // namespace koine::join
