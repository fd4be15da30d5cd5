#pragma once

#include <filesystem>
#include <string>

#include "koine/core/error.h"
#include "koine/io/run_folder.h"
#include "koine/io/text_input.h"

namespace koine::cli {

// The lines of a run's metrics.jsonl, one epoch each, through `read`, whose errors get their place.
// Errors: kInput where the run has no epoch yet.
template <typename Read>
void for_each_metrics_line(const io::RunFolder& run, const Read& read) {
  std::error_code ignored;
  if (!std::filesystem::exists(run.metrics(), ignored)) {
    throw Error(ErrorKind::kInput, "the run has no epoch yet").where(run.path().string());
  }
  io::LineReader lines(run.metrics());
  for (std::string line; lines.next(line);) {
    try {
      read(line);
    } catch (Error& error) {
      throw error.where(lines.place());
    }
  }
}

}  // namespace koine::cli
