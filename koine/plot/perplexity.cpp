#include "koine/plot/perplexity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "koine/core/error.h"

namespace koine::plot {
namespace {

// Sets p and returns its entropy, in nats. Only differences of distances count, so the smallest is taken off: the
// largest exponential is 1 and the sum cannot vanish.
double spread(std::span<const double> squared_distances, double nearest, double beta, std::span<double> p) {
  double sum = 0, weighted = 0;
  for (std::size_t j = 0; j < p.size(); ++j) {
    const double beyond = squared_distances[j] - nearest;
    p[j] = std::exp(-beta * beyond);
    sum += p[j];
    weighted += p[j] * beyond;
  }
  for (double& value : p) value /= sum;
  return std::log(sum) + beta * weighted / sum;
}

}  // namespace

bool calibrate(std::span<const double> squared_distances, double perplexity, std::span<double> p) {
  require(p.size() == squared_distances.size() && !p.empty(), "perplexity: one probability for each neighbour");
  require(perplexity >= 1 && perplexity <= static_cast<double>(p.size()), "perplexity: from 1 to the neighbours");
  constexpr double kTolerance = 1e-6;
  constexpr int kMostSteps = 200;
  const double target = std::log(perplexity);
  const double nearest = std::ranges::min(squared_distances);
  const double widest = std::ranges::max(squared_distances) - nearest;
  const auto equals = static_cast<double>(std::ranges::count(squared_distances, nearest));
  if (widest == 0 || std::log(equals) > target + kTolerance) {
    for (std::size_t j = 0; j < p.size(); ++j) p[j] = squared_distances[j] == nearest ? 1 / equals : 0;
    return std::abs(std::log(equals) - target) <= kTolerance;
  }
  // The entropy falls as beta grows: from ln K at 0 towards that of the equals.
  double low = 0, high = 0, beta = 1 / widest;
  for (int step = 0; step < kMostSteps; ++step) {
    const double entropy = spread(squared_distances, nearest, beta, p);
    if (std::abs(entropy - target) <= kTolerance) return true;
    (entropy > target ? low : high) = beta;
    beta = high > 0 ? (low + high) / 2 : 2 * beta;
  }
  return false;
}

}  // namespace koine::plot
