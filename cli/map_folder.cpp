#include "cli/map_folder.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"

namespace koine::cli {
namespace fs = std::filesystem;

std::vector<fs::path> MapFolder::files() const {
  return {metrics(), source_vectors(), target_vectors(), source_map(), target_map(), run_json()};
}

bool MapFolder::holds_result() const {
  if (!run_.exists()) return false;
  const auto json = nlohmann::json::parse(io::read_file(run_json()), nullptr, false);
  return json.is_object() && json.contains("command") && json["command"] == "map";
}

void MapFolder::require_place(bool force, const std::vector<std::string>& inputs) const {
  const auto refuse = [this](const char* what, const char* hint) {
    throw Error(ErrorKind::kUsage, what).where(path().string()).hint(hint);
  };
  std::error_code ignored;
  const fs::path out = fs::weakly_canonical(fs::absolute(path()), ignored);
  for (const std::string& input : inputs) {
    if (input.empty() || input == "-") continue;
    const fs::path from_out = fs::weakly_canonical(fs::absolute(input), ignored).lexically_relative(out);
    if (from_out.empty() || *from_out.begin() == "..") continue;
    throw Error(ErrorKind::kUsage, "an input lies in the folder that the result is to be made in")
        .where(input)
        .hint("choose another folder for the result");
  }
  if (!fs::exists(path(), ignored)) return;
  if (!fs::is_directory(path(), ignored)) refuse("a result needs a folder, and this is a file", "choose another name");
  if (holds_result()) {
    if (!force) refuse("there is a result here already", "--force replaces it; or choose another folder");
    return;
  }
  if (holds_foreign_files()) refuse("the folder holds files, but no result of 'koine map'", "choose another folder");
}

// Whether a folder without a result holds more than koine leaves there when it ends before it has written one.
bool MapFolder::holds_foreign_files() const {
  const fs::path vectors = source_vectors().parent_path();
  for (const auto& folder : {path(), vectors}) io::remove_stale_temporaries(folder);
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(path(), failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path() != run_.lock() && entry->path() != vectors) return true;
  }
  return static_cast<bool>(failed);
}

void MapFolder::open() {
  for (const auto& folder : {path(), source_vectors().parent_path()}) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
      throw Error(ErrorKind::kOutput, "cannot create the folder").where(folder.string()).found(error.message());
    }
  }
  lock_ = io::FileLock(run_.lock());
  for (const auto& folder : {path(), source_vectors().parent_path()}) io::remove_stale_temporaries(folder);
  std::error_code ignored;
  for (const auto& file : files()) fs::remove(file, ignored);
}

}  // namespace koine::cli
