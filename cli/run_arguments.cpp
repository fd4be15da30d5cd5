#include "cli/run_arguments.h"

#include "koine/core/error.h"
#include "koine/kernels/isa.h"

namespace koine::cli {
namespace {

constexpr const char* kLanguageFile = "LANGUAGE=FILE, for example es=es.txt";

}  // namespace

std::pair<std::string, std::string> split_assignment(const std::string& option, const std::string& text,
                                                     const char* expected) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw Error(ErrorKind::kUsage, "a file needs its language")
        .where(option)
        .found(koine::quoted(text))
        .expected(expected);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<corpus::TextSource> RunArguments::sources() const {
  std::vector<corpus::TextSource> sources;
  for (const auto& text : texts) {
    auto [language, file] = split_assignment("--text", text, kLanguageFile);
    sources.push_back({language, {file}});
  }
  return sources;
}

void RunArguments::set_prefix_files(corpus::PrepareOptions& text) const {
  for (const auto& argument : prefixes) {
    auto [language, file] = split_assignment("--prefixes", argument, kLanguageFile);
    if (!text.prefix_files.emplace(language, file).second) {
      throw Error(ErrorKind::kUsage, "a language has one file of prefixes").where("--prefixes").found(argument);
    }
  }
}

std::set<std::string> RunArguments::given() const {
  std::set<std::string> names;
  for (const auto& [name, option] : options) {
    if (option->count() > 0) names.insert(name);
  }
  return names;
}

std::string RunArguments::isa_name() const {
  return isa == "auto" ? "" : std::string(kernels::name_of(kernels::isa_of(isa)));
}

io::IfExists RunArguments::if_exists() const {
  if (resume && force) {
    throw Error(ErrorKind::kUsage, "--resume goes on with a run and --force throws it away: choose one");
  }
  return resume ? io::IfExists::kResume : force ? io::IfExists::kReplace : io::IfExists::kRefuse;
}

void add_files(CLI::App& command, RunArguments& arguments, const char* name, std::vector<std::string>& values,
               const char* key, const char* help, const char* form) {
  CLI::Option* option = command.add_option(name, values, help)->type_name(form);
  option->allow_extra_args(false)->default_str("");
  arguments.options.emplace_back(key, option);
}

void add_text_options(CLI::App& command, RunArguments& arguments, corpus::PrepareOptions& text) {
  command.add_option("RUN", arguments.run, "Folder of the run, made by this command")->required()->type_name("FOLDER");
  add_files(
      command, arguments, "--text", arguments.texts, "text",
      "Text of a language, one sentence a line; plain, .gz, .xz, .zst or '-'; repeat for more files and languages");
  arguments.minimum_count = std::make_unique<corpus::MinimumCount>(corpus::MinimumCount{text.minimum_count});
  for_each_option(text, [&](const char* name, auto& value, const char* help) {
    if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, corpus::MinimumCount>) {
      arguments.options.emplace_back(name, add_value_option(command, name, *arguments.minimum_count, help));
    } else {
      arguments.options.emplace_back(name, add_value_option(command, name, value, help));
    }
  });
  add_files(command, arguments, "--prefixes", arguments.prefixes, "prefixes",
            "A Moses file of non-breaking prefixes instead of the built-in list; repeat for more languages");
}

void add_isa(CLI::App& command, RunArguments& arguments) {
  command.add_option("--isa", arguments.isa, "Instruction set, which the bits of the result depend on")
      ->type_name("auto|" + kernels::isa_names());
}

void add_resume_and_force(CLI::App& command, RunArguments& arguments) {
  command.add_flag("--resume", arguments.resume, "Go on with the run in RUN; options that are not given are its own");
  command.add_flag("--force", arguments.force, "Replace the run in RUN");
}

}  // namespace koine::cli
