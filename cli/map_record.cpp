#include "cli/map_record.h"

#include <nlohmann/json.hpp>

#include "koine/core/machine.h"
#include "koine/core/version.h"
#include "koine/core/workers.h"
#include "koine/io/atomic_file.h"
#include "koine/io/json_text.h"
#include "koine/io/option_json.h"
#include "koine/kernels/isa.h"

namespace koine::cli {
namespace {

using Json = nlohmann::ordered_json;

Json options_json(const map::MapOptions& options) {
  Json json = Json::object();
  map::for_each_option(options, [&](const char* name, const auto& value, unsigned methods, const char*) {
    if ((methods & map::of(options.method)) != 0) json[name] = io::option_to_json(option_text(value));
  });
  return json;
}

Json attempt_json(const map::Attempt& attempt) {
  Json json = {{"seed", attempt.seed}, {"criterion", attempt.criterion}};
  if (attempt.check) {
    const map::NullCheck& check = *attempt.check;
    json["null_check"] = {{"passed", check.passed()},
                          {"failed", check.failed},
                          {"criterion", check.criterion},
                          {"null_criteria", check.null_criteria},
                          {"learned_criterion", check.learned_criterion},
                          {"null_learned_criteria", check.null_learned_criteria},
                          {"kept", check.kept},
                          {"distinct", check.distinct},
                          {"found_again", check.found_again}};
  }
  return json;
}

}  // namespace

void write_map_record(const MapFolder& folder, const MapRecord& record) {
  Json inputs = Json::array(), attempts = Json::array();
  for (const MapInput& input : record.inputs) {
    inputs.push_back({{"option", input.option}, {"file", input.file}, {"sha256", input.sha256}});
  }
  for (const auto& attempt : record.attempts) attempts.push_back(attempt_json(attempt));
  Json json = {{"koine", std::string(version())},
               {"command", "map"},
               {"status", record.status},
               {"languages", {"source", "target"}},
               {"method", option_text(record.options.method)},
               {"supervision", std::string(map::supervision_of(record.options.method, record.seed_pairs))},
               {"selected_by_test_data", (map::of(record.options.method) & map::kRefiners) != 0 &&
                                             record.options.select == map::Select::kDictionary},
               {"seed", record.options.seed},
               {"options", options_json(record.options)},
               {"inputs", inputs},
               {"source_words", record.source_words},
               {"target_words", record.target_words},
               {"dimension", record.dimension}};
  if (record.options.method == map::Method::kProcrustes ||
      map::supervision_of(record.options.method, record.seed_pairs) != "none") {
    json["seed_pairs"] = {{"asked", record.seed_pairs_asked < 0 ? Json("all") : Json(record.seed_pairs_asked)},
                          {"used", record.seed_pairs},
                          {"excluded", record.seed_pairs_excluded}};
  }
  json["attempts"] = attempts;
  json["machine"] = {
      {"cores", available_cores()}, {"threads", record.threads}, {"isa", kernels::name_of(kernels::active_isa())}};
  json["libraries"] = {{"onednn", kernels::onednn_version()}};
  json["started"] = record.started;
  json["written"] = koine::utc_now();
  json["seconds"] = {{"reading", record.seconds_reading}, {"mapping", record.seconds_mapping}};
  io::write_file(folder.run_json(), io::json_text(json, 2) + "\n");
}

void MapMetrics::add(const map::StepRecord& step, std::int64_t attempt) {
  constexpr std::chrono::seconds kBetweenWrites{10};
  const auto now = Clock::now();
  Json line = {{"attempt", attempt}, {"phase", step.phase}, {"step", step.step}};
  for (const auto& [name, value] : step.values) line[name] = value;
  line["seconds"] = std::chrono::duration<double>(now - began_).count();
  lines_ += line.dump() + "\n";
  if (now - written_ < kBetweenWrites) return;
  write();
}

void MapMetrics::write() {
  io::write_file(folder_.metrics(), lines_);
  written_ = Clock::now();
}

}  // namespace koine::cli
