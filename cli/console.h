#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "koine/core/reporter.h"

namespace koine::cli {

// The two streams of the program. Results go to standard output through `out`, which fails loudly when they cannot be
// written; everything said to the person goes to standard error: a progress bar on a terminal, plain lines otherwise.
class Console : public Reporter {
 public:
  Console();

  void set_quiet(bool quiet) { quiet_ = quiet; }   // warnings and errors only

  void out(std::string_view text);
  void flush();                                    // Error: kOutput when standard output is closed or full

  void info(const std::string& line) override;
  void warning(const std::string& line) override;
  void progress(const Progress& progress) override;
  void error(std::string_view line);

 private:
  void say(std::string_view label, const char* colour, std::string_view line);
  void clear_bar();

  bool quiet_ = false;
  bool terminal_ = false;
  bool colour_ = false;
  bool bar_shown_ = false;
  std::chrono::steady_clock::time_point last_progress_{};
};

// "1 h 02 min", "3 min 20 s", "41 s".
std::string duration_text(double seconds);

}  // namespace koine::cli
