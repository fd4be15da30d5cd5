#include "koine/eval/result_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "koine/core/error.h"
#include "koine/io/json_text.h"

namespace koine::eval {
namespace {

using Json = nlohmann::ordered_json;

struct RankColumn {
  std::string_view name;
  std::int64_t RankedPair::*rank;
};
constexpr RankColumn kRankColumns[] = {{"csls_rank", &RankedPair::csls_rank},
                                       {"nearest_rank", &RankedPair::nearest_rank},
                                       {"spelling_rank", &RankedPair::spelling_rank},
                                       {"csls+spelling_rank", &RankedPair::both_rank}};

std::string ranks_header(std::size_t columns) {
  std::string header = "source\ttarget";
  for (std::size_t c = 0; c < columns; ++c) header += fmt::format("\t{}", kRankColumns[c].name);
  return header;
}

const char* name_of(Retrieval retrieval) {
  switch (retrieval) {
    case Retrieval::kNearest: return "nn";
    case Retrieval::kSpelling: return "spelling";
    case Retrieval::kCslsAndSpelling: return "csls+spelling";
    default: return "csls";
  }
}

Json scores_json(const Scores& scores) {
  Json json{{"retrieval", name_of(scores.retrieval)},
          {"identical_strings", scores.identical_strings},
          {"p_at_1", scores.p_at_1},
          {"p_at_5", scores.p_at_5},
          {"p_at_10", scores.p_at_10},
          {"mrr", scores.mrr},
          {"interval_95", Json::array({scores.interval_95.low, scores.interval_95.high})},
          {"pairs", scores.pairs},
          {"coverage", scores.coverage},
          {"p_at_1_all_entries", scores.p_at_1_all_entries}};
  if (scores.p_not_better) json["p_not_better"] = *scores.p_not_better;
  return json;
}

}  // namespace

std::string to_json(const Evaluation& evaluation, const std::vector<std::pair<std::string, std::string>>& files) {
  require(!evaluation.variants.empty(), "an evaluation has a headline");
  Json json{{"task", evaluation.task}};
  json.update(scores_json(evaluation.variants.front()));
  json["candidates"] = evaluation.candidates;
  json["csls_neighbours"] = evaluation.neighbours;
  json["seed"] = evaluation.seed;
  if (evaluation.spelling_weight) json["spelling_weight"] = *evaluation.spelling_weight;
  json["variants"] = Json::array();
  for (const Scores& scores : evaluation.variants) json["variants"].push_back(scores_json(scores));
  if (!evaluation.untouched.empty()) {
    json["untouched"] = Json::array();
    for (const Scores& scores : evaluation.untouched) json["untouched"].push_back(scores_json(scores));
  }
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
  return io::json_text(json, 2) + '\n';
}

std::string ranks_table(const std::vector<RankedPair>& pairs) {
  const bool nearest = pairs.empty() || pairs.front().nearest_rank > 0;
  const bool spelling = !pairs.empty() && pairs.front().spelling_rank > 0;
  const std::size_t columns = spelling ? 4 : nearest ? 2 : 1;
  std::string table = ranks_header(columns);
  for (const RankedPair& pair : pairs) {
    table += fmt::format("\n{}\t{}", pair.source, pair.target);
    for (std::size_t c = 0; c < columns; ++c) table += fmt::format("\t{}", pair.*kRankColumns[c].rank);
  }
  return table + '\n';
}

std::vector<RankedPair> parse_ranks(std::string_view table, const std::string& place) {
  std::vector<RankedPair> pairs;
  const auto refuse = [&](std::string_view found) {
    throw Error(ErrorKind::kInput, "this is no line of a table of ranks")
        .where(fmt::format("{}:{}", place, pairs.size() + 2))
        .found(quoted(found))
        .expected("source, target, and ranks from 1, as the header has them");
  };
  const std::string_view header = table.substr(0, table.find('\n'));
  std::size_t columns = 0;
  for (const std::size_t some : {1, 2, 4}) {
    if (header == ranks_header(some)) columns = some;
  }
  if (header.size() == table.size() || columns == 0) {
    throw Error(ErrorKind::kInput, "this is no table of ranks").where(place).hint("'koine evaluate --ranks' writes it");
  }
  table.remove_prefix(header.size() + 1);
  while (!table.empty()) {
    const std::string line(table.substr(0, table.find('\n')));
    if (line.size() == table.size()) refuse(line);  // cut short
    table.remove_prefix(line.size() + 1);
    RankedPair pair;
    std::istringstream fields(line);
    if (!std::getline(fields, pair.source, '\t') || !std::getline(fields, pair.target, '\t')) refuse(line);
    for (std::size_t c = 0; c < columns; ++c) {
      std::int64_t& rank = pair.*kRankColumns[c].rank;
      if (!(fields >> rank) || rank < 1) refuse(line);
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace koine::eval
