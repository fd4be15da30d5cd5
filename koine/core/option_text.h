#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "koine/core/error.h"

// Values of options as text, the same on the command line, in configuration files and in run.json.
namespace koine {

// Names of the values of an enum: specialise with `static constexpr std::array names{std::pair{Value, "name"sv}, …}`.
template <typename Enum>
struct EnumNames;

std::string option_text(bool value);  // "true", "false"
std::string option_text(std::int64_t value);
std::string option_text(std::uint64_t value);
std::string option_text(double value);  // the shortest text that gives the same number back
std::string option_text(const std::string& value);

template <typename Enum>
requires std::is_enum_v<Enum> std::string option_text(Enum value) {
  for (const auto& [item, name] : EnumNames<Enum>::names) {
    if (item == value) return std::string(name);
  }
  throw Error(ErrorKind::kInternal, "a value of an option has no name");
}

// The choices of an enum, "a|b|c".
template <typename Enum>
std::string option_choices() {
  std::string text;
  for (const auto& [item, name] : EnumNames<Enum>::names) text += (text.empty() ? "" : "|") + std::string(name);
  return text;
}

// Sets `value` from text. Error: kUsage, naming the option, for text that is no such value.
void set_option(bool& value, std::string_view option, std::string_view text);
void set_option(std::int64_t& value, std::string_view option, std::string_view text);
void set_option(std::uint64_t& value, std::string_view option, std::string_view text);
void set_option(double& value, std::string_view option, std::string_view text);
void set_option(std::string& value, std::string_view option, std::string_view text);

template <typename Enum>
requires std::is_enum_v<Enum>
void set_option(Enum& value, std::string_view option, std::string_view text) {
  for (const auto& [item, name] : EnumNames<Enum>::names) {
    if (name == text) {
      value = item;
      return;
    }
  }
  throw Error(ErrorKind::kUsage, "the option has no such value")
      .where("--" + std::string(option))
      .found(quoted(text))
      .expected(option_choices<Enum>());
}

}  // namespace koine
