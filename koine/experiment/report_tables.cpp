#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "koine/experiment/report_parts.h"

namespace koine::experiment {
namespace {

// A method, and of procrustes one of its numbers of seed pairs.
struct Row {
  std::size_t method;
  std::int64_t seed_pairs;
  bool operator==(const Row&) const = default;
};

std::vector<Row> rows_of(const Experiment& experiment) {
  std::vector<Row> rows;
  for (std::size_t m = 0; m < experiment.methods.size(); ++m) {
    const auto& counts = experiment.methods[m].seed_pairs;
    if (counts.empty()) rows.push_back({m, -1});
    for (const std::int64_t count : counts) rows.push_back({m, count});
  }
  return rows;
}

struct Column {
  LanguagePair pair;
  std::int64_t sentences;
};

const CellScores* find(const ReportParts& parts, std::size_t experiment, const Row& row, const Column& column) {
  for (std::size_t c = 0; c < parts.whole.cells.size(); ++c) {
    const Cell& cell = parts.whole.cells[c];
    const bool same = cell.experiment == experiment && Row{cell.method, cell.seed_pairs} == row;
    if (same && cell.pair == column.pair && cell.sentences == column.sentences) return &parts.scores[c];
  }
  return nullptr;
}

std::string percent(const Spread& spread) {
  return spread.count > 1 ? fmt::format("{:.1f} ± {:.1f}", 100 * spread.mean, 100 * spread.deviation)
                          : fmt::format("{:.1f}", 100 * spread.mean);
}

std::string p_text(double p) {
  return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.3f}", p);
}

std::string cell_text(const CellScores* scores, bool first) {
  if (scores == nullptr) return "not planned";
  std::string text;
  if (!scores->runs.empty()) text = percent(first ? scores->p_at_1 : scores->p_at_5);
  if (first && scores->comparison) {
    text += fmt::format(" ({:+.1f}, {})", 100 * scores->comparison->difference, p_text(scores->comparison->p));
  }
  const std::string state = state_text(scores->state);
  if (text.empty()) return state;
  return state.empty() ? text : text + " [" + state + "]";
}

void add_table(Document& document, const ReportParts& parts, std::size_t number, std::int64_t sentences, bool first) {
  const Experiment& experiment = parts.whole.experiments[number];
  const auto rows = rows_of(experiment);
  std::vector<std::string> header{first ? "p@1" : "p@5"};
  std::vector<std::vector<TableCell>> table;
  for (const Row& row : rows) {
    const Method& method = experiment.methods[row.method];
    table.push_back({{full_name(method, row.seed_pairs, method.seeds)}});
  }
  for (const LanguagePair& pair : experiment.pairs) {
    header.push_back(pair.name());
    double best = 0;
    const auto score = [&](const CellScores& s) { return first ? s.p_at_1.mean : s.p_at_5.mean; };
    for (const Row& row : rows) {
      const CellScores* scores = find(parts, number, row, {pair, sentences});
      if (scores != nullptr && !scores->runs.empty()) best = std::max(best, score(*scores));
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const CellScores* scores = find(parts, number, rows[r], {pair, sentences});
      const bool bold = scores != nullptr && !scores->runs.empty() && best > 0 && score(*scores) == best;
      table[r].push_back({cell_text(scores, first), bold});
    }
  }
  document.table(std::move(header), std::move(table));
}

}  // namespace

void add_score_tables(Document& document, const ReportParts& parts, std::size_t number) {
  const Experiment& experiment = parts.whole.experiments[number];
  document.paragraph(
      fmt::format("Seeds: {}. Test pairs: {} at most.", fmt::join(experiment.seeds, ", "), experiment.test_pairs));
  for (const std::int64_t sentences : experiment.sentences) {
    document.heading(3, fmt::format("{} sentences a language", sentences));
    add_table(document, parts, number, sentences, true);
    add_table(document, parts, number, sentences, false);
  }
  std::vector<std::string> against;
  for (std::size_t c = 0; c < parts.whole.cells.size(); ++c) {
    const Cell& cell = parts.whole.cells[c];
    if (cell.experiment != number || !parts.scores[c].comparison) continue;
    const auto& comparison = *parts.scores[c].comparison;
    const std::string pairs = cell.seed_pairs < 0 ? "" : fmt::format(", {} pairs", cell.seed_pairs);
    against.push_back(fmt::format("{}, {}, {}{}: {:+.1f} ({:+.1f} to {:+.1f}) against {}", cell.pair.name(),
                                  cell.sentences, experiment.methods[cell.method].name, pairs,
                                  100 * comparison.difference, 100 * comparison.low, 100 * comparison.high,
                                  parts.scores[c].against));
  }
  if (against.empty()) return;
  document.paragraph("The differences of p@1 with their 95 % intervals, and the baselines they are to:");
  document.code(fmt::format("{}", fmt::join(against, "\n")));
}

}  // namespace koine::experiment
