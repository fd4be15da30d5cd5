#include "koine/train/stages.h"

#include <fmt/format.h>

namespace koine::train {

int stage_count(const TrainOptions& options) {
  if (!options.join) return 1;
  return static_cast<int>(options.spelling_rounds > 0 ? Stage::kSpelling : Stage::kJoining);
}

void StageReporter::begin(Stage stage, const std::string& description) {
  if (count_ == 1) return;
  prefix_ = fmt::format("{}/{} ", static_cast<int>(stage), count_);
  reporter_.info(fmt::format("stage {} of {}: {}", static_cast<int>(stage), count_, description));
}

void StageReporter::progress(const Progress& progress) {
  Progress of_stage = progress;
  of_stage.what = prefix_ + progress.what;
  reporter_.progress(of_stage);
}

}  // namespace koine::train
