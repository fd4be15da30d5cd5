#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/retrieval/sparse_scores.h"
#include "koine/retrieval/top_k.h"

// Every matrix here is of unit rows (unit_rows.h), in which the cosine is the inner product; a zero row has cosine 0
// with everything. Results are exact, have the same bits at any number of threads, and need memory for a tile a thread.
// Cost of each function: N V D multiplications.
namespace koine::retrieval {

// K of r_T and r_S, in the paper and here.
inline constexpr std::int64_t kCslsNeighbours = 10;

// The neighbours of each of N queries, best first; of equal scores the lower index.
using Neighbours = std::vector<std::vector<Neighbour>>;

// The k rows of candidates [V, D] with the highest cosine to each row of queries [N, D]; k is clamped to V.
Neighbours nearest_by_cosine(ConstView queries, ConstView candidates, std::int64_t k, Workers& workers);

// r_Y(x) for each row x of X [N, D]: the mean cosine of x with its k nearest rows of Y [V, D]; k is clamped to V, and
// an empty Y gives 0. Source: Conneau et al. 2018 (arXiv 1710.04087), section 2.3.
std::vector<float> mean_top_k_cosine(ConstView x, ConstView y, std::int64_t k, Workers& workers);

// The same for both sides at the cost of one: r_Y of each row of X [N] and r_X of each row of Y [V].
struct BothMeans {
  std::vector<float> of_x, of_y;
};
BothMeans mean_top_k_cosines_both_ways(ConstView x, ConstView y, std::int64_t k, Workers& workers);

// The k candidates with the highest CSLS(x, y) = 2 cos(x, y) - r_T(x) - r_S(y), where x are the queries [N, D], y the
// candidates [V, D], r_query = r_T(x) [N] and r_candidate = r_S(y) [V]. Source: as above, equation 3 of section 2.3.
// With a bonus, those with the highest CSLS plus bonus.
Neighbours nearest_by_csls(ConstView queries, ConstView candidates, std::span<const float> r_query,
                           std::span<const float> r_candidate, std::int64_t k, Workers& workers,
                           Bonus bonus = {});

// The same together with its reverse, the k queries with the highest CSLS to each candidate, at the cost of one.
struct BothNeighbours {
  Neighbours of_queries, of_candidates;
};
BothNeighbours nearest_by_csls_both_ways(ConstView queries, ConstView candidates, std::span<const float> r_query,
                                         std::span<const float> r_candidate, std::int64_t k, Workers& workers,
                                         Bonus bonus = {});

// The pairs (source, target) where the target is among the neighbours of the source in `forward` [N_source] and the
// source among those of the target in `backward` [N_target]; in the order of `forward`, with the score there.
struct MutualPair {
  std::int64_t source = 0;
  Neighbour target;
  std::int64_t rank = 0;   // of the target in forward, from 1

  bool operator==(const MutualPair&) const = default;
};
std::vector<MutualPair> mutual_pairs(const Neighbours& forward, const Neighbours& backward);

}  // namespace koine::retrieval
