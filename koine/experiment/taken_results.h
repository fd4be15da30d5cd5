#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "koine/experiment/planner.h"

// Scores that another OUT has already, perhaps on another machine: from its results.json.
namespace koine::experiment {

// The scores that a results.json tells with the ranks behind them, by the folder of their step.
// Error: kInput with `place` where the text is no results.json. Older ones, without ranks, tell none.
std::map<std::string, TakenScore> parse_results(const std::string& json, const std::string& place);

// Gives the steps of the plan that were scored there what is told of them: they are not run any more, nor what only
// they stand on. → to how many.
std::size_t take_scores(const std::map<std::string, TakenScore>& scores, Plan& plan);

// The table of ranks of a taken score: a line for each line of a table of pairs. Error: kInput where they are not as
// many.
std::string ranks_table(const TakenScore& score, const std::string& pairs, const std::string& place);

}  // namespace koine::experiment
