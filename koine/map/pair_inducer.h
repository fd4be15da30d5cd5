#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/map/method.h"

namespace koine::map {

struct InductionOptions {
  std::int64_t neighbours = 10;  // K of CSLS; 0: the highest inner product
  bool both_directions = true;   // pairs by the best of each source word, and by that of each target word too
  double keep = 1;               // probability that a similarity is looked at
  std::uint64_t seed = 1;        // of what is kept, together with:
  std::uint64_t round = 0;
};

struct Induction {
  // Of each source word in order, then of each target word. A word none of whose similarities above 0 was kept has
  // none.
  std::vector<Pair> pairs;
  // The mean of the highest cosine of each source word; with both directions, the mean of that and of the same for the
  // target words. Of all similarities, whatever is kept.
  double objective = 0;
};

// From two mapped spaces to a dictionary, one round of self-learning: each source word x takes the target word y with
// the highest 2 cos(x, y) - r_S(y), each target word y the source word with the highest 2 cos(x, y) - r_T(x), which are
// the best by CSLS, among the similarities that are kept; of equal ones the lower row. Source: Artetxe, Labaka, Agirre
// 2018 (arXiv 1805.06297). A similarity is kept or not as a function of (seed, round,
// direction, row, column); a dropped one counts as 0 there, so that the word has no pair where nothing better is left.
//
// One product of the two spaces serves both directions, the means of CSLS and the objective: as long as they fit
// (kKeptBytes) its N M cosines are kept for the second look, which needs the means, and else computed again.
// Cost: N M D multiplications, or twice that. Memory: 4 N M bytes, or a tile a thread. The same bits at any number of
// threads, and with or without room for the cosines.
class PairInducer {
 public:
  static constexpr std::int64_t kKeptBytes = std::int64_t{2} << 30;

  explicit PairInducer(std::int64_t kept_bytes = kKeptBytes) : kept_bytes_(kept_bytes) {}

  // x [N, D] and y [M, D], N and M at least 1. Their inner products are what is called cosines here, which they are of
  // unit rows.
  Induction induce(ConstView x, ConstView y, const InductionOptions& options, Workers& workers);

 private:
  std::int64_t kept_bytes_;
  Matrix<float> cosines_;  // [N, M] where they are kept, for as long as the shapes stay
};

}  // namespace koine::map
