#include "koine/io/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "koine/core/error.h"

namespace koine::io {

FileLock::FileLock(const std::filesystem::path& path) {
  open(path);
  if (take(LOCK_NB)) return;
  std::string holder(20, '\0');
  holder.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::pread(fd_, holder.data(), holder.size(), 0))));
  close();
  throw Error(ErrorKind::kUsage, "another process is at work here")
      .where(path.parent_path().string())
      .found("process " + holder)
      .hint("wait for its end, or choose another folder");
}

FileLock FileLock::if_free(const std::filesystem::path& path) {
  FileLock lock;
  lock.open(path);
  if (!lock.take(LOCK_NB)) lock.close();
  return lock;
}

FileLock FileLock::once_free(const std::filesystem::path& path) {
  FileLock lock;
  lock.open(path);
  lock.take(0);
  return lock;
}

FileLock::~FileLock() {
  close();
}

void FileLock::open(const std::filesystem::path& path) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) {
    throw Error(ErrorKind::kOutput, "cannot write the file").where(path.string()).found(std::strerror(errno));
  }
}

bool FileLock::take(int how) {
  int failed = 0;
  do failed = ::flock(fd_, LOCK_EX | how);
  while (failed != 0 && errno == EINTR);
  if (failed != 0 && errno == EWOULDBLOCK) return false;
  const std::string process = std::to_string(::getpid());
  (void)!::ftruncate(fd_, 0);  // only a help for people: a full disk does not matter
  (void)!::pwrite(fd_, process.data(), process.size(), 0);
  return true;
}

void FileLock::share_with_children() {
  if (fd_ >= 0) ::fcntl(fd_, F_SETFD, 0);
}

void FileLock::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

}  // namespace koine::io
