#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "koine/model/parameters.h"
#include "koine/train/trainer.h"

namespace koine::train {

// What a run remembers besides the parameters.
struct RunState {
  Position position;
  std::vector<std::string> metrics;  // the lines of metrics.jsonl so far
  std::int64_t best_epoch = 0;       // from 1; 0: none yet
  std::optional<double> best_score;
  double epoch_seconds = 0;  // of training, in the current epoch
};

// Parameters and state in one archive, whole or absent. The checkpoint is everything that a run needs besides its text
// and options. Errors: kOutput as of io::AtomicFile.
void save_checkpoint(const std::filesystem::path& path, model::Parameters& parameters, const RunState& state);

// Reads it back into parameters of the same shapes. Errors: kInput: cut short, damaged, of another model.
RunState load_checkpoint(const std::filesystem::path& path, model::Parameters& parameters);

// The parameters alone, in the same names.
void save_parameters(const std::filesystem::path& path, model::Parameters& parameters);

}  // namespace koine::train
