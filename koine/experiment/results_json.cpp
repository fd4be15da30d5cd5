#include "koine/experiment/results_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "koine/core/version.h"
#include "koine/experiment/made_step_json.h"
#include "koine/io/json_text.h"

namespace koine::experiment {
namespace {

using Json = nlohmann::ordered_json;

Json spread_json(const Spread& spread) {
  return {{"mean", spread.mean},
          {"deviation", spread.count > 1 ? Json(spread.deviation) : Json(nullptr)},
          {"seeds", spread.count}};
}

// In the order of the pairs, and without their words: who has the dictionary draws the same pairs again.
std::string ranks_text(const std::vector<eval::RankedPair>& pairs) {
  std::vector<std::int64_t> ranks;
  for (const auto& pair : pairs) ranks.push_back(pair.csls_rank);
  return fmt::format("{}", fmt::join(ranks, " "));
}

Json steps_json(const ReportParts& parts, std::size_t last) {
  Json steps = Json::array();
  for (const MadeStep& step : made_by(parts, last)) steps.push_back(to_json(step));
  return steps;
}

Json run_json(const ReportParts& parts, const CellScores& scores, const CellRun& run) {
  const std::int64_t obstacle = parts.state.obstacle(parts.whole.plan, run.step);
  Json json = {{"seed", run.seed}};
  if (obstacle >= 0) {
    const auto step = static_cast<std::size_t>(obstacle);
    const auto failed = parts.state.failed.find(step);
    const bool is_failed = failed != parts.state.failed.end();
    json["status"] = parts.whole.absent.contains(step) ? "no input" : is_failed ? "failed" : "collapsed";
    json["message"] = is_failed ? failed->second : parts.state.records[step]->message;
  } else if (!parts.state.done(run.step)) {
    json["status"] = "not run";
    json["hours"] = parts.state.missing_seconds(parts.whole.plan, run.step) / 3600;
    return json;
  } else {
    json["status"] = "done";
  }
  for (const RunScore& score : scores.runs) {
    if (score.seed != run.seed) continue;
    json["p_at_1"] = score.p_at_1;
    json["p_at_5"] = score.p_at_5;
    json["pairs"] = score.pairs.size();
    json["ranks"] = "store/" + parts.whole.plan[run.step].folder + "/ranks.tsv";
    json["csls_ranks"] = ranks_text(score.pairs);
  }
  if (const std::int64_t used = seed_pairs_used(parts, run); used >= 0) json["seed_pairs_used"] = used;
  json["steps"] = steps_json(parts, run.step);
  return json;
}

}  // namespace

std::vector<MadeStep> made_by(const ReportParts& parts, std::size_t last) {
  const auto& own = parts.state.records[last];
  if (own && !own->taken.empty()) return own->taken;
  std::vector<MadeStep> steps;
  for (const std::size_t step : parts.whole.plan.behind(last)) {
    if (!parts.state.done(step)) continue;
    const StepRecord& record = *parts.state.records[step];
    steps.push_back({.folder = parts.whole.plan[step].folder,
                     .command = record.command,
                     .seconds = record.seconds,
                     .resumed = record.resumed,
                     .commit = record.commit,
                     .isa = record.isa});
  }
  return steps;
}

std::int64_t seed_pairs_used(const ReportParts& parts, const CellRun& run) {
  for (const std::size_t number : parts.whole.plan.behind(run.step)) {
    const Step& step = parts.whole.plan[number];
    if (step.kind != "map" || !parts.state.done(number)) continue;
    const auto file = parts.store.file(step, "run.json");
    if (std::error_code ignored; !std::filesystem::exists(file, ignored)) continue;  // removed, as one may
    const Json record = Json::parse(io::read_file(file), nullptr, false);
    const auto pairs = record.is_object() ? record.find("seed_pairs") : record.end();
    if (pairs == record.end()) continue;
    const auto used = pairs->find("used");
    if (used != pairs->end() && used->is_number_integer()) return used->get<std::int64_t>();
  }
  return -1;
}

std::string results_json(const ReportParts& parts, Scale scale, const std::string& command) {
  Json experiments = Json::array();
  for (std::size_t e = 0; e < parts.whole.experiments.size(); ++e) {
    const Experiment& experiment = parts.whole.experiments[e];
    Json methods = Json::array(), cells = Json::array();
    for (const Method& method : experiment.methods) {
      methods.push_back({{"name", method.name}, {"setting", label_of(method)}, {"baseline", method.baseline}});
    }
    for (std::size_t c = 0; c < parts.whole.cells.size(); ++c) {
      const Cell& cell = parts.whole.cells[c];
      if (cell.experiment != e) continue;
      const CellScores& scores = parts.scores[c];
      Json json = {{"method", experiment.methods[cell.method].name},
                   {"pair", cell.pair.source.empty() ? Json(nullptr) : Json(cell.pair.name())},
                   {"sentences", cell.sentences},
                   {"seed_pairs", cell.seed_pairs >= 0 ? Json(cell.seed_pairs) : Json(nullptr)}};
      if (!scores.runs.empty()) {
        json["p_at_1"] = spread_json(scores.p_at_1);
        json["p_at_5"] = spread_json(scores.p_at_5);
      }
      if (scores.comparison) {
        json["comparison"] = {{"against", scores.against},
                              {"difference", scores.comparison->difference},
                              {"interval_95", {scores.comparison->low, scores.comparison->high}},
                              {"p", scores.comparison->p}};
      }
      json["runs"] = Json::array();
      for (const CellRun& run : cell.runs) json["runs"].push_back(run_json(parts, scores, run));
      cells.push_back(std::move(json));
    }
    experiments.push_back({{"name", experiment.name},
                           {"title", experiment.title},
                           {"file", experiment.place},
                           {"show", option_text(experiment.show)},
                           {"test_pairs", experiment.test_pairs},
                           {"methods", methods},
                           {"cells", cells}});
  }
  const Json json = {{"koine", version()},
                     {"commit", commit()},
                     {"command", command},
                     {"scale", option_text(scale)},
                     {"experiments", experiments}};
  return io::json_text(json, 1) + "\n";
}

}  // namespace koine::experiment
