#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "koine/model/config.h"

namespace koine::train {

// Sums over the mini-batches of an epoch, of one language.
struct LossTotals {
  double nats[model::kDirections] = {0, 0};
  std::int64_t words = 0;  // predicted positions, counted once for both directions

  double per_word(int direction) const { return words > 0 ? nats[direction] / static_cast<double>(words) : 0; }
  double mean_per_word() const { return (per_word(model::kForward) + per_word(model::kBackward)) / 2; }
};

// One line of metrics.jsonl.
struct EpochMetrics {
  std::int64_t epoch = 0;           // from 1
  std::int64_t updates = 0;         // since the start of the run
  double learning_rate = 0;         // of the last update
  // Of each language: under dropout, while the parameters moved; or, where the softmax is sampled, the exact loss on a
  // sample of sentences after the epoch.
  std::vector<LossTotals> losses;
  bool losses_of_sample = false;
  std::optional<double> criterion;  // the paper's, mean over pairs; none with a single language
  std::optional<double> criterion_with_r_target;
  std::optional<double> criterion_margin;  // none, too, in runs from before there was one
  std::vector<double> mean_random_cosine;  // of each language: the watch for a collapse
  std::optional<double> dictionary_distance;  // mean squared, of the pairs of --dictionary; none without
  bool best = false;                       // chosen so far
  double seconds = 0;                      // of training, without evaluation
  double words_per_second = 0;
  std::int64_t peak_bytes = 0;  // of the process so far

  double perplexity() const;  // e^loss_nats(), which may be infinite
  double loss_nats() const;   // mean over directions and the languages that were visited
};

// One JSON object on one line, without the line's end, and back. Errors: kInput for text that is no such object.
std::string to_json_line(const EpochMetrics& metrics, const std::vector<std::string>& languages);
EpochMetrics metrics_from_json(const std::string& line, const std::vector<std::string>& languages);

}  // namespace koine::train
