#pragma once

#include <cstdint>
#include <string>

namespace koine {

// How far a long piece of work has come. `status` is a short text shown beside it, such as a loss.
struct Progress {
  std::string what;           // "epoch 3 of 10"
  std::int64_t done = 0;
  std::int64_t total = 0;     // 0: not known
  double seconds_left = -1;   // negative: not known
  std::string status;
};

// Where the library says what it does. The library itself never prints: the command line tool derives from this, and so
// may any other program. The default says nothing. Calls come from the thread that called the library.
class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void info(const std::string&) {}      // one line worth reading once
  virtual void warning(const std::string&) {}   // something the user should know
  virtual void progress(const Progress&) {}
};

// A reporter that says nothing, for callers that do not care.
Reporter& silent_reporter();

}  // namespace koine
