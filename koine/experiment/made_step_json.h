#pragma once

#include <nlohmann/json.hpp>

#include "koine/experiment/step.h"

namespace koine::experiment {

// As results.json and step.json have it.
nlohmann::ordered_json to_json(const MadeStep& step);

// Throws the exceptions of nlohmann::json for what is no such object.
MadeStep made_step_from_json(const nlohmann::ordered_json& json);

}  // namespace koine::experiment
