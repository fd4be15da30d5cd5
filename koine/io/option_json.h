#pragma once

#include <nlohmann/json.hpp>
#include <string>

// Values of options (core/option_text.h) in JSON, for the .cpp files that write and read run.json.
namespace koine::io {

// Text that is a JSON number, true or false becomes one.
inline nlohmann::ordered_json option_to_json(const std::string& text) {
  nlohmann::ordered_json value = nlohmann::ordered_json::parse(text, nullptr, false);
  return value.is_number() || value.is_boolean() ? value : nlohmann::ordered_json(text);
}

inline std::string option_from_json(const nlohmann::ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace koine::io
