#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/retrieval/sparse_scores.h"

namespace koine::retrieval {

// For each query the rank, from 1, of the best of its right answers among all candidates: 1 + the number of candidates
// with a higher score, or with an equal one and a lower index. `right[i]` lists the right candidates of query i, at
// least one.
// Score: the cosine, or CSLS (nearest.h) where r_query [N] and r_candidate [V] are given, and on top
// of it a bonus if there is one.
// Shapes: queries [N, D], candidates [V, D], both of unit rows. Cost: 2 N V D multiplications; memory: a tile a thread.
using RightAnswers = std::vector<std::vector<std::int64_t>>;
std::vector<std::int64_t> ranks_by_cosine(ConstView queries, ConstView candidates, const RightAnswers& right,
                                          Workers& workers);
std::vector<std::int64_t> ranks_by_csls(ConstView queries, ConstView candidates, std::span<const float> r_query,
                                        std::span<const float> r_candidate, const RightAnswers& right, Workers& workers,
                                        Bonus bonus = {});

// The same by sparse scores alone, of `candidates` candidates. Cost: so many comparisons a query.
std::vector<std::int64_t> ranks_by_sparse_scores(const SparseScores& scores, std::int64_t candidates,
                                                 const RightAnswers& right);

}  // namespace koine::retrieval
