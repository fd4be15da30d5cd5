#pragma once

#include <cstdint>
#include <string>

namespace koine::skipgram {

// One line of metrics.jsonl: one epoch of one language.
struct EpochMetrics {
  std::string language;
  std::int64_t epoch = 0;  // from 1
  double loss_nats = 0;    // mean over pairs of a word and one of its window
  std::int64_t pairs = 0;
  std::int64_t words = 0;    // tokens with a vector, those that subsampling left out among them
  double learning_rate = 0;  // at the end of the epoch
  double seconds = 0;
  double words_per_second = 0;
  std::int64_t peak_bytes = 0;  // of the process so far
};

// One JSON object on one line, without the line's end, and back. Error: kInput for text that is no such object.
std::string to_json_line(const EpochMetrics& metrics);
EpochMetrics metrics_from_json(const std::string& line);

}  // namespace koine::skipgram
