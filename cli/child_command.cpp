#include "cli/child_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <string_view>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"

namespace koine::cli {
namespace {

[[noreturn]] void fail(const char* what) {
  throw Error(ErrorKind::kOutput, what).where("/proc/self/exe").found(std::strerror(errno));
}

// Both ends close with it.
struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot start a command of an experiment");
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
};

// In the child, after fork(): only calls that are safe there.
[[noreturn]] void become(const std::vector<char*>& words, int in, int out, int err, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);
  setpgid(0, 0);  // Ctrl-C comes through the parent, once
  // A shell starts what it puts into the background with SIGINT ignored, and exec keeps that: it would never stop.
  // Before the mask, so that a signal that has come already still counts.
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0) _exit(127);
  execv("/proc/self/exe", words.data());
  _exit(127);
}

void take(int fd, std::string& text, bool& open) {
  std::array<char, 4096> block{};
  const ssize_t count = read(fd, block.data(), block.size());
  if (count > 0) text.append(block.data(), static_cast<std::size_t>(count));
  if (count == 0 || (count < 0 && errno != EINTR)) open = false;
}

// A file in memory that holds the input: no end of a pipe can block.
int input_file(const std::string& text) {
  const int fd = memfd_create("koine-input", MFD_CLOEXEC);
  if (fd < 0) fail("cannot make a file in memory");
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written || lseek(fd, 0, SEEK_SET) != 0) {
    close(fd);
    fail("cannot write a file in memory");
  }
  return fd;
}

}  // namespace

ChildResult run_koine(const ChildCommand& command, const std::atomic<bool>& stop) {
  std::vector<std::string> owned{"koine"};
  owned.insert(owned.end(), command.words.begin(), command.words.end());
  std::vector<char*> words;
  for (auto& word : owned) words.push_back(word.data());
  words.push_back(nullptr);

  Pipe out, err;
  const int in = input_file(command.input);
  const pid_t parent = getpid(), child = fork();
  if (child == 0) become(words, in, out.ends[1], err.ends[1], parent);
  close(in);
  if (child < 0) fail("cannot start a command of an experiment");
  out.close_end(1);
  err.close_end(1);

  ChildResult result;
  std::string written;
  std::size_t told = 0;  // of result.said
  bool out_open = true, err_open = true, asked = false;
  while (out_open || err_open) {
    if (stop.load() && !asked) {
      asked = true;
      kill(child, SIGINT);
    }
    std::array<pollfd, 2> fds{pollfd{out_open ? out.ends[0] : -1, POLLIN, 0},
                              pollfd{err_open ? err.ends[0] : -1, POLLIN, 0}};
    if (poll(fds.data(), fds.size(), 100) <= 0) continue;
    if (fds[0].revents != 0) take(out.ends[0], written, out_open);
    if (fds[1].revents != 0) take(err.ends[0], result.said, err_open);
    for (auto end = result.said.find('\n', told); end != std::string::npos; end = result.said.find('\n', told)) {
      if (command.on_line) command.on_line(result.said.substr(told, end - told));
      told = end + 1;
    }
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  result.signal = WIFEXITED(status) ? 0 : WTERMSIG(status);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + result.signal;
  // A command that does not know how to stop is ended by the signal: this one, or the one that all processes get.
  if (asked && (result.signal == SIGINT || result.signal == SIGTERM)) {
    result.exit_code = static_cast<int>(ErrorKind::kInterrupted);
    result.signal = 0;
  }
  if (!command.log.empty()) io::write_file(command.log, result.said);
  if (result.exit_code == 0 && !command.output.empty()) io::write_file(command.output, written);
  return result;
}

std::string failure_of(const ChildResult& result) {
  constexpr std::string_view kError = "error: ";
  constexpr std::size_t kEnd = 200;
  if (result.signal != 0) {
    const std::string killed = result.signal == SIGKILL ? "; out of memory?" : "";
    return fmt::format("signal {} ({}) ended it", result.signal, strsignal(result.signal)) + killed;
  }
  std::string last;
  std::istringstream lines(result.said);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kError)) last = line.substr(kError.size());
  }
  if (!last.empty()) return last;
  if (result.said.empty()) return fmt::format("exit code {}, without a word", result.exit_code);
  return koine::quoted(result.said.substr(result.said.size() - std::min(result.said.size(), kEnd)), kEnd);
}

}  // namespace koine::cli
