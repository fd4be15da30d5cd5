#include "cli/shared_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "koine/core/error.h"
#include "koine/core/workers.h"

namespace koine::cli {

namespace {

std::string without(std::string text, std::string_view mark) {
  if (const auto place = text.find(mark); place != std::string::npos) text.erase(place, mark.size());
  return text;
}

}  // namespace

std::string HelpFormat::make_option_name(const CLI::Option* option, bool is_positional) const {
  std::string name = without(CLI::Formatter::make_option_name(option, is_positional), "{false}");
  if (const auto place = name.find("{auto}"); place != std::string::npos) name.replace(place, 6, "[=WEIGHT]");
  return name;
}

std::string HelpFormat::make_option_opts(const CLI::Option* option) const {
  return without(CLI::Formatter::make_option_opts(option), "=[]");
}

void refuse_empty_names(CLI::App& app) {
  const auto check = [](const std::string& name) {
    return name.empty() ? "a name is needed, and this is empty" : std::string();
  };
  for (CLI::Option* option : app.get_options()) {
    const std::string type = option->get_type_name();
    const auto begins = [&type](const char* kind) { return type.starts_with(kind); };
    if (std::ranges::any_of(std::array{"FILE", "DIR", "FOLDER", "RUN", "FIGURE"}, begins))
      option->check(check, "", "name");
  }
  for (CLI::App* command : app.get_subcommands({})) refuse_empty_names(*command);
}

CLI::Validator whole_number_from(std::uint64_t minimum) {
  const auto check = [minimum](std::string& text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, value);
    if (problem == std::errc() && stopped == end && value >= minimum) {
      text = std::to_string(value);  // CLI11 would take what begins with 0 for octal
      return std::string();
    }
    return fmt::format("{} is not a whole number from {} on", koine::quoted(text), minimum);
  };
  return CLI::Validator(check, "", "whole number");
}

void add_threads(CLI::App& command, int& threads, const char* help) {
  threads = available_cores();
  command.add_option("--threads", threads, help)
      ->type_name("COUNT")
      ->transform(whole_number_from(1))
      ->check(CLI::Range(1, 1024).description(""));
}

std::optional<double> SpellingChoice::weight() const {
  double weight = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, weight);
  if (problem != std::errc() || stopped != end || !(weight >= 0 && weight <= 1000)) return std::nullopt;
  return weight;
}

void add_spelling(CLI::App& command, SpellingChoice& choice) {
  const auto check = [](std::string& text) {
    if (text == "true" || text == "false") text = text == "true" ? "auto" : "";  // as a configuration file has flags
    if (text.empty() || text == "auto" || SpellingChoice{text}.weight()) return std::string();
    return fmt::format("{} is neither auto nor a number from 0 to 1000", koine::quoted(text));
  };
  command
      .add_flag("--spelling{auto}", choice.text,
                "Score pairs by CSLS plus weight times similarity of spelling, by letter correspondences learned from "
                "the words; --spelling=WEIGHT gives the weight, which is else chosen without a dictionary")
      ->transform(CLI::Validator(check, "", "weight"));
}

}  // namespace koine::cli
