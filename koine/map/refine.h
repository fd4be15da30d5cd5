#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "koine/map/criterion.h"
#include "koine/map/method.h"

namespace koine::map {

enum class Select { kCriterion, kLast, kDictionary };  // which of the maps on the way is kept

struct RefineOptions {
  std::int64_t iterations = 5;
  bool while_rising = false;                             // leave as soon as the criterion does not rise any more
  std::int64_t max_rank = 15'000;                        // only the most frequent words of each side make pairs
  std::int64_t neighbours = retrieval::kCslsNeighbours;  // K of CSLS
  Select select = Select::kCriterion;
  CriterionOptions criterion = {};
  // With kDictionary: how good the mapped spaces are, by test data (p@1). Called once a step.
  std::function<double(ConstView mapped_source, ConstView target)> validate = {};
};

enum class PairOrder { kSource, kClosest };  // as the rows of the source are; the highest CSLS first

// The mutual nearest neighbours by CSLS, both of them among the first `max_rank` rows of their side: a word whose
// nearest is rarer has no partner. Both of any scale; zero rows have no neighbour. Source: Conneau et al. 2018
// (arXiv 1710.04087) and their program. Cost: 2 N M D.
std::vector<Pair> mutual_dictionary(ConstView mapped_source, ConstView target, std::int64_t max_rank,
                                    std::int64_t neighbours, Workers& workers, PairOrder order = PairOrder::kSource);

// The iterative Procrustes refinement of Conneau et al. 2018: mutual_dictionary() of the mapped spaces, Procrustes on
// it, again and again; the map that is kept is the best by `select`, `start` among them (of equals the earlier one).
// Step 0 of its records is the start; each has "criterion" and "pairs", the pairs that the map was made of, and
// "validation" where there is one. `start`: a [D, D] map of the source, or empty for the identity.
MethodResult refine(Spaces spaces, const Matrix<float>& start, const RefineOptions& options, MethodContext& context);

}  // namespace koine::map
