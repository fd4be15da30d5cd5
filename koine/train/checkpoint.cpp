#include "koine/train/checkpoint.h"

#include <nlohmann/json.hpp>

#include "koine/core/error.h"
#include "koine/io/archive.h"

namespace koine::train {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kStateKey = "koine_state";

Json json_of(const RunState& state) {
  Json totals = Json::array();
  for (const LossTotals& t : state.position.totals) {
    totals.push_back(
        {{"forward_nats", t.nats[model::kForward]}, {"backward_nats", t.nats[model::kBackward]}, {"words", t.words}});
  }
  return {{"epoch", state.position.epoch},
          {"step", state.position.step},
          {"updates", state.position.updates},
          {"totals", totals},
          {"metrics", state.metrics},
          {"best_epoch", state.best_epoch},
          {"best_score", state.best_score ? Json(*state.best_score) : Json(nullptr)},
          {"epoch_seconds", state.epoch_seconds}};
}

RunState state_of(const Json& json) {
  RunState state;
  state.position.epoch = json.at("epoch").get<std::int64_t>();
  state.position.step = json.at("step").get<std::int64_t>();
  state.position.updates = json.at("updates").get<std::int64_t>();
  for (const Json& t : json.at("totals")) {
    LossTotals totals;
    totals.nats[model::kForward] = t.at("forward_nats").get<double>();
    totals.nats[model::kBackward] = t.at("backward_nats").get<double>();
    totals.words = t.at("words").get<std::int64_t>();
    state.position.totals.push_back(totals);
  }
  state.metrics = json.at("metrics").get<std::vector<std::string>>();
  state.best_epoch = json.at("best_epoch").get<std::int64_t>();
  if (!json.at("best_score").is_null()) state.best_score = json.at("best_score").get<double>();
  state.epoch_seconds = json.at("epoch_seconds").get<double>();
  return state;
}

void add_parameters(io::ArchiveWriter& archive, model::Parameters& parameters) {
  for (const auto& [name, matrix] : parameters.named()) archive.add(name, matrix);
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, model::Parameters& parameters, const RunState& state) {
  io::ArchiveWriter archive;
  add_parameters(archive, parameters);
  archive.metadata(kStateKey, json_of(state).dump());
  archive.commit(path);
}

RunState load_checkpoint(const std::filesystem::path& path, model::Parameters& parameters) {
  const io::Archive archive = io::Archive::read(path);
  for (const auto& [name, matrix] : parameters.named()) archive.copy_floats(name, matrix);
  try {
    return state_of(Json::parse(archive.metadata(kStateKey)));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "the state in the checkpoint cannot be read")
        .where(path.string())
        .found(error.what());
  }
}

void save_parameters(const std::filesystem::path& path, model::Parameters& parameters) {
  io::ArchiveWriter archive;
  add_parameters(archive, parameters);
  archive.commit(path);
}

}  // namespace koine::train
