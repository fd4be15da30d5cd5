#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "koine/io/file_lock.h"
#include "koine/io/run_folder.h"

namespace koine::cli {

// OUT of `koine map`: laid out like a run, with languages called source and target, so that the commands that read a
// run read it too.
class MapFolder {
 public:
  explicit MapFolder(const std::string& path) : run_(path) {}

  const std::filesystem::path& path() const { return run_.path(); }
  std::filesystem::path run_json() const { return run_.run_json(); }
  std::filesystem::path metrics() const { return run_.metrics(); }
  std::filesystem::path source_vectors() const { return run_.vectors("source"); }
  std::filesystem::path target_vectors() const { return run_.vectors("target"); }
  std::filesystem::path source_map() const { return path() / "map.npy"; }
  std::filesystem::path target_map() const { return path() / "map-target.npy"; }
  std::vector<std::filesystem::path> files() const;  // all of these; some may be absent

  // Whether a result may be made here; removes nothing but what koine was writing there when it was killed. Errors,
  // kUsage: a file in the place of the folder; a result that is there already, unless `force`; files, and no result of
  // this command; an input that lies inside.
  void require_place(bool force, const std::vector<std::string>& inputs) const;

  // Makes the folder, locks it, and removes the files of an earlier result, those and no others. To be called after
  // require_place(). Errors: kOutput; kUsage where another process holds it.
  void open();

 private:
  bool holds_result() const;
  bool holds_foreign_files() const;
  io::RunFolder run_;
  io::FileLock lock_;
};

}  // namespace koine::cli
