#include "koine/retrieval/selection_criterion.h"

#include <algorithm>
#include <vector>

#include "koine/kernels/elementwise.h"
#include "koine/retrieval/cosine_tiles.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::retrieval {
namespace {

ConstView limited(ConstView rows, std::int64_t limit) {
  return limit > 0 ? rows.row_block(0, std::min(limit, rows.rows)) : rows;
}

}  // namespace

SelectionCriterion selection_criterion(ConstView source, ConstView target, const SelectionOptions& options,
                                       Workers& workers) {
  require(options.frequent >= 1, "the criterion translates at least one word");
  const UnitRows s = unit_rows(limited(source, options.source_limit));
  const UnitRows t = unit_rows(limited(target, options.target_limit));
  SelectionCriterion result;
  result.zero_rows = s.zero_rows + t.zero_rows;
  result.frequent = std::min(options.frequent, s.rows.rows());
  if (s.rows.rows() == 0 || t.rows.rows() == 0) return result;
  const std::vector<float> r_source = mean_top_k_cosine(t.view(), s.view(), options.neighbours, workers);

  // One pass over the frequent words gives both the best translation and r_T.
  const auto n = static_cast<std::size_t>(result.frequent);
  std::vector<TopK> best(n, TopK(2));
  std::vector<TopK> nearest(n, TopK(options.neighbours));
  for_each_cosine_tile(s.view().row_block(0, result.frequent), t.view(), workers,
                       [&](std::int64_t first_query, std::int64_t first, View tile) {
                         for (std::int64_t i = 0; i < tile.rows; ++i) {
                           const auto x = static_cast<std::size_t>(first_query + i);
                           const std::span<float> scores(tile.row(i), static_cast<std::size_t>(tile.cols));
                           nearest[x].offer(first, scores);
                           kernels::twice_minus(scores.data(), 0, r_source.data() + first, tile.cols);
                           best[x].offer(first, scores);
                         }
                       });
  for (std::size_t x = 0; x < n; ++x) {
    double r_target = 0;
    for (const Neighbour& neighbour : nearest[x].best()) r_target += neighbour.score;
    r_target /= static_cast<double>(nearest[x].best().size());
    const std::span<const Neighbour> two = best[x].best();
    const double highest = two.front().score;
    if (two.size() > 1) result.margin += highest - two[1].score;  // r_T(x) is in both
    result.without_r_target += highest;
    result.with_r_target += highest - r_target;
  }
  result.margin /= static_cast<double>(n);
  result.without_r_target /= static_cast<double>(n);
  result.with_r_target /= static_cast<double>(n);
  return result;
}

}  // namespace koine::retrieval
