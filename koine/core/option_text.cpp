#include "koine/core/option_text.h"

#include <fmt/format.h>

#include <charconv>

namespace koine {
namespace {

template <typename Number>
void set_number(Number& value, std::string_view option, std::string_view text, std::string_view expected) {
  Number parsed{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(ErrorKind::kUsage, "the option does not take this value")
        .where("--" + std::string(option))
        .found(quoted(text))
        .expected(expected);
  }
  value = parsed;
}

}  // namespace

std::string option_text(bool value) {
  return value ? "true" : "false";
}
std::string option_text(std::int64_t value) {
  return fmt::format("{}", value);
}
std::string option_text(std::uint64_t value) {
  return fmt::format("{}", value);
}
std::string option_text(double value) {
  return fmt::format("{}", value);
}
std::string option_text(const std::string& value) {
  return value;
}

void set_option(bool& value, std::string_view option, std::string_view text) {
  if (text != "true" && text != "false") {
    throw Error(ErrorKind::kUsage, "the option is a yes or no")
        .where("--" + std::string(option))
        .found(quoted(text))
        .expected("true or false");
  }
  value = text == "true";
}

void set_option(std::int64_t& value, std::string_view option, std::string_view text) {
  set_number(value, option, text, "a whole number");
}

void set_option(std::uint64_t& value, std::string_view option, std::string_view text) {
  set_number(value, option, text, "a whole number of 0 or more");
}

void set_option(double& value, std::string_view option, std::string_view text) {
  set_number(value, option, text, "a number");
}

void set_option(std::string& value, std::string_view, std::string_view text) {
  value = text;
}

}  // namespace koine
