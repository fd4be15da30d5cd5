#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace koine::io {

// JSON as text, with `indent` spaces a level, or on one line. What is no UTF-8 (the name of a file may be anything)
// becomes U+FFFD.
template <typename Json>
std::string json_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace koine::io
