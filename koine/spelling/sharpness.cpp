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
  double sum = 0;  // Σ count e^(β kBinWidth (bin - highest)), by Horner's rule
  const double step = std::exp(-sharpness * Observation::kBinWidth);
  for (std::int64_t bin = 0; bin <= highest; ++bin)
    sum = sum * step + observation.histogram[static_cast<std::size_t>(bin)];
  const double zero = Observation::kLowest + Observation::kBinWidth * (static_cast<double>(highest) + 0.5);
  double result = 0;
  for (const auto& [csls, log_ratio] : observation.candidates) {
    result += std::exp(sharpness * (csls - zero) + std::min<double>(log_ratio, 300)) / sum;
  }
  return result;
}

Sharpness with_best_share(const std::vector<Observation>& observations, double sharpness) {
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
    share = std::clamp(related / std::max(1.0, static_cast<double>(explains.size())), 1e-6, 1 - 1e-6);
  }
  return {.sharpness = sharpness, .share = share, .gain_nats = gain};
}

}  // namespace

void Observation::add(float csls) {
  const auto bin = static_cast<std::int64_t>((csls - kLowest) / kBinWidth);
  ++histogram[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, kBins - 1))];
}

std::vector<Sharpness> sharpness_profile(const std::vector<Observation>& observations) {
  std::vector<Sharpness> profile;
  for (double sharpness = 1; sharpness <= kHighestSharpness; sharpness *= kSharpnessStep) {
    profile.push_back(with_best_share(observations, sharpness));
  }
  return profile;
}

std::vector<Sharpness> fit_sharpness(const std::vector<std::vector<Sharpness>>& profiles) {
  if (profiles.empty()) return {};
  // The best path through the grid by dynamic programming (Viterbi): log posterior of the best one that ends at each β,
  // and from which β of the band before it comes.
  const std::size_t grid = profiles.front().size();
  std::vector<double> best(grid, 0.0);
  std::vector<std::vector<std::size_t>> from;
  for (const auto& profile : profiles) {
    std::vector<double> reached(grid);
    from.emplace_back(grid);
    for (std::size_t k = 0; k < grid; ++k) {
      const auto with_move = [&](std::size_t before) {
        const double moved = std::log(kSharpnessStep) * (static_cast<double>(k) - static_cast<double>(before));
        return best[before] - moved * moved / (2 * kSharpnessWalk * kSharpnessWalk);
      };
      std::size_t chosen = k;  // of the first band, which comes from nowhere
      for (std::size_t before = 0; before < grid && from.size() > 1; ++before) {
        if (with_move(before) > with_move(chosen)) chosen = before;
      }
      from.back()[k] = chosen;
      reached[k] = with_move(chosen) + profile[k].gain_nats;
    }
    best = reached;
  }
  std::vector<Sharpness> fitted(profiles.size());
  auto k = static_cast<std::size_t>(std::max_element(best.begin(), best.end()) - best.begin());
  for (std::size_t band = profiles.size(); band-- > 0; k = from[band][k]) {
    const auto& profile = profiles[band];
    fitted[band] = profile[k];
    std::size_t cautious = k;
    while (cautious > 0 && profile[cautious - 1].gain_nats > profile[k].gain_nats - kRuledOut) --cautious;
    fitted[band].cautious = profile[cautious].sharpness;
  }
  return fitted;
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
