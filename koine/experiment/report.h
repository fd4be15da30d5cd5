#pragma once

#include <filesystem>

#include "koine/core/reporter.h"
#include "koine/experiment/runner.h"

namespace koine::experiment {

struct ReportOptions {
  Scale scale = Scale::kFull;
  bool artificial = false;  // whether artificial languages stand in for text
  std::string command;      // that made it
  std::vector<std::string> notes;
};

// report.md, report.html, results.json and the figures (EXPERIMENT-PAIR.svg, .png, .tsv, .gp), written into `out`. What
// was not run is said, cell by cell. Where gnuplot is missing the report says so, and has the numbers.
// Errors: kOutput; kInput for results in the store that cannot be read.
void write_report(const std::filesystem::path& out, const WholePlan& whole, const PlanState& state, const Store& store,
                  const ReportOptions& options, Reporter& reporter);

}  // namespace koine::experiment
