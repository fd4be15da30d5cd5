#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "koine/plot/figure_files.h"

namespace koine::plot {

struct LearningEpoch {
  std::int64_t epoch = 0;           // from 1
  double loss_nats = 0;             // a predicted word
  std::optional<double> criterion;  // of the choice of an epoch
  bool chosen = false;              // whose vectors were kept
};

struct LearningCurve {
  std::string name;
  std::string loss_over = "training";  // what the loss was measured on: training, sample
  std::vector<LearningEpoch> epochs;
};

// How training went: the loss of each epoch and, where there is one, the criterion in a panel beside it, by its name,
// in which the chosen epoch has a ring. table: `epoch`, `loss_nats`, `criterion` (empty for none), `chosen`,
// `loss_over`, `name`.
Drawing learning_drawing(const std::vector<LearningCurve>& curves, const std::string& criterion_name,
                         const std::string& title);

// Paths without the folders that all have in common, at the beginning and at the end: a/x/run and a/y/run become x and
// y. A single one keeps its last folder.
std::vector<std::string> short_names(const std::vector<std::string>& paths);

}  // namespace koine::plot
