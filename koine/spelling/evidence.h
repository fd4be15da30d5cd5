#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "koine/core/workers.h"
#include "koine/spelling/edit_model.h"
#include "koine/spelling/letter_model.h"

namespace koine::spelling {

// What the spelling of a word of one language and one of another says about whether one is a likeness of the other (a
// loan, a name, a cognate), in nats.
class Evidence {
 public:
  // Nothing is learned yet. Cost: the letters of all words.
  Evidence(std::vector<Letters> source, std::vector<Letters> target);

  // Learns letter correspondences, both ways, in `steps` steps of expectation maximisation on pairs (source, target)
  // that look alike; see EditModel. Cost: some microseconds a pair and step.
  void learn(const std::vector<std::pair<std::int64_t, std::int64_t>>& pairs, int steps, Workers& workers);

  // The mean over both directions of ln p(spelling | spelling of the other) - ln p(spelling): above 0 where the two
  // words explain each other. What is common anyway, such as an ending, counts little, for LetterModel expects it.
  // Cost: two alignments, about a microsecond.
  double log_ratio(std::int64_t source, std::int64_t target) const;

  const std::vector<Letters>& source() const { return source_; }
  const std::vector<Letters>& target() const { return target_; }
  const EditModel& to_target() const { return to_target_; }

 private:
  std::vector<Letters> source_, target_;
  std::vector<double> log_noise_source_, log_noise_target_;  // of each word, by the LetterModel of its language
  EditModel to_target_, to_source_;
};

// The similarity of spelling that is added to CSLS, in nats, never below 0: ln(1 + e^(log_odds + log_ratio)). With the
// odds of being spelled like the translation, π / (1 - π), it is what fit_sharpness has,
//   (1 - π) + π e^log_ratio = (1 - π) e^similarity.
// It is near 0 for words that have nothing in common, so that only pairs that were looked at have a similarity.
//
// To rank by, the odds are taken kLeeway nats better: a weak likeness tells of kinship, which that model does not know,
// where a word is spelled alike or is not (docs/results/ablation.md).
inline constexpr double kLeeway = 4;
double similarity(double log_ratio, double log_odds);

}  // namespace koine::spelling
