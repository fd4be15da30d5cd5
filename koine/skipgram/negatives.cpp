#include "koine/skipgram/negatives.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "koine/core/error.h"

namespace koine::skipgram {

std::vector<double> word_shares(const text::Vocabulary& vocabulary) {
  std::vector<double> shares;
  double tokens = 0;
  for (std::int32_t id = 1; id < vocabulary.size(); ++id) {
    shares.push_back(static_cast<double>(vocabulary.count(id)));
    tokens += shares.back();
  }
  for (double& share : shares) share /= tokens;
  return shares;
}

std::vector<double> keep_probabilities(const std::vector<double>& shares, double threshold) {
  std::vector<double> keep(shares.size(), 1.0);
  if (threshold <= 0) return keep;
  for (std::size_t w = 0; w < shares.size(); ++w) {
    const double ratio = threshold / shares[w];
    keep[w] = std::min(1.0, std::sqrt(ratio) + ratio);
  }
  return keep;
}

std::vector<double> noise_distribution(const std::vector<double>& shares, double power) {
  std::vector<double> noise;
  for (const double share : shares) noise.push_back(std::pow(share, power));
  const double sum = std::accumulate(noise.begin(), noise.end(), 0.0);
  for (double& p : noise) p /= sum;
  return noise;
}

AliasTable::AliasTable(const std::vector<double>& probabilities) : columns_(probabilities.size()) {
  require(!probabilities.empty(), "a distribution needs a value");
  // In units of a column's height. Each step fills a column that is too low with a part of one that is too high.
  std::vector<double> height;
  std::vector<std::size_t> low, high;
  for (const double p : probabilities) height.push_back(p * static_cast<double>(probabilities.size()));
  for (std::size_t i = 0; i < height.size(); ++i) (height[i] < 1 ? low : high).push_back(i);
  while (!low.empty() && !high.empty()) {
    const std::size_t lower = low.back(), higher = high.back();
    low.pop_back();
    columns_[lower] = {static_cast<std::uint32_t>(height[lower] * 0x1.0p32), static_cast<std::int32_t>(higher)};
    height[higher] -= 1 - height[lower];
    if (height[higher] < 1) {
      high.pop_back();
      low.push_back(higher);
    }
  }
  // What is left is full but for rounding: its own word whatever is drawn.
  for (const auto& rest : {low, high}) {
    for (const std::size_t i : rest) columns_[i] = {UINT32_MAX, static_cast<std::int32_t>(i)};
  }
}

}  // namespace koine::skipgram
