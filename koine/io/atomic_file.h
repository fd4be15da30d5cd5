#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace koine::io {

// A file that appears whole or not at all. The bytes go to a hidden temporary beside the target; commit() forces them
// to the disk, renames the temporary over the target and forces the folder to the disk. Without commit() the temporary
// is removed and what stood at the target stays as it was.
//
// What a killed process left of the same target is removed first.
//
// A target that exists and is not a regular file (/dev/full, a pipe), and /dev/stdout whatever it is, is written
// straight.
//
// Errors: kOutput with the path and the reason: folder missing, target is a folder, no permission, disk full.
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();
  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;

  void write(std::string_view bytes);   // buffered: an error may show up in a later write or in commit()
  void commit();                        // to be called once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The whole of `content` as the file `target`, through AtomicFile.
void write_file(const std::filesystem::path& target, std::string_view content);

// Whether that is how the temporary of some target is called.
bool is_temporary(const std::filesystem::path& path);

// Removes the temporaries that killed processes left in `folder`; those that a living process writes to stay. Returns
// how many were removed. A folder that cannot be read counts as one without temporaries. With `target`, the name of a
// file, only those of that file.
int remove_stale_temporaries(const std::filesystem::path& folder, std::string_view target = "");

}  // namespace koine::io
