#include "koine/experiment/made_step_json.h"

namespace koine::experiment {

nlohmann::ordered_json to_json(const MadeStep& step) {
  return {{"folder", step.folder},   {"command", step.command}, {"seconds", step.seconds},
          {"resumed", step.resumed}, {"commit", step.commit},   {"isa", step.isa}};
}

MadeStep made_step_from_json(const nlohmann::ordered_json& json) {
  return {.folder = json.at("folder").get<std::string>(),
          .command = json.at("command").get<std::string>(),
          .seconds = json.at("seconds").get<double>(),
          .resumed = json.at("resumed").get<bool>(),
          .commit = json.at("commit").get<std::string>(),
          .isa = json.at("isa").get<std::string>()};
}

}  // namespace koine::experiment
