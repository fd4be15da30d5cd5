#include "koine/map/trial.h"

#include <algorithm>

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
  for (std::int64_t round = 0;; ++round) {
    const auto pairs = mutual_dictionary(mapped(source, w, context.workers).view(), target, options.max_rank,
                                         options.neighbours, context.workers);
    const double share = static_cast<double>(pairs.size()) / words;
    if (round == 0) trial.share_at_start = share;
    if (round > 0 && share <= trial.share) break;
    trial.share = share;
    trial.map = w;
    if (round == options.rounds || pairs.empty() || context.stop_requested()) break;
    w = procrustes(spaces, pairs, context.workers, Arithmetic::kFast);
  }
  return trial;
}

}  // namespace koine::map
