#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "koine/core/option_text.h"

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

// Sets an option from the object "options" of `file`. Error: kInput, with the file and the name, for what is no value
// of it; as of nlohmann::json where it is not there.
template <typename Value>
void option_of_json(Value& value, const char* name, const nlohmann::ordered_json& options, const std::string& file) {
  try {
    set_option(value, name, option_from_json(options.at(name)));
  } catch (const Error& error) {
    throw Error(ErrorKind::kInput, "\"options\" has a value that cannot be").where(file).found(error.what());
  }
}

}  // namespace koine::io
