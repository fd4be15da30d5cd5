#include "koine/spelling/sharpness.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "koine/core/error.h"

namespace koine::spelling {
namespace {

// Of one observation at one β, Σ_y p(y | x) e^log_ratio(x, y).
double explained(const Observation& observation, double sharpness) {
  std::int64_t highest = Observation::kBins - 1;
  while (highest > 0 && observation.histogram[static_cast<std::size_t>(highest)] == 0) --highest;
  double sum = 0;
  for (std::int64_t bin = 0; bin <= highest; ++bin) {
    const auto count = observation.histogram[static_cast<std::size_t>(bin)];
    if (count > 0) sum += count * std::exp(sharpness * Observation::kBinWidth * static_cast<double>(bin - highest));
  }
  const double zero = Observation::kLowest + Observation::kBinWidth * (static_cast<double>(highest) + 0.5);
  double result = 0;
  for (const auto& [csls, log_ratio] : observation.candidates) {
    result += std::exp(sharpness * (csls - zero) + std::min<double>(log_ratio, 300)) / sum;
  }
  return result;
}

Sharpness best_share(const std::vector<Observation>& observations, double sharpness) {
  std::vector<double> explains;
  explains.reserve(observations.size());
  for (const Observation& observation : observations) explains.push_back(explained(observation, sharpness));
  double share = 0.3, gain = 0;
  for (int step = 0; step < 50; ++step) {
    double related = 0;
    gain = 0;
    for (const double e : explains) {
      const double likelihood = (1 - share) + share * e;
      gain += std::log(likelihood);
      related += share * e / likelihood;
    }
    share = std::clamp(related / static_cast<double>(explains.size()), 1e-6, 1 - 1e-6);
  }
  return {sharpness, share, gain};
}

}  // namespace

void Observation::add(float csls) {
  const auto bin = static_cast<std::int64_t>((csls - kLowest) / kBinWidth);
  ++histogram[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, kBins - 1))];
}

Sharpness fit_sharpness(const std::vector<Observation>& observations) {
  Sharpness best;
  if (observations.empty()) return best;
  const auto search = [&](double low, double high, double factor) {
    for (double sharpness = low; sharpness <= high; sharpness *= factor) {
      const Sharpness found = best_share(observations, sharpness);
      if (best.sharpness == 0 || found.gain_nats > best.gain_nats) best = found;
    }
  };
  constexpr double kLowestSharpness = 1, kCoarse = 1.2, kFine = 1.02;
  search(kLowestSharpness, 200, kCoarse);
  search(best.sharpness / kCoarse, best.sharpness * kCoarse, kFine);
  best.cautious = best.sharpness;
  while (best.cautious > kLowestSharpness &&
         best_share(observations, best.cautious / kFine).gain_nats > best.gain_nats - kRuledOut) {
    best.cautious /= kFine;
  }
  return best;
}

Trust::Trust(std::vector<double> ranks, std::vector<Sharpness> fitted)
    : ranks_(std::move(ranks)), fitted_(std::move(fitted)) {
  require(ranks_.size() == fitted_.size(), "one rank for each band of words");
  for (const Sharpness& band : fitted_) gain_nats_ += band.gain_nats;
}

Sharpness Trust::of(std::int64_t row) const {
  require(!fitted_.empty(), "trust is known");
  const double rank = static_cast<double>(row + 1);
  const auto above = static_cast<std::size_t>(std::upper_bound(ranks_.begin(), ranks_.end(), rank) - ranks_.begin());
  if (above == 0) return fitted_.front();
  if (above == ranks_.size()) return fitted_.back();
  const Sharpness &a = fitted_[above - 1], &b = fitted_[above];
  const double part = std::log(rank / ranks_[above - 1]) / std::log(ranks_[above] / ranks_[above - 1]);
  const auto between = [part](double x, double z) { return std::exp((1 - part) * std::log(x) + part * std::log(z)); };
  return {.sharpness = between(a.sharpness, b.sharpness),
          .share = (1 - part) * a.share + part * b.share,
          .cautious = between(a.cautious, b.cautious)};
}

double Trust::share() const {
  double sum = 0;
  for (const Sharpness& band : fitted_) sum += band.share;
  return fitted_.empty() ? 0 : sum / static_cast<double>(fitted_.size());
}

}  // namespace koine::spelling
