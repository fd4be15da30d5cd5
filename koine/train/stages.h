#pragma once

#include <string>

#include "koine/core/reporter.h"
#include "koine/train/options.h"

namespace koine::train {

// What a run with --join does, one after the other; the last one only with --spelling-rounds.
enum class Stage { kModel = 1, kSkipgramOfWords, kSkipgramWithSubwords, kJoining, kSpelling };

// How many of them a run has: 1 without --join.
int stage_count(const TrainOptions& options);

// Says of all progress to which stage it belongs, whose time is the one that is left; nothing where there is one alone.
class StageReporter : public Reporter {
 public:
  // The other reporter must outlive it.
  StageReporter(const TrainOptions& options, Reporter& reporter) : count_(stage_count(options)), reporter_(reporter) {}
  void begin(Stage stage, const std::string& description);
  void info(const std::string& line) override { reporter_.info(line); }
  void warning(const std::string& line) override { reporter_.warning(line); }
  void progress(const Progress& progress) override;

 private:
  int count_;
  std::string prefix_;  // "2/5 "
  Reporter& reporter_;
};

}  // namespace koine::train
