#pragma once

#include <filesystem>

namespace koine::io {

// A lock that one process at a time can hold, however the others open the file; the kernel releases it when the process
// ends, whatever ends it. The file stays, with the number of the process that held it last.
class FileLock {
 public:
  FileLock() = default;  // holds nothing
  // Makes the file where it is missing. On a file system that cannot lock, everybody gets the lock.
  // Errors: kUsage where somebody else holds it, with the number of that process; kOutput where it cannot be opened.
  explicit FileLock(const std::filesystem::path& path);
  // Holds nothing where somebody else holds it. Errors: kOutput as above.
  static FileLock if_free(const std::filesystem::path& path);
  // Once nobody else holds it. Errors: kOutput as above.
  static FileLock once_free(const std::filesystem::path& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;

  bool held() const { return fd_ >= 0; }
  // The commands that this process starts from now on hold it, too, and after its end.
  void share_with_children();

 private:
  void open(const std::filesystem::path& path);
  bool take(int how);  // as of flock; → false where somebody else holds it
  void close();

  int fd_ = -1;
};

}  // namespace koine::io
