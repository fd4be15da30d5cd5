#pragma once

#include <optional>
#include <string>
#include <vector>

#include "koine/eval/evaluation.h"
#include "koine/experiment/runner.h"
#include "koine/experiment/statistics.h"

// What the cells of an experiment came to.
namespace koine::experiment {

struct RunScore {
  std::uint64_t seed = 0;
  double p_at_1 = 0, p_at_5 = 0;  // by CSLS
  std::vector<eval::RankedPair> pairs;
};

// How far a cell has come: each of its runs is in one of these.
struct CellState {
  std::size_t runs = 0, done = 0, collapsed = 0, failed = 0;
  std::size_t absent = 0;      // their text or dictionary is not there
  double missing_seconds = 0;  // of those that are in none

  std::size_t not_run() const { return runs - done - collapsed - failed - absent; }
};

struct CellScores {
  CellState state;
  std::vector<RunScore> runs;  // those that are done
  Spread p_at_1, p_at_5;
  std::string against;                   // the best baseline of this pair and size; empty for it and the other ones
  std::optional<Comparison> comparison;  // with it
};

CellState state_of(const std::vector<CellRun>& runs, const WholePlan& whole, const PlanState& state);

// Of each cell, in their order; cells of experiments that show no scores have only their state. Errors: kInput for a
// table of ranks that cannot be read.
std::vector<CellScores> read_scores(const WholePlan& whole, const PlanState& state, const Store& store);

// What stands in a table where there is no score, or not of all seeds: "not run, about 2.0 hours", "1 of 3 seeds".
// Empty where all is there.
std::string state_text(const CellState& state, const char* unit = "seeds");

}  // namespace koine::experiment
