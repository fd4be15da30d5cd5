#include "koine/corpus/artificial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/io/atomic_file.h"

namespace koine::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  corpus::ArtificialOptions artificial;
  std::string folder;
  std::string uniform;
  bool force = false;
};

int number_of(const std::string& code, const std::vector<corpus::ArtificialLanguage>& languages) {
  for (std::size_t i = 0; i < languages.size(); ++i) {
    if (languages[i].code == code) return static_cast<int>(i);
  }
  throw Error(ErrorKind::kUsage, "there is no such language")
      .where("--uniform")
      .found(koine::quoted(code))
      .expected(fmt::format("{} to {}", languages.front().code, languages.back().code));
}

void write_files(const std::vector<std::pair<fs::path, std::string>>& files, const Options& options) {
  std::error_code failed;
  for (const auto& [path, content] : files) {
    if (options.force || !fs::exists(path, failed)) continue;
    throw Error(ErrorKind::kOutput, "the file exists already").where(path.string()).hint("--force overwrites it");
  }
  fs::create_directories(options.folder, failed);
  if (failed) {
    throw Error(ErrorKind::kOutput, "cannot create the folder").where(options.folder).found(failed.message());
  }
  for (const auto& [path, content] : files) io::write_file(path, content);
}

void artificial(Options options, Console& console) {
  auto languages = corpus::make_artificial_languages(options.artificial);
  if (!options.uniform.empty()) {
    options.artificial.uniform_language = number_of(options.uniform, languages);
    languages = corpus::make_artificial_languages(options.artificial);
  }
  const fs::path folder = options.folder;
  std::vector<std::pair<fs::path, std::string>> files;
  std::vector<std::string> said;
  for (const auto& language : languages) {
    files.emplace_back(folder / (language.code + ".txt"), fmt::format("{}\n", fmt::join(language.sentences, "\n")));
    said.push_back(fmt::format("{} sentences{}", language.sentences.size(),
                               language.code == options.uniform ? ", their words drawn uniformly" : ""));
  }
  for (std::size_t a = 0; a < languages.size(); ++a) {
    for (std::size_t b = a + 1; b < languages.size(); ++b) {
      files.emplace_back(folder / fmt::format("{}-{}.txt", languages[a].code, languages[b].code),
                         corpus::artificial_dictionary(languages[a], languages[b]));
      said.push_back(fmt::format("dictionary of {} pairs", languages[a].words.size()));
    }
  }
  write_files(files, options);
  for (std::size_t i = 0; i < files.size(); ++i) {
    console.info(fmt::format("{}: {}", files[i].first.string(), said[i]));
  }
}

}  // namespace

void add_artificial(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand(
      "artificial", "Write texts in artificial languages that share one grammar, and their true dictionaries");
  auto options = std::make_shared<Options>();
  command->add_option("-o,--output", options->folder, "Folder for LANGUAGE.txt and LANGUAGE-LANGUAGE.txt")
      ->type_name("DIR")
      ->required();
  command->add_option("--languages", options->artificial.languages, "Number of languages: aa, ab, ac, …")
      ->transform(whole_number_from(0));
  command->add_option("--sentences", options->artificial.sentences, "Sentences of each language")
      ->transform(whole_number_from(0));
  command->add_option("--seed", options->artificial.seed, "Decides words and sentences")
      ->transform(whole_number_from(0));
  command->add_option("--uniform", options->uniform,
                      "Draw the words of this language uniformly, so that nothing can be learnt from it")
      ->type_name("LANGUAGE");
  command->add_flag("--force", options->force, "Overwrite files");
  command->callback([options, &console] { artificial(*options, console); });
}

}  // namespace koine::cli
