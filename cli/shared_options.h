#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "koine/core/option_text.h"

// Options that several subcommands have, so that each is described once.
namespace koine::cli {

// Help without the marks of CLI11 for what is not given: "{false}" behind --no-…, "{auto}", "=[]" behind an empty list.
class HelpFormat : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
};

// Below the help of every command. Subcommands that say more of their own say it before.
inline const std::string kExitCodes =
    "Exit codes: 0 done, 1 defect of koine, 2 usage, 3 input, 4 output, 5 collapsed, 130 interrupted.";

// Accepts whole numbers from `minimum` on, in decimal, and says so in plain words. For transform().
CLI::Validator whole_number_from(std::uint64_t minimum);

// Lets all options of a program that name a file or folder, as their type says, refuse an empty name, as an unset
// variable of a shell leaves it.
void refuse_empty_names(CLI::App& app);

// --threads, by default the cores present.
void add_threads(CLI::App& command, int& threads,
                 const char* help = "Threads to compute with; the result does not depend on it");

// --spelling and --spelling=WEIGHT: whether spelling is a second witness beside the vectors, and what it weighs.
struct SpellingChoice {
  std::string text;  // empty, auto or a number

  bool wanted() const { return !text.empty(); }
  std::optional<double> weight() const;  // nothing: chosen without a dictionary
};
void add_spelling(CLI::App& command, SpellingChoice& choice);

template <typename T>
std::string type_name_of() {
  if constexpr (std::is_enum_v<T>) {
    return option_choices<T>();
  } else if constexpr (std::is_floating_point_v<T>) {
    return "NUMBER";
  } else if constexpr (std::is_integral_v<T>) {
    return "N";
  } else {
    return "N|paper";
  }
}

// An option whose value is text that core/option_text.h reads: one path for the command line, --config and run.json.
template <typename T>
CLI::Option* add_value_option(CLI::App& app, const char* name, T& value, const char* help) {
  const std::string flag = std::string("--") + name;
  if constexpr (std::is_same_v<T, bool>) {
    // What is on by default is switched off by --no-….
    return app.add_flag(value ? flag + ",!--no-" + name : flag, value,
                        std::string(help) + (value ? " (default: yes)" : " (default: no)"));
  } else {
    const std::string shown = option_text(value);
    auto set = [&value, name](const std::string& text) { set_option(value, name, text); };
    return app.add_option_function<std::string>(flag, set, help)->default_str(shown)->type_name(type_name_of<T>());
  }
}

}  // namespace koine::cli
