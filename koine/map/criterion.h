#pragma once

#include <cstdint>

#include "koine/map/method.h"
#include "koine/retrieval/nearest.h"

namespace koine::map {

struct CriterionOptions {
  std::int64_t words = 10'000;  // k: how many translations are looked at
  bool most_confident = false;  // of all source words the k most confident, not the k most frequent
  std::int64_t neighbours = retrieval::kCslsNeighbours;  // K of CSLS
  std::int64_t source_limit = 0;                         // take only the first rows of the source; 0: all
  std::int64_t target_limit = 0;                         // take only the first rows of the target; 0: all
};

// The unsupervised model selection of Conneau et al. 2018 (arXiv 1710.04087): the k most frequent source
// words are translated by CSLS, and the criterion is the mean cosine of each with its translation. Their program takes
// the k most confident translations instead: those where CSLS is furthest ahead of the second best.
// source [N, D] (mapped already) and target [M, D], any scale. Ranks and limits are clamped to the rows there are;
// words with a zero vector are not counted among the translated. 0 where nothing can be translated. Cost: (N + k) M D,
// or 2 N M D for the most confident.
double criterion(ConstView source, ConstView target, const CriterionOptions& options, Workers& workers);

}  // namespace koine::map
