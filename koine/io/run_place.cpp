#include "koine/io/run_place.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"

namespace koine::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";

// The files that lie beside `example` and have its ending.
std::vector<fs::path> files_like(const fs::path& example) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (fs::directory_iterator entry(example.parent_path(), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (entry->is_regular_file(ignored) && entry->path().extension() == example.extension()) {
      files.push_back(entry->path());
    }
  }
  return files;
}

// Those of `--keep-epochs`: folders with a number for a name, and links to them.
struct KeptEpochs {
  std::vector<RunFolder> folders;
  std::vector<fs::path> links;
};
KeptEpochs kept_epochs(const RunFolder& folder) {
  KeptEpochs kept;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder.epochs(), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (entry->is_symlink(ignored)) {
      kept.links.push_back(entry->path());
    } else if (entry->is_directory(ignored) && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) {
      kept.folders.emplace_back(entry->path());
    }
  }
  return kept;
}

// Whether a folder without a run.json holds more than koine leaves there when it is killed before it has written one.
bool holds_foreign_files(const RunFolder& folder) {
  std::set<fs::path> own{folder.lock(), folder.translations(), folder.vectors("x").parent_path(),
                         folder.without_spelling("x").parent_path()};
  for (const auto& example : {folder.vocabulary("x"), folder.corpus("x")}) {
    own.insert(example.parent_path());
    for (const auto& file : files_like(example)) own.insert(file);
  }
  std::error_code failed;
  const auto follow = fs::directory_options::follow_directory_symlink;
  for (fs::recursive_directory_iterator entry(folder.path(), follow, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (!own.contains(entry->path()) && !is_temporary(entry->path())) return true;
  }
  return static_cast<bool>(failed);
}

// Removes what koine writes and nothing else: the results, run.json, then what a run begins with. A kill in between
// leaves a run that can start over, or what holds_foreign_files() takes for the remains of one.
// Errors: as of RunFolder::languages().
void remove_run(const RunFolder& folder) {
  std::error_code ignored;
  for (const auto& path : folder.skipgrams()) {
    const RunFolder inner(path);
    if (!inner.exists()) {  // one that was killed while it was made or removed
      if (!holds_foreign_files(inner)) fs::remove_all(path, ignored);
      continue;
    }
    remove_run(inner);
    for (const auto& empty : {inner.vectors("x").parent_path(), inner.vocabulary("x").parent_path(),
                              inner.corpus("x").parent_path(), inner.lock(), inner.path()}) {
      fs::remove(empty, ignored);
    }
  }
  const std::vector<std::string> languages = folder.languages();
  const auto remove_vectors = [&](const RunFolder& of) {
    for (const auto& language : languages) fs::remove(of.vectors(language), ignored);
    fs::remove(of.special_vectors(), ignored);
  };
  const KeptEpochs kept = kept_epochs(folder);
  for (const auto& link : kept.links) fs::remove(link, ignored);
  for (const RunFolder& epoch : kept.folders) {
    remove_vectors(epoch);
    for (const auto& empty : {epoch.vectors("x").parent_path(), epoch.path()}) fs::remove(empty, ignored);
  }
  fs::remove(folder.epochs(), ignored);
  for (const auto& file : {folder.checkpoint(), folder.best(), folder.metrics(), folder.translations()}) {
    fs::remove(file, ignored);
  }
  remove_vectors(folder);
  for (const auto& language : languages) {
    fs::remove(folder.without_spelling(language), ignored);
    for (const auto& other : languages) fs::remove(folder.known_pairs(other, language), ignored);
  }
  fs::remove(folder.without_spelling("x").parent_path(), ignored);
  fs::remove(folder.run_json(), ignored);
  for (const auto& language : languages) {
    fs::remove(folder.vocabulary(language), ignored);
    fs::remove(folder.corpus(language), ignored);
  }
}

// Error: kUsage for a file in the place of the folder, and for content that is not koine's to replace, or not unless
// asked to.
void require_place(const RunFolder& folder, IfExists if_exists) {
  const auto refuse = [&folder](const char* what, const char* hint) {
    throw Error(ErrorKind::kUsage, what).where(folder.path().string()).hint(hint);
  };
  std::error_code ignored;
  if (!fs::exists(folder.path(), ignored)) return;
  if (!fs::is_directory(folder.path())) refuse("a run needs a folder, and this is a file", "choose another name");
  if (folder.exists()) {
    if (if_exists != IfExists::kRefuse) return;
    refuse("there is a run here already", "--resume goes on with it, --force replaces it; or choose another folder");
  }
  if (holds_foreign_files(folder)) refuse("the folder holds files, but no run of koine", "choose another folder");
  const auto is_lock = [&folder](const fs::directory_entry& entry) { return entry.path() == folder.lock(); };
  if (if_exists == IfExists::kRefuse && !std::ranges::all_of(fs::directory_iterator(folder.path()), is_lock)) {
    refuse("the folder holds what is left of a run that was killed", "--force or --resume begins it anew");
  }
}

// A run whose run.json cannot be read has no files that are known to be its own. Errors: as of RunFolder::languages().
void require_readable(const RunFolder& folder) {
  folder.languages();
  for (const auto& path : folder.skipgrams()) {
    if (const RunFolder inner(path); inner.exists()) inner.languages();
  }
}

}  // namespace

void refuse_inputs_inside(const fs::path& folder, const std::vector<std::string>& inputs) {
  std::error_code ignored;
  const fs::path run = fs::weakly_canonical(fs::absolute(folder), ignored);
  for (const auto& file : inputs) {
    const fs::path from_run = fs::weakly_canonical(fs::absolute(file), ignored).lexically_relative(run);
    if (file == kStandardInput || from_run.empty() || *from_run.begin() == "..") continue;
    throw Error(ErrorKind::kUsage, "the text lies in the folder that the run is to be made in")
        .where(file)
        .hint("choose another folder for the run");
  }
}

void remove_leftovers(const RunFolder& folder) {
  for (const auto& part : {folder.path(), folder.vocabulary("x").parent_path(), folder.vectors("x").parent_path(),
                           folder.without_spelling("x").parent_path(), folder.corpus("x").parent_path()}) {
    remove_stale_temporaries(part);
  }
  for (const auto& inner : folder.skipgrams()) {
    if (std::error_code ignored; fs::is_directory(inner, ignored)) remove_leftovers(RunFolder(inner));
  }
  for (const RunFolder& epoch : kept_epochs(folder).folders) remove_stale_temporaries(epoch.vectors("x").parent_path());
}

RunPlace::RunPlace(const RunFolder& folder, IfExists if_exists, const std::vector<std::string>& inputs)
    : folder_(folder) {
  require_place(folder, if_exists);
  refuse_inputs_inside(folder.path(), inputs);
  std::error_code ignored;
  if (if_exists == IfExists::kRefuse || !(folder.exists() || fs::exists(folder.lock(), ignored))) return;
  lock_ = FileLock(folder.lock());
  if (!folder.exists()) return;
  require_readable(folder);
  const AtomicFile probe(folder.run_json());  // a run that cannot be written anew is not removed
}

FileLock RunPlace::take() {
  if (!lock_.held()) {
    folder_.create();
    lock_ = FileLock(folder_.lock());
    if (folder_.exists()) require_place(folder_, IfExists::kRefuse);  // somebody was faster, and is done already
  }
  remove_leftovers(folder_);
  if (folder_.exists()) remove_run(folder_);
  return std::move(lock_);
}

}  // namespace koine::io
