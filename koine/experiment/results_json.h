#pragma once

#include <string>

#include "koine/experiment/report_parts.h"

namespace koine::experiment {

// All results as JSON text, described in docs/formats.md: every cell with its state, every seed with its scores, the
// commands that made it, their seconds, the commit, and the rank of each pair. Scores are fractions.
std::string results_json(const ReportParts& parts, Scale scale, const std::string& command);

}  // namespace koine::experiment
