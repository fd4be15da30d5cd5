#include "koine/spelling/confidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "koine/kernels/elementwise.h"
#include "koine/retrieval/cosine_tiles.h"
#include "koine/spelling/evidence.h"
#include "koine/spelling/falling_ratio.h"

namespace koine::spelling {
namespace {

// ln(e^a + e^b)
double log_sum(double a, double b) {
  const double highest = std::max(a, b);
  return std::isinf(highest) ? highest : highest + std::log1p(std::exp(std::min(a, b) - highest));
}

// ln(π e^log_ratio), with π the share; similarity above 0, and with kLeeway.
double log_explained(float similarity, double share) {
  return std::log1p(-share) + similarity + std::log(-std::expm1(-static_cast<double>(similarity))) - kLeeway;
}

// ln((1 - π) + counted π e^log_ratio); that of no similarity is ln (1 - π)
double log_spelling(float similarity, double share, double counted) {
  const double log_unrelated = std::log1p(-share);
  if (similarity <= 0) return log_unrelated;
  return log_sum(log_unrelated, std::log(counted) + log_explained(similarity, share));
}

}  // namespace

Confidence::Confidence(ConstView x, ConstView y, std::span<const float> r_x, std::span<const float> r_y,
                       const Trust& trust, const retrieval::SparseScores* similarities, bool cautious, Workers& workers)
    : trust_(trust),
      similarities_(similarities),
      cautious_(cautious),
      log_totals_(static_cast<std::size_t>(x.rows)),
      counted_(static_cast<std::size_t>(x.rows), 1) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  // Of each source word, ln of the sum without R; ln of what likeness adds to it, by the word that adds most and by the
  // others.
  std::vector<double> log_plain(log_totals_.size(), kNone), log_most(log_plain), log_others(log_plain);
  retrieval::for_each_cosine_tile(x, y, workers, [&](std::int64_t first_query, std::int64_t first, View tile) {
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      const std::int64_t query = first_query + i;
      const auto q = static_cast<std::size_t>(query);
      const Sharpness trusted = trust_.of(query);
      const double beta = sharpness(trusted);
      float* csls = tile.row(i);
      kernels::twice_minus(csls, r_x[q], r_y.data() + first, tile.cols);
      if (similarities_ != nullptr) {
        for (const auto& [candidate, similarity] : similarities_->row(query)) {
          if (candidate < first || candidate >= first + tile.cols) continue;
          // What R is above that of words without similarity, which the sum over all words already has.
          double added = beta * csls[candidate - first] + log_explained(similarity, trusted.share);
          if (added > log_most[q]) std::swap(added, log_most[q]);
          log_others[q] = log_sum(log_others[q], added);
        }
      }
      kernels::scaled(csls, static_cast<float>(beta), csls, tile.cols);
      const auto [highest, sum] = kernels::exp_minus_highest(csls, nullptr, tile.cols, csls);
      log_plain[q] = log_sum(log_plain[q], highest + std::log(sum));
    }
  });

  std::vector<double> seen, without_most;  // S, and S were the word that adds most not alike
  for (std::size_t q = 0; q < log_totals_.size(); ++q) {
    const double share = trust_.of(static_cast<std::int64_t>(q)).share;
    const double log_unrelated = similarities_ != nullptr ? std::log1p(-share) : 0;
    const double without = log_sum(log_plain[q] + log_unrelated, log_others[q]);
    log_totals_[q] = log_sum(without, log_most[q]);
    seen.push_back(log_totals_[q] - log_plain[q]);
    without_most.push_back(without - log_plain[q]);
  }
  if (!cautious_ || similarities_ == nullptr) return;
  const std::vector<double> ratios = falling_ratio(without_most, seen);
  for (std::size_t q = 0; q < ratios.size(); ++q) counted_[q] = 1 - kAbsent * ratios[q];
}

double Confidence::of(std::int64_t x, std::int64_t y, float csls) const {
  const Sharpness trusted = trust_.of(x);
  const auto q = static_cast<std::size_t>(x);
  double log_spelled = 0;
  if (similarities_ != nullptr) log_spelled = log_spelling(similarities_->at(x, y), trusted.share, counted_[q]);
  return std::clamp(std::exp(sharpness(trusted) * csls + log_spelled - log_totals_[q]), 0.0, 1.0);
}

}  // namespace koine::spelling
