#pragma once

#include <map>
#include <string>
#include <vector>

#include "koine/experiment/inputs.h"
#include "koine/experiment/step.h"

namespace koine::experiment {

// One seed of a cell, and the step whose result it shows.
struct CellRun {
  std::uint64_t seed = 0;
  std::size_t step = 0;
};

// A place in a table: what one method does for one pair.
struct Cell {
  std::size_t experiment = 0, method = 0;
  LanguagePair pair;  // none in a plane of words
  std::int64_t sentences = 0;
  std::int64_t seed_pairs = -1;  // -1: the method takes none
  std::vector<CellRun> runs;     // one a seed

  // "table1/es-en/50000/koine", for --only and messages.
  std::string name(const std::vector<Experiment>& experiments) const;
};

// The text of one language at one size.
struct TextUse {
  std::size_t experiment = 0;
  std::string name;            // "es.novels"
  std::size_t vocabulary = 0;  // step
};

struct WholePlan {
  std::vector<Experiment> experiments;
  Plan plan;
  std::vector<Cell> cells;  // in the order of experiments, pairs, sizes and methods
  std::vector<TextUse> texts;
  std::map<std::size_t, std::string> absent;  // steps that stand for an input that is not there, and what is said of it
};

// Whether --only asks for a cell of that name: it is part of it, or a pattern with * and ?; an empty one asks for all.
bool is_asked_for(const std::string& cell_name, const std::string& only);

// The steps of all cells. All methods of a pair are scored on the same pairs of words, drawn from those that all sizes
// of the experiment know. Steps of the first seed come before those of the second. `inputs` is null where artificial
// languages stand in for text.
// Errors: kInput as of Inputs, for the inputs of cells that `only` asks for; kUsage for pairs in both directions
// without `inputs`.
WholePlan make_plan(std::vector<Experiment> experiments, Inputs* inputs, const std::string& only = "");

}  // namespace koine::experiment
