#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/workers.h"
#include "koine/retrieval/nearest.h"
#include "koine/spelling/letters.h"

namespace koine::spelling {

// Which words of two languages share their rare letter sequences. The profile of a word is its set of two and three
// letters in a row, marks of beginning and end among them, without those that more than one word in twenty, and more
// than 20 words, of both languages together have. The similarity of two words is Dice's coefficient (Dice 1945), each
// sequence weighted by ln(words / words that have it) over both languages (Spärck Jones 1972):
//   2 Σ of the weights of shared sequences / (Σ of those of the one + Σ of those of the other), in [0, 1].
class NgramIndex {
 public:
  // Cost: the letters of all words.
  NgramIndex(const std::vector<Letters>& source, const std::vector<Letters>& target);

  // The k most similar target words of each source word, and the reverse; those of similarity 0 are in no list. Exact;
  // the same bits at any number of threads. Cost: for each sequence, the source words that have it times the target
  // words; no matrix of all pairs is made.
  retrieval::BothNeighbours nearest_both_ways(std::int64_t k, Workers& workers) const;

 private:
  struct Side {
    std::vector<std::vector<std::uint32_t>> profiles;  // of each word, sorted
    std::vector<float> lengths;                        // sum of the weights of each profile
  };
  retrieval::Neighbours nearest(const Side& queries, const Side& candidates, std::int64_t k, Workers& workers) const;

  Side source_, target_;
  std::vector<float> weights_;  // of each sequence; 0 for those that are left out
};

}  // namespace koine::spelling
