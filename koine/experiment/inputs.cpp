#include "koine/experiment/inputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include "koine/core/error.h"
#include "koine/io/sha256.h"

namespace koine::experiment {
namespace {

namespace fs = std::filesystem;

constexpr std::array kEndings{".txt", ".txt.xz", ".txt.gz", ".txt.zst"};

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

void require_folder(const fs::path& path, const char* option) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return;
  throw Error(ErrorKind::kInput, "there is no such folder").where(option).found(koine::quoted(path.string()));
}

// LANGUAGE.*.txt, compressed or not.
std::vector<fs::path> texts_of_any_kind(const fs::path& folder, const std::string& language) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const auto ends = [&](const char* ending) { return name.ends_with(ending); };
    if (name.starts_with(language + ".") && std::ranges::any_of(kEndings, ends)) found.push_back(entry->path());
  }
  if (failed) {
    throw Error(ErrorKind::kInput, "the folder cannot be read").where(folder.string()).found(failed.message());
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

Inputs::Inputs(fs::path corpora, fs::path dictionaries)
    : corpora_(std::move(corpora)), dictionaries_(std::move(dictionaries)) {
  require_folder(corpora_, "--corpora");
  require_folder(dictionaries_, "--dictionaries");
}

Argument Inputs::file(const fs::path& path) {
  auto [digest, is_new] = digests_.try_emplace(path);
  if (is_new) digest->second = io::sha256_of_file(path);
  return {.kind = Argument::Kind::kFile, .text = path.string(), .sha256 = digest->second};
}

fs::path Inputs::find_text(const std::string& stem) const {
  for (const char* ending : kEndings) {
    if (is_file(corpora_ / (stem + ending))) return corpora_ / (stem + ending);
  }
  return {};
}

std::vector<std::string> Inputs::fall_back_to_plain_texts(Experiment& experiment) const {
  std::set<std::string> languages;
  for (const auto& pair : experiment.pairs) languages.insert({pair.source, pair.target});
  for (const Method& method : experiment.methods) languages.insert(method.languages.begin(), method.languages.end());
  std::vector<std::string> said;
  for (const auto& language : languages) {
    const std::string kind = experiment.corpus_kind(language);
    if (kind.empty() || experiment.corpora.contains(language) || !find_text(language + "." + kind).empty()) continue;
    const fs::path plain = find_text(language);
    if (plain.empty()) continue;
    experiment.corpora[language] = "";
    said.push_back(fmt::format("{}: there is no text {}.{}, {} takes its place.", experiment.name, language, kind,
                               plain.filename().string()));
  }
  return said;
}

Argument Inputs::text(const std::string& language, const std::string& kind) {
  const std::string stem = kind.empty() ? language : language + "." + kind;
  if (const fs::path found = find_text(stem); !found.empty()) return file(found);
  Error error(ErrorKind::kInput, "there is no text of language " + language);
  if (kind.empty()) {
    const auto any = texts_of_any_kind(corpora_, language);
    if (any.size() == 1) return file(any.front());
    if (any.size() > 1) {
      std::vector<std::string> names;
      for (const auto& path : any) names.push_back(path.filename().string());
      throw Error(ErrorKind::kInput, "there are several texts of language " + language)
          .where(corpora_.string())
          .found(fmt::format("{}", fmt::join(names, ", ")))
          .hint("the experiment can name a kind of text under [corpora]");
    }
  }
  throw error.where(corpora_.string()).expected(fmt::format("{}{}", stem, fmt::join(kEndings, " or " + stem)));
}

Argument Inputs::dictionary(const LanguagePair& pair) {
  const std::string name = pair.name() + ".txt";
  for (const fs::path& path : {dictionaries_ / "full" / name, dictionaries_ / name}) {
    if (is_file(path)) return file(path);
  }
  throw Error(ErrorKind::kInput, "there is no dictionary of the pair " + pair.name())
      .where(dictionaries_.string())
      .expected(fmt::format("{} or full/{}", name, name));
}

Argument Inputs::seed_dictionary(const LanguagePair& pair) {
  const fs::path path = dictionaries_ / "train-0-5000" / (pair.name() + ".txt");
  return is_file(path) ? file(path) : dictionary(pair);
}

}  // namespace koine::experiment
