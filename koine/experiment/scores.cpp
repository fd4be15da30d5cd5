#include "koine/experiment/scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "koine/eval/result_json.h"

namespace koine::experiment {
namespace {

double share_within(const std::vector<eval::RankedPair>& pairs, std::int64_t rank) {
  const auto right = std::ranges::count_if(pairs, [&](const auto& pair) { return pair.csls_rank <= rank; });
  return pairs.empty() ? 0 : static_cast<double>(right) / static_cast<double>(pairs.size());
}

bool shows_scores(const Experiment& experiment) {
  return experiment.show != Show::kWords && experiment.show != Show::kTsne;
}

// The share of seeds that got each pair right.
std::map<std::pair<std::string, std::string>, double> shares(const CellScores& scores) {
  std::map<std::pair<std::string, std::string>, double> result;
  for (const RunScore& run : scores.runs) {
    for (const auto& pair : run.pairs) {
      result[{pair.source, pair.target}] += (pair.csls_rank <= 1 ? 1.0 : 0.0) / static_cast<double>(scores.runs.size());
    }
  }
  return result;
}

Comparison compare(const CellScores& scores, const CellScores& baseline) {
  const auto ours = shares(scores), theirs = shares(baseline);
  std::vector<double> a, b;
  for (const auto& [pair, share] : ours) {
    const auto other = theirs.find(pair);
    if (other == theirs.end()) continue;
    a.push_back(share);
    b.push_back(other->second);
  }
  return paired_bootstrap(a, b, 1);
}

bool one_column(const Cell& a, const Cell& b) {
  return a.experiment == b.experiment && a.pair == b.pair && a.sentences == b.sentences;
}

void compare_with_baselines(const WholePlan& whole, std::vector<CellScores>& scores) {
  const auto is_baseline = [&](const Cell& cell) {
    return whole.experiments[cell.experiment].methods[cell.method].baseline;
  };
  for (std::size_t c = 0; c < scores.size(); ++c) {
    const Cell& cell = whole.cells[c];
    if (is_baseline(cell) || scores[c].runs.empty()) continue;
    std::size_t best = scores.size();
    for (std::size_t other = 0; other < scores.size(); ++other) {
      const Cell& candidate = whole.cells[other];
      if (!is_baseline(candidate) || !one_column(cell, candidate) || scores[other].runs.empty()) continue;
      if (best == scores.size() || scores[other].p_at_1.mean > scores[best].p_at_1.mean) best = other;
    }
    if (best == scores.size()) continue;
    const Method& method = whole.experiments[cell.experiment].methods[whole.cells[best].method];
    scores[c].against = method.name;
    if (whole.cells[best].seed_pairs >= 0) scores[c].against += fmt::format(", {} pairs", whole.cells[best].seed_pairs);
    scores[c].comparison = compare(scores[c], scores[best]);
  }
}

}  // namespace

CellState state_of(const std::vector<CellRun>& runs, const WholePlan& whole, const PlanState& state) {
  CellState result{.runs = runs.size()};
  std::set<std::size_t> missing;  // what runs share is run once
  for (const CellRun& run : runs) {
    const std::int64_t obstacle = state.obstacle(whole.plan, run.step);
    if (obstacle >= 0) {
      const auto step = static_cast<std::size_t>(obstacle);
      ++(whole.absent.contains(step) ? result.absent : state.failed.contains(step) ? result.failed : result.collapsed);
    } else if (state.done(run.step)) {
      ++result.done;
    } else {
      for (const std::size_t step : state.missing(whole.plan, run.step)) missing.insert(step);
    }
  }
  for (const std::size_t step : missing) result.missing_seconds += state.seconds[step];
  return result;
}

std::vector<CellScores> read_scores(const WholePlan& whole, const PlanState& state, const Store& store) {
  std::vector<CellScores> all;
  for (const Cell& cell : whole.cells) {
    CellScores scores;
    scores.state = state_of(cell.runs, whole, state);
    std::vector<double> p_at_1, p_at_5;
    for (const CellRun& run : cell.runs) {
      const bool done = state.done(run.step) && state.obstacle(whole.plan, run.step) < 0;
      if (!done || !shows_scores(whole.experiments[cell.experiment])) continue;
      RunScore score{.seed = run.seed, .pairs = store.use_file(whole.plan[run.step], "ranks.tsv", eval::parse_ranks)};
      p_at_1.push_back(score.p_at_1 = share_within(score.pairs, 1));
      p_at_5.push_back(score.p_at_5 = share_within(score.pairs, 5));
      scores.runs.push_back(std::move(score));
    }
    scores.p_at_1 = spread_of(p_at_1);
    scores.p_at_5 = spread_of(p_at_5);
    all.push_back(std::move(scores));
  }
  compare_with_baselines(whole, all);
  return all;
}

std::string state_text(const CellState& state, const char* unit) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  if (state.done > 0 && state.done < state.runs) add(fmt::format("{} of {} {}", state.done, state.runs, unit));
  const auto some = [&](std::size_t count, const char* what) {
    if (count == state.runs) {
      add(what);
    } else if (count > 0) {
      add(fmt::format("{} {}", count, what));
    }
  };
  some(state.collapsed, "collapsed");
  some(state.failed, "failed");
  some(state.absent, "not run: an input is not there");
  if (state.not_run() > 0) add(hours_text(state.missing_seconds));
  return text;
}

}  // namespace koine::experiment
