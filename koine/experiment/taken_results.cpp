#include "koine/experiment/taken_results.h"

#include <fmt/format.h>

#include <sstream>

#include "koine/core/error.h"
#include "koine/eval/result_json.h"
#include "koine/experiment/made_step_json.h"

namespace koine::experiment {
namespace {

using Json = nlohmann::ordered_json;

// "store/evaluate-es-en-50000-seed1-0123456789ab/ranks.tsv" → the folder of the step.
std::string folder_of(const std::string& ranks) {
  const std::size_t end = ranks.rfind('/');
  const std::size_t begin = end == std::string::npos || end == 0 ? std::string::npos : ranks.rfind('/', end - 1);
  return begin == std::string::npos ? "" : ranks.substr(begin + 1, end - begin - 1);
}

[[noreturn]] void refuse(const std::string& place, const std::string& found) {
  throw Error(ErrorKind::kInput, "this is no results.json of 'koine experiment'").where(place).found(found);
}

TakenScore score_of(const Json& run, const std::string& place) {
  TakenScore score;
  std::istringstream ranks(run.at("csls_ranks").get<std::string>());
  for (std::int64_t rank = 0; ranks >> rank;) score.csls_ranks.push_back(rank);
  if (!ranks.eof() || score.csls_ranks.size() != run.at("pairs").get<std::size_t>()) {
    refuse(place, "not a rank for each pair");
  }
  for (const Json& step : run.at("steps")) score.steps.push_back(made_step_from_json(step));
  return score;
}

}  // namespace

std::map<std::string, TakenScore> parse_results(const std::string& json, const std::string& place) {
  std::map<std::string, TakenScore> scores;
  try {
    const Json results = Json::parse(json);
    for (const Json& experiment : results.at("experiments")) {
      for (const Json& cell : experiment.at("cells")) {
        for (const Json& run : cell.at("runs")) {
          if (run.at("status") != "done" || !run.contains("csls_ranks")) continue;
          const std::string folder = folder_of(run.at("ranks").get<std::string>());
          TakenScore score = score_of(run, place);
          if (score.steps.empty() || score.steps.back().folder != folder) continue;  // it says not how it was made
          scores.emplace(folder, std::move(score));
        }
      }
    }
  } catch (const Json::exception& error) {
    refuse(place, error.what());
  }
  return scores;
}

std::size_t take_scores(const std::map<std::string, TakenScore>& scores, Plan& plan) {
  std::size_t taken = 0;
  for (std::size_t step = 0; step < plan.steps().size(); ++step) {
    const auto score = scores.find(plan[step].folder);
    if (score == scores.end() || plan[step].kind != "evaluate") continue;
    plan.take(step, score->second);
    ++taken;
  }
  return taken;
}

std::string ranks_table(const TakenScore& score, const std::string& pairs, const std::string& place) {
  std::vector<eval::RankedPair> ranked;
  std::istringstream lines(pairs);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    eval::RankedPair pair;
    pair.source = line.substr(0, tab);
    pair.target = tab == std::string::npos ? "" : line.substr(tab + 1);
    if (ranked.size() < score.csls_ranks.size()) pair.csls_rank = score.csls_ranks[ranked.size()];
    ranked.push_back(std::move(pair));
  }
  if (ranked.size() != score.csls_ranks.size()) {
    throw Error(ErrorKind::kInput, "the ranks that were taken are not those of these pairs")
        .where(place)
        .found(fmt::format("{} pairs, {} ranks", ranked.size(), score.csls_ranks.size()));
  }
  return eval::ranks_table(ranked);
}

}  // namespace koine::experiment
