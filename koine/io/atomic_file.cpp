#include "koine/io/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "koine/core/error.h"

namespace koine::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = ".koine-tmp-";   // .NAME.koine-tmp-PID-NUMBER
constexpr std::size_t kBufferBytes = 1 << 18;

[[noreturn]] void fail(const fs::path& path, int error_number) {
  Error error(ErrorKind::kOutput, "cannot write the file");
  error.where(path.string()).found(std::strerror(error_number));
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: error.hint("does the folder exist?"); break;
    case EISDIR: error.hint("a folder of that name stands there"); break;
    case ENOSPC:
    case EDQUOT: error.hint("make room on the disk, then try again"); break;
    default: break;
  }
  throw error;
}

// /dev/stdout, or a link to it, leads through /proc, perhaps to a regular file, and renaming something over that file
// would cut it off from the program that opened it.
bool names_an_open_file(fs::path path) {
  constexpr int kMostLinks = 40;
  std::error_code failed;
  for (int links = 0; links < kMostLinks; ++links) {
    const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : ".", failed);
    if (failed) return false;
    path = folder / path.filename();
    if (path.string().starts_with("/proc/")) return true;
    path = folder / fs::read_symlink(path, failed);
    if (failed) return false;
  }
  return false;
}

// What the temporaries of a file are called, before the process and a number. A legal name however long the file's is.
std::string temporary_of(std::string_view name) {
  return fmt::format(".{}{}", name.substr(0, 200), kMark);
}

fs::path temporary_beside(const fs::path& target) {
  static std::atomic<int> number = 0;
  const std::string name = temporary_of(target.filename().string());
  return target.parent_path() / fmt::format("{}{}-{}", name, ::getpid(), number++);
}

void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;   // a folder that may be written but not read: the file itself is whole and named
  ::fsync(fd);          // some file systems cannot do it for folders, and there is nothing to be done about that
  ::close(fd);
}

}  // namespace

struct AtomicFile::State {
  fs::path shown;       // as the user wrote it
  fs::path target;      // with a symbolic link resolved: the link stays and its file is replaced
  fs::path temporary;   // empty: written straight
  int fd = -1;
  std::string buffer;

  ~State() {
    if (fd < 0) return;
    ::close(fd);
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }

  void open() {
    struct stat status {};
    const bool exists = ::stat(target.c_str(), &status) == 0;
    if (!exists && errno != ENOENT) fail(shown, errno);  // a name that is too long, too
    if (exists && S_ISDIR(status.st_mode)) fail(shown, EISDIR);
    if (names_an_open_file(target) || (exists && !S_ISREG(status.st_mode))) {
      fd = ::open(target.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
      if (fd < 0) fail(shown, errno);
      return;
    }
    // A rename would replace a file that its owner made read-only.
    if (exists && ::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) != 0) fail(shown, errno);
    std::error_code ignored;
    if (fs::is_symlink(target, ignored)) {
      const fs::path real = fs::canonical(target, ignored);
      if (!ignored) target = real;
    }
    remove_stale_temporaries(target.has_parent_path() ? target.parent_path() : ".", target.filename().string());
    while (!open_temporary()) {
    }
    if (exists) ::fchmod(fd, status.st_mode & 07777);  // what was private stays so; where that is refused, it may not
  }

  // The lock, which ends with the process, tells remove_stale_temporaries that somebody writes. → false where that was
  // faster, or the name is taken.
  bool open_temporary() {
    temporary = temporary_beside(target);
    fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) return false;
    if (fd < 0) fail(shown, errno);
    struct stat status {};
    const bool locked = ::flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;  // or there are no locks here
    if (locked && ::fstat(fd, &status) == 0 && status.st_nlink > 0) return true;
    ::unlink(temporary.c_str());
    ::close(std::exchange(fd, -1));
    return false;
  }

  void put(std::string_view rest) {
    while (!rest.empty()) {
      const ssize_t written = ::write(fd, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(shown, errno);
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void commit() {
    put(buffer);
    if (temporary.empty()) {
      const int done = ::close(std::exchange(fd, -1));
      if (done != 0) fail(shown, errno);
      return;
    }
    if (::fsync(fd) != 0) fail(shown, errno);
    if (::rename(temporary.c_str(), target.c_str()) != 0) fail(shown, errno);
    ::close(std::exchange(fd, -1));
    sync_folder(target.parent_path());
  }
};

AtomicFile::AtomicFile(const fs::path& target) : state_(std::make_unique<State>()) {
  state_->shown = state_->target = target;
  state_->open();
}
AtomicFile::~AtomicFile() = default;
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;

void AtomicFile::write(std::string_view bytes) {
  require(state_ && state_->fd >= 0, "AtomicFile::write after commit");
  if (state_->buffer.size() + bytes.size() >= kBufferBytes) {
    state_->put(state_->buffer);
    state_->buffer.clear();
  }
  if (bytes.size() >= kBufferBytes) {
    state_->put(bytes);
  } else {
    state_->buffer.append(bytes);
  }
}

void AtomicFile::commit() {
  require(state_ && state_->fd >= 0, "AtomicFile::commit twice");
  state_->commit();
}

void write_file(const fs::path& target, std::string_view content) {
  AtomicFile file(target);
  file.write(content);
  file.commit();
}

bool is_temporary(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') && name.find(kMark) != std::string::npos;
}

int remove_stale_temporaries(const fs::path& folder, std::string_view target) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    const bool wanted = target.empty() ? is_temporary(entry->path())
                                       : entry->path().filename().string().starts_with(temporary_of(target));
    if (wanted) found.push_back(entry->path());
  }
  int removed = 0;
  for (const auto& path : found) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) continue;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0 && ::unlink(path.c_str()) == 0) ++removed;
    ::close(fd);
  }
  return removed;
}

}  // namespace koine::io
