#include "cli/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "koine/core/error.h"

namespace koine::cli {
namespace {

[[noreturn]] void fail_output() {
  throw Error(ErrorKind::kOutput, "cannot write the result")
      .where("standard output")
      .found(std::strerror(errno))
      .hint("is the disk full, or the reader of the pipe gone?");
}

// What is said to the person may get lost, where standard error is closed or full; the work goes on.
void write_error(const std::string& text) { std::fputs(text.c_str(), stderr); }

int terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

Console::Console() {
  terminal_ = isatty(STDERR_FILENO) == 1;
  const char* no_color = std::getenv("NO_COLOR");
  colour_ = terminal_ && (no_color == nullptr || *no_color == '\0');
}

void Console::out(std::string_view text) {
  clear_bar();
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) fail_output();
}

void Console::flush() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) fail_output();
}

void Console::info(const std::string& line) {
  if (!quiet_) say("", "", line);
}

void Console::warning(const std::string& line) { say("warning: ", "\033[33m", line); }

void Console::error(std::string_view line) { say("error: ", "\033[31m", line); }

void Console::progress(const Progress& p) {
  using std::chrono::steady_clock;
  if (quiet_) return;
  const auto now = steady_clock::now();
  const bool known = p.total > 0;   // how much there is to do
  const bool finished = known && p.done >= p.total;
  const auto interval = terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(30);
  if (!finished && now - last_progress_ < interval) return;
  // Without a terminal the end of a piece of work is told by whoever did it.
  if (!terminal_ && finished) return;
  last_progress_ = now;

  const double fraction = known ? static_cast<double>(p.done) / static_cast<double>(p.total) : 0.0;
  std::string text = known ? fmt::format("{:3.0f}%  ", 100 * fraction) : "";
  text += p.status;
  if (p.seconds_left >= 0) text += "  " + duration_text(p.seconds_left) + " left";
  if (!terminal_) {
    say("", "", p.what + "  " + text);
    return;
  }
  const int bar_width = std::min(30, terminal_width() - static_cast<int>(p.what.size() + text.size()) - 6);
  std::string bar;
  if (known && bar_width >= 5) {
    const int full = static_cast<int>(fraction * bar_width);
    for (int i = 0; i < bar_width; ++i) bar += i < full ? "━" : "┄";
    bar += "  ";
  }
  write_error(fmt::format("\r\033[K{}  {}{}", p.what, bar, text));
  std::fflush(stderr);
  bar_shown_ = true;
  if (finished) clear_bar();
}

void Console::say(std::string_view label, const char* colour, std::string_view line) {
  clear_bar();
  if (colour_ && *colour != '\0') {
    write_error(fmt::format("{}{}\033[0m{}\n", colour, label, line));
  } else {
    write_error(fmt::format("{}{}\n", label, line));
  }
  std::fflush(stderr);
}

void Console::clear_bar() {
  if (!bar_shown_) return;
  write_error("\r\033[K");
  std::fflush(stderr);
  bar_shown_ = false;
}

std::string duration_text(double seconds) {
  // A guess may be infinite or no number, which no whole number holds.
  const auto s = static_cast<long long>(std::fmin(std::fmax(seconds, 0), 3.6e12) + 0.5);
  if (s >= 3600) return fmt::format("{} h {:02} min", s / 3600, s % 3600 / 60);
  if (s >= 60) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} s", s);
}

}  // namespace koine::cli
