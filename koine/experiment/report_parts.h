#pragma once

#include <filesystem>

#include "koine/core/reporter.h"
#include "koine/experiment/document.h"
#include "koine/experiment/method_options.h"
#include "koine/experiment/scores.h"

// The parts of a report, a function for each thing that an experiment may show.
namespace koine::experiment {

struct ReportParts {
  const WholePlan& whole;
  const PlanState& state;
  const Store& store;
  std::filesystem::path out;
  std::vector<CellScores> scores;  // of each cell
  Reporter& reporter;
};

// The steps behind one result, in order, as far as they are in the store, or as a score that was taken tells them.
std::vector<MadeStep> made_by(const ReportParts& parts, std::size_t last);

// With how many seed pairs the map of a run was made, as its run.json says; -1 where it is not there.
std::int64_t seed_pairs_used(const ReportParts& parts, const CellRun& run);

// A table of p@1 and one of p@5 for each size: a row a method, a column a pair. No cell is blank.
void add_score_tables(Document& document, const ReportParts& parts, std::size_t experiment);

// A figure of p@1 for each pair, over the sentences or over the seed pairs.
void add_curves(Document& document, const ReportParts& parts, std::size_t experiment);

// A row a word, with its three nearest words by each method; of the first seed that is done.
void add_word_tables(Document& document, const ReportParts& parts, std::size_t experiment);

// Target words that are among the test pairs of all pairs of languages: how many are right in all of them, and which.
void add_agreement(Document& document, const ReportParts& parts, std::size_t experiment);

void add_word_maps(Document& document, const ReportParts& parts, std::size_t experiment);

}  // namespace koine::experiment
