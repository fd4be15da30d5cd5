#include "koine/spelling/confidence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "koine/kernels/elementwise.h"
#include "koine/retrieval/cosine_tiles.h"
#include "koine/spelling/evidence.h"

namespace koine::spelling {
namespace {

// ln(e^a + e^b)
double log_sum(double a, double b) {
  const double highest = std::max(a, b);
  return std::isinf(highest) ? highest : highest + std::log1p(std::exp(std::min(a, b) - highest));
}

}  // namespace

Confidence::Confidence(ConstView x, ConstView y, std::span<const float> r_x, std::span<const float> r_y,
                       const Trust& trust, const retrieval::SparseScores* similarities, Workers& workers)
    : trust_(trust),
      similarities_(similarities),
      log_totals_(static_cast<std::size_t>(x.rows), -std::numeric_limits<double>::infinity()) {
  retrieval::for_each_cosine_tile(x, y, workers, [&](std::int64_t first_query, std::int64_t first, View tile) {
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      const std::int64_t query = first_query + i;
      const Sharpness trusted = trust_.of(query);
      const double sharpness = trusted.cautious, share = trusted.share;
      const double log_unrelated = log_spelling(0, share);
      double& total = log_totals_[static_cast<std::size_t>(query)];
      float* csls = tile.row(i);
      kernels::twice_minus(csls, r_x[static_cast<std::size_t>(query)], r_y.data() + first, tile.cols);
      if (similarities_ != nullptr) {
        for (const auto& [candidate, similarity] : similarities_->row(query)) {
          if (candidate < first || candidate >= first + tile.cols) continue;
          // What R is above that of words without similarity, which the sum over all words already has.
          const double log_spelled = log_spelling(similarity, share);
          const double log_more = log_spelled + std::log1p(-std::exp(log_unrelated - log_spelled));
          total = log_sum(total, sharpness * csls[candidate - first] + log_more);
        }
      }
      kernels::scaled(csls, static_cast<float>(sharpness), csls, tile.cols);
      const auto [highest, sum] = kernels::exp_minus_highest(csls, nullptr, tile.cols, csls);
      total = log_sum(total, highest + std::log(sum) + log_unrelated);
    }
  });
}

double Confidence::of(std::int64_t x, std::int64_t y, float csls) const {
  const Sharpness trusted = trust_.of(x);
  const double log_spelled = log_spelling(similarities_ != nullptr ? similarities_->at(x, y) : 0, trusted.share);
  return std::clamp(std::exp(trusted.cautious * csls + log_spelled - log_totals_[static_cast<std::size_t>(x)]), 0.0,
                    1.0);
}

double Confidence::log_spelling(float similarity, double share) const {
  if (similarities_ == nullptr) return 0;
  const double log_unrelated = std::log1p(-share);
  return similarity > 0 ? log_sum(log_unrelated, std::log(share) + log_ratio_of(similarity)) : log_unrelated;
}

}  // namespace koine::spelling
