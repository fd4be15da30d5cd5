#include "koine/io/run_folder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "koine/core/error.h"
#include "koine/io/byte_reader.h"

namespace koine::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSpecial = "special";
constexpr std::string_view kVectorsEnding = ".vec";
constexpr std::size_t kMaxRunJsonBytes = std::size_t{64} << 20;

std::vector<std::string> languages_with_vectors(const fs::path& run) {
  std::vector<std::string> languages;
  std::error_code failed;
  for (fs::directory_iterator entry(run / "vectors", failed), end; !failed && entry != end; entry.increment(failed)) {
    const fs::path file = entry->path().filename();
    const std::string name = file.stem().string();
    if (file.extension() == kVectorsEnding && name != kSpecial) languages.push_back(name);
  }
  std::ranges::sort(languages);
  return languages;
}

void create_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::kOutput, "cannot create the folder").where(folder.string()).found(error.message());
  }
}

nlohmann::json read_json_object(const fs::path& path) {
  auto json = nlohmann::json::parse(read_file(path, kMaxRunJsonBytes), nullptr, false);
  if (!json.is_object()) {
    throw Error(ErrorKind::kInput, "this is not a JSON object").where(path.string()).hint("the file is damaged");
  }
  return json;
}

}  // namespace

fs::path RunFolder::file(std::string_view folder, std::string_view name, std::string_view ending) const {
  return path_ / folder / fmt::format("{}{}", name, ending);
}

bool RunFolder::exists() const {
  std::error_code failed;
  const bool there = fs::exists(run_json(), failed);
  if (!failed) return there;
  throw Error(ErrorKind::kInput, "cannot look into the folder").where(path_.string()).found(failed.message());
}

void RunFolder::create() const {
  for (const auto& folder : {path_, path_ / "vocabulary", path_ / "vectors", path_ / "corpus"}) create_folder(folder);
}

void RunFolder::create_vectors() const {
  create_folder(vectors("x").parent_path());
}

void RunFolder::link_epoch(std::string_view name, std::int64_t number) const {
  const fs::path link = epochs() / name;
  std::error_code error;
  fs::remove(link, error);
  fs::create_directory_symlink(std::to_string(number), link, error);
  if (error) throw Error(ErrorKind::kOutput, "cannot create the link").where(link.string()).found(error.message());
}

void RunFolder::create_without_spelling() const {
  create_folder(without_spelling("x").parent_path());
}

std::vector<std::string> RunFolder::languages() const {
  std::error_code ignored;
  if (!fs::exists(path_, ignored)) {
    throw Error(ErrorKind::kInput, "there is no such run")
        .where(path_.string())
        .hint("a run is the folder that 'koine train' writes");
  }
  std::vector<std::string> with_vectors = languages_with_vectors(path_);
  if (!exists()) {
    if (!with_vectors.empty()) return with_vectors;
    throw Error(ErrorKind::kInput, "this is not a run of koine: it has no run.json")
        .where(path_.string())
        .hint("a run is the folder that 'koine train' writes");
  }
  const auto json = read_json_object(run_json());
  const auto found = json.find("languages");
  if (found == json.end()) return with_vectors;
  if (!found->is_array() || !std::ranges::all_of(*found, [](const auto& item) { return item.is_string(); })) {
    throw Error(ErrorKind::kInput, "\"languages\" is not an array of names").where(run_json().string());
  }
  auto names = found->get<std::vector<std::string>>();
  for (const auto& name : names) require_file_name(name, run_json().string());
  return names;
}

std::string RunFolder::recorded(const char* key) const {
  if (!exists()) return "";
  const auto json = read_json_object(run_json());
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string RunFolder::method() const {
  return recorded("method");
}
std::string RunFolder::command() const {
  return recorded("command");
}
std::string RunFolder::status() const {
  return recorded("status");
}

fs::path RunFolder::require_vectors(std::string_view language) const {
  const std::vector<std::string> known = languages();
  if (known.empty()) {
    throw Error(ErrorKind::kInput, "the run has no language yet, and no vectors")
        .where(path_.string())
        .hint("they are written when there are some");
  }
  std::error_code failed;
  const bool special = language == kSpecial && fs::exists(special_vectors(), failed);
  if (!special && std::ranges::find(known, language) == known.end()) {
    throw Error(ErrorKind::kUsage, "the run has no such language")
        .where(path_.string())
        .found(koine::quoted(language))
        .expected(fmt::format("one of: {}", fmt::join(known, ", ")));
  }
  if (!fs::exists(vectors(language), failed)) {
    if (failed) {
      throw Error(ErrorKind::kInput, "cannot look into the folder")
          .where(vectors(language).parent_path().string())
          .found(failed.message());
    }
    if (command() == kMap) {
      throw Error(ErrorKind::kInput, "the map has no vectors: it was not finished, or it was no more than chance")
          .where(path_.string())
          .hint("'koine map' with --force makes it anew; --no-null-check keeps a map that is no more than chance");
    }
    throw Error(ErrorKind::kInput, "the run has no vectors yet")
        .where(path_.string())
        .hint("they are written when there are some; the same command with --resume goes on with a stopped run");
  }
  return vectors(language);
}

void RunFolder::require_all_vectors() const {
  for (const auto& language : languages()) {
    std::error_code ignored;
    if (fs::exists(vectors(language), ignored)) continue;
    throw Error(ErrorKind::kInput, "the run is finished, but these vectors are not there")
        .where(vectors(language).string())
        .hint("--force begins it anew");
  }
}

void require_file_name(std::string_view language, const std::string& file) {
  using namespace std::string_view_literals;
  if (!language.empty() && language.front() != '.' && language.find_first_of("/\0"sv) == language.npos) return;
  throw Error(ErrorKind::kInput, "\"languages\" has what cannot be the name of a file")
      .where(file)
      .found(koine::quoted(language))
      .expected("the code of a language, such as es")
      .hint("the file is damaged");
}

}  // namespace koine::io
