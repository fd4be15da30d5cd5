#include "koine/map/refine.h"

#include <fmt/format.h>

#include <algorithm>

#include "koine/core/error.h"
#include "koine/core/stopwatch.h"
#include "koine/map/normalize.h"
#include "koine/map/procrustes.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::map {
std::vector<Pair> mutual_dictionary(ConstView mapped_source, ConstView target, std::int64_t max_rank,
                                    std::int64_t neighbours, Workers& workers, PairOrder order) {
  const auto s = retrieval::unit_rows(mapped_source);
  const auto t = retrieval::unit_rows(target);
  std::vector<Pair> pairs;
  if (s.rows.rows() == 0 || t.rows.rows() == 0) return pairs;
  const auto r = retrieval::mean_top_k_cosines_both_ways(s.view(), t.view(), neighbours, workers);
  const auto both = retrieval::nearest_by_csls_both_ways(s.view(), t.view(), r.of_x, r.of_y, 1, workers);
  auto mutual = retrieval::mutual_pairs(both.of_queries, both.of_candidates);
  if (order == PairOrder::kClosest) {
    std::stable_sort(mutual.begin(), mutual.end(),
                     [](const auto& a, const auto& b) { return a.target.score > b.target.score; });
  }
  for (const auto& pair : mutual) {
    if (pair.source >= max_rank || pair.target.index >= max_rank) continue;
    if (is_zero_row(s.view(), pair.source) || is_zero_row(t.view(), pair.target.index)) continue;
    pairs.push_back({pair.source, pair.target.index});
  }
  return pairs;
}

MethodResult refine(Spaces spaces, const Matrix<float>& start, const RefineOptions& options, MethodContext& context) {
  require(options.select != Select::kDictionary || options.validate, "refine: a selection by dictionary has one");
  MethodResult result;
  Matrix<float> w = start;
  double best = 0;
  std::int64_t pairs = 0;
  const Stopwatch stopwatch;
  for (std::int64_t step = 0;; ++step) {
    const Matrix<float> x = mapped(spaces.source, w, context.workers);
    StepRecord record{"refinement", step, {}};
    const double value = criterion(x.view(), spaces.target, options.criterion, context.workers);
    record.values = {{"criterion", value}, {"pairs", static_cast<double>(pairs)}};
    double score = value;
    if (options.validate) {
      const double validation = options.validate(x.view(), spaces.target);
      record.values.emplace_back("validation", validation);
      if (options.select == Select::kDictionary) score = validation;
    }
    const bool rises = step == 0 || score > best;
    if (rises || options.select == Select::kLast) {
      best = score;
      result.mapping.source = w;
      result.criterion = value;
    }
    record.values.emplace_back("best", rises || options.select == Select::kLast ? 1 : 0);
    context.record(record);
    const double seconds = stopwatch.seconds();
    context.reporter.progress(
        {.what = "refinement",
         .done = step,
         .total = options.iterations,
         .seconds_left = seconds / static_cast<double>(step + 1) * static_cast<double>(options.iterations - step),
         .status = fmt::format("criterion {:.4f}", value)});
    result.stopped = step < options.iterations && context.stop_requested();
    if (step == options.iterations || result.stopped || (options.while_rising && !rises)) break;

    const auto dictionary =
        mutual_dictionary(x.view(), spaces.target, options.max_rank, options.neighbours, context.workers);
    if (dictionary.empty()) {
      context.reporter.warning("refinement ends: no two words are each other's nearest");
      break;
    }
    pairs = static_cast<std::int64_t>(dictionary.size());
    w = procrustes(spaces, dictionary, context.workers);
  }
  return result;
}

}  // namespace koine::map
