#include "koine/spelling/evidence.h"

#include <algorithm>
#include <cmath>

namespace koine::spelling {
namespace {

std::vector<double> noise_of(const std::vector<Letters>& words) {
  const LetterModel model(words);
  std::vector<double> result;
  result.reserve(words.size());
  for (const Letters& word : words) result.push_back(model.log_probability(word));
  return result;
}

}  // namespace

Evidence::Evidence(std::vector<Letters> source, std::vector<Letters> target)
    : source_(std::move(source)),
      target_(std::move(target)),
      log_noise_source_(noise_of(source_)),
      log_noise_target_(noise_of(target_)) {}

void Evidence::learn(const std::vector<std::pair<std::int64_t, std::int64_t>>& pairs, int steps, Workers& workers) {
  std::vector<WordPair> forward, backward;
  for (const auto& [source, target] : pairs) {
    const auto s = static_cast<std::size_t>(source), t = static_cast<std::size_t>(target);
    forward.push_back({&source_[s], &target_[t], log_noise_target_[t]});
    backward.push_back({&target_[t], &source_[s], log_noise_source_[s]});
  }
  workers.run(2, [&](std::int64_t direction) {
    for (int step = 0; step < steps; ++step) {
      if (direction == 0)
        to_target_.learn(forward);
      else
        to_source_.learn(backward);
    }
  });
}

double Evidence::log_ratio(std::int64_t source, std::int64_t target) const {
  const auto s = static_cast<std::size_t>(source), t = static_cast<std::size_t>(target);
  return 0.5 * (to_target_.log_probability(source_[s], target_[t]) - log_noise_target_[t] +
                to_source_.log_probability(target_[t], source_[s]) - log_noise_source_[s]);
}

double similarity(double log_ratio, double log_odds) {
  const double above = log_ratio + log_odds;
  return std::max(above, 0.0) + std::log1p(std::exp(-std::abs(above)));
}

}  // namespace koine::spelling
