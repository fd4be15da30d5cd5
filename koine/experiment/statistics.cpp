#include "koine/experiment/statistics.h"

#include <algorithm>
#include <cmath>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::experiment {

Spread spread_of(const std::vector<double>& values) {
  Spread spread{.count = static_cast<std::int64_t>(values.size())};
  if (values.empty()) return spread;
  for (const double value : values) spread.mean += value;
  spread.mean /= static_cast<double>(values.size());
  if (values.size() == 1) return spread;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return spread;
}

Comparison paired_bootstrap(const std::vector<double>& a, const std::vector<double>& b, std::uint64_t seed) {
  constexpr std::size_t kSamples = 10'000, kTail = kSamples / 40;  // 2.5 % on each side
  require(a.size() == b.size(), "a paired bootstrap compares the same pairs");
  if (a.empty()) return {};
  std::vector<double> differences(a.size());
  Comparison result;
  for (std::size_t i = 0; i < a.size(); ++i) {
    differences[i] = a[i] - b[i];
    result.difference += differences[i];
  }
  const auto pairs = static_cast<double>(a.size());
  result.difference /= pairs;
  Random random(seed, Purpose::kBootstrap, 1);
  std::vector<double> means(kSamples);
  std::size_t not_above = 1, not_below = 1;  // the sample itself
  for (double& mean : means) {
    for (std::size_t i = 0; i < a.size(); ++i) mean += differences[random.below(a.size())];
    mean /= pairs;
    // Sums of shares such as 1/3 come out beside zero.
    not_above += mean < 1e-12;
    not_below += mean > -1e-12;
  }
  std::ranges::sort(means);
  result.low = means[kTail];
  result.high = means[kSamples - 1 - kTail];
  result.p = std::min(1.0, 2 * static_cast<double>(std::min(not_above, not_below)) / (kSamples + 1));
  return result;
}

}  // namespace koine::experiment
