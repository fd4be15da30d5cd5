#include "koine/eval/result_json.h"

#include <nlohmann/json.hpp>

#include "koine/core/error.h"

namespace koine::eval {
namespace {

using Json = nlohmann::ordered_json;

Json scores_json(const Scores& scores) {
  return {{"retrieval", scores.retrieval == Retrieval::kCsls ? "csls" : "nn"},
          {"identical_strings", scores.identical_strings},
          {"p_at_1", scores.p_at_1},
          {"p_at_5", scores.p_at_5},
          {"p_at_10", scores.p_at_10},
          {"mrr", scores.mrr},
          {"interval_95", Json::array({scores.interval_95.low, scores.interval_95.high})},
          {"pairs", scores.pairs},
          {"coverage", scores.coverage},
          {"p_at_1_all_entries", scores.p_at_1_all_entries}};
}

}  // namespace

std::string to_json(const Evaluation& evaluation, const std::vector<std::pair<std::string, std::string>>& files) {
  require(!evaluation.variants.empty(), "an evaluation has a headline");
  Json json{{"task", evaluation.task}};
  json.update(scores_json(evaluation.variants.front()));
  json["candidates"] = evaluation.candidates;
  json["csls_neighbours"] = evaluation.neighbours;
  json["seed"] = evaluation.seed;
  json["variants"] = Json::array();
  for (const Scores& scores : evaluation.variants) json["variants"].push_back(scores_json(scores));
  json["frequency_bins"] = Json::array();
  for (const FrequencyBin& bin : evaluation.bins) {
    json["frequency_bins"].push_back({{"first_rank", bin.first_rank},
                                      {"last_rank", bin.last_rank > 0 ? Json(bin.last_rank) : Json(nullptr)},
                                      {"pairs", bin.pairs},
                                      {"p_at_1", bin.p_at_1},
                                      {"p_at_5", bin.p_at_5}});
  }
  json["files"] = Json::object();
  for (const auto& [option, name] : files) json["files"][option] = name;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace koine::eval
