#pragma once

#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cli/shared_options.h"
#include "koine/corpus/text_options.h"
#include "koine/io/run_place.h"

// What the commands that make a run from text have in common.
namespace koine::cli {

// The command line of such a command, beside the options of its training. Must live as long as the CLI::App.
struct RunArguments {
  std::string run, isa = "auto";
  std::vector<std::string> texts, prefixes;
  bool resume = false, force = false;

  std::vector<corpus::TextSource> sources() const;  // of --text. Error: kUsage for what is not LANGUAGE=FILE
  void set_prefix_files(corpus::PrepareOptions& text) const;
  std::set<std::string> given() const;  // names of options, as RunRequest::given has them
  std::string isa_name() const;         // empty: the best one. Error: kUsage
  io::IfExists if_exists() const;       // Error: kUsage for --resume with --force

  std::vector<std::pair<std::string, CLI::Option*>> options;  // all that given() may name
  // The minimum count is read through a proxy.
  std::unique_ptr<corpus::MinimumCount> minimum_count;
};

// "es=a.txt" → {"es", "a.txt"}. Error: kUsage, with what is expected.
std::pair<std::string, std::string> split_assignment(const std::string& option, const std::string& text,
                                                     const char* expected);

// An option that takes files by name and may be repeated; given() calls it `key`.
void add_files(CLI::App& command, RunArguments& arguments, const char* name, std::vector<std::string>& values,
               const char* key, const char* help, const char* form = "LANGUAGE=FILE");

// RUN, --text, the options of the text, --prefixes.
void add_text_options(CLI::App& command, RunArguments& arguments, corpus::PrepareOptions& text);

// An option for each of for_each_option().
template <typename Options>
void add_training_options(CLI::App& command, RunArguments& arguments, Options& training) {
  for_each_option(training, [&](const char* name, auto& value, const char* help) {
    arguments.options.emplace_back(name, add_value_option(command, name, value, help));
  });
}

void add_isa(CLI::App& command, RunArguments& arguments);
void add_resume_and_force(CLI::App& command, RunArguments& arguments);

}  // namespace koine::cli
