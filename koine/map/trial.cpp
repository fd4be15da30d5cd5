#include "koine/map/trial.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "koine/map/procrustes.h"
#include "koine/map/product.h"
#include "koine/map/refine.h"

namespace koine::map {

Trial try_refinement(Spaces spaces, const Matrix<float>& start, const TrialOptions& options, MethodContext& context) {
  const auto words = static_cast<double>(std::min({options.max_rank, spaces.source.rows, spaces.target.rows}));
  const ConstView source = first_rows(spaces.source, options.max_rank);
  const ConstView target = first_rows(spaces.target, options.max_rank);
  Trial trial;
  Matrix<float> w = start;
  std::vector<Pair> best;  // of trial.map, the closest first
  bool halved = false;     // is w of the closer half of them?
  for (std::int64_t round = 0;; ++round) {
    auto pairs = mutual_dictionary(mapped(source, w, context.workers).view(), target, options.max_rank,
                                   options.neighbours, context.workers, PairOrder::kClosest);
    const double share = static_cast<double>(pairs.size()) / words;
    if (round == 0) trial.share_at_start = share;
    const bool rises = round == 0 || share > trial.share;
    if (!rises && halved) break;
    if (rises) {
      trial.share = share;
      trial.map = w;
      best = std::move(pairs);
    }
    halved = !rises;
    if (round == options.rounds || best.empty() || trial.share == 1 || context.stop_requested()) break;
    const std::span<const Pair> all(best);
    w = procrustes(spaces, halved ? all.first((all.size() + 1) / 2) : all, context.workers, Arithmetic::kFast);
  }
  return trial;
}

}  // namespace koine::map
