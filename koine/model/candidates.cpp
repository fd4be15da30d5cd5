#include "koine/model/candidates.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::model {
namespace {

constexpr double kPower = 0.75;
constexpr double kShares = 4294967296.0;  // 2^32

// c such that Σ min(1, c q_j) = samples < V. The largest q reach 1 first: try with 0, 1, 2, … of them there.
double scale_of(std::vector<double> q, double samples) {
  std::sort(q.begin(), q.end(), std::greater<>());
  double rest = 0;
  for (const double x : q) rest += x;
  for (std::size_t full = 0; full < q.size(); ++full) {
    const double c = (samples - static_cast<double>(full)) / rest;
    if (c * q[full] <= 1) return c;
    rest -= q[full];
  }
  return 1 / q.back();
}

}  // namespace

CandidateSampler::CandidateSampler(std::span<const std::int64_t> counts, std::int64_t samples)
    : thresholds_(counts.size()), log_weights_(counts.size()) {
  if (samples < 1) throw Error(ErrorKind::kUsage, "--samples must be at least 1").found(std::to_string(samples));
  const bool all = samples >= static_cast<std::int64_t>(counts.size());
  std::vector<double> q(counts.size());
  for (std::size_t j = 0; j < q.size(); ++j) {
    q[j] = std::pow(static_cast<double>(std::max<std::int64_t>(1, counts[j])), kPower);
  }
  const double c = all ? 0 : scale_of(q, static_cast<double>(samples));
  for (std::size_t j = 0; j < q.size(); ++j) {
    const double share = all ? 1 : std::min(1.0, c * q[j]);
    thresholds_[j] = static_cast<std::uint64_t>(std::clamp(std::round(share * kShares), 1.0, kShares));
    log_weights_[j] = static_cast<float>(-std::log(static_cast<double>(thresholds_[j]) / kShares));
  }
}

double CandidateSampler::probability(std::int32_t word) const {
  return static_cast<double>(thresholds_[static_cast<std::size_t>(word)]) / kShares;
}

Candidates CandidateSampler::draw(std::span<const std::int32_t> batch_words, std::uint64_t seed, std::uint64_t step,
                                  std::uint32_t language) const {
  Candidates drawn;
  Random random(seed, Purpose::kSampleCandidates, step, language);
  auto next = batch_words.begin();
  for (std::size_t j = 0; j < thresholds_.size(); ++j) {
    const auto word = static_cast<std::int32_t>(j);
    const bool taken = random.next_u32() < thresholds_[j];
    const bool of_batch = next != batch_words.end() && *next == word;
    if (of_batch) ++next;
    if (!taken && !of_batch) continue;
    drawn.rows.push_back(word);
    drawn.log_weights.push_back(of_batch ? 0.0f : log_weights_[j]);
  }
  require(next == batch_words.end(), "the words of a batch are ascending, different and in the vocabulary");
  drawn.rows.push_back(static_cast<std::int32_t>(thresholds_.size()));
  drawn.log_weights.push_back(0.0f);
  return drawn;
}

std::vector<std::int32_t> words_of(const std::vector<std::span<const std::int32_t>>& sentences) {
  std::vector<std::int32_t> words;
  for (const auto& sentence : sentences) words.insert(words.end(), sentence.begin(), sentence.end());
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace koine::model
