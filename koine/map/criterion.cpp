#include "koine/map/criterion.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "koine/core/error.h"
#include "koine/map/normalize.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::map {
namespace {

ConstView limited(ConstView rows, std::int64_t limit) {
  return limit > 0 ? rows.row_block(0, std::min(limit, rows.rows)) : rows;
}

// How far the best translation is ahead of the second.
double confidence(const std::vector<retrieval::Neighbour>& best) {
  return best.size() > 1 ? double{best[0].score} - best[1].score : 0;
}

}  // namespace

double criterion(ConstView source, ConstView target, const CriterionOptions& options, Workers& workers) {
  require(options.words >= 1, "the criterion translates at least one word");
  const retrieval::UnitRows s = retrieval::unit_rows(limited(source, options.source_limit));
  const retrieval::UnitRows t = retrieval::unit_rows(limited(target, options.target_limit));
  const ConstView x = s.view(), y = t.view();
  if (x.rows == 0 || y.rows == 0) return 0;
  const std::int64_t frequent = options.most_confident ? x.rows : std::min(options.words, x.rows);
  const auto r = retrieval::mean_top_k_cosines_both_ways(x, y, options.neighbours, workers);
  const auto found = retrieval::nearest_by_csls(
      x.row_block(0, frequent), y, std::span(r.of_x).first(static_cast<std::size_t>(frequent)), r.of_y, 2, workers);
  std::vector<std::size_t> words;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!is_zero_row(x, static_cast<std::int64_t>(i))) words.push_back(i);
  }
  if (options.most_confident && options.words < static_cast<std::int64_t>(words.size())) {
    std::stable_sort(words.begin(), words.end(),
                     [&](std::size_t a, std::size_t b) { return confidence(found[a]) > confidence(found[b]); });
    words.resize(static_cast<std::size_t>(options.words));
  }
  double sum = 0;
  for (const std::size_t i : words) {
    const float* a = x.row(static_cast<std::int64_t>(i));
    sum += std::inner_product(a, a + x.cols, y.row(found[i].front().index), 0.0);
  }
  return words.empty() ? 0 : sum / static_cast<double>(words.size());
}

}  // namespace koine::map
