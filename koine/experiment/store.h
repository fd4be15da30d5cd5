#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "koine/core/error.h"
#include "koine/corpus/diagnosis.h"
#include "koine/experiment/step.h"
#include "koine/io/byte_reader.h"
#include "koine/io/file_lock.h"

namespace koine::experiment {

// What a step costs (see cost.h): operations, counted as those of a matrix product that takes as long, and seconds of
// reading and writing.
struct Work {
  double operations = 0, seconds = 0;
  std::string rate_class{};  // steps of one class err alike: "train sampled bf16"

  // On a machine whose matrix products run at that rate (float32, all threads).
  double at(double operations_per_second) const { return seconds + operations / operations_per_second; }
};

// step.json: how a step went.
struct StepRecord {
  std::string hash, command;
  std::string outcome = "done";  // or "collapsed": the command ended with exit code 5, which is a result too
  std::string message;           // of what collapsed
  double seconds = 0;
  bool resumed = false;  // it was stopped and went on: `seconds` are those of the last part
  int threads = 0;
  Work work;
  std::vector<std::pair<std::string, std::string>> inputs;  // file and its SHA-256
  std::vector<std::string> steps;                           // folders of the steps that it read
  std::string koine, commit, processor, isa, written;
  std::vector<MadeStep> taken;  // of a score that was made elsewhere: what made it, itself last; else empty

  bool collapsed() const { return outcome == "collapsed"; }
};

// OUT/store: a folder a step, named by kind, label and hash, done exactly if its step.json is there, and its epochs
// where they are to be kept.
class Store {
 public:
  explicit Store(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path folder(const Step& step) const { return folder_ / step.folder; }
  std::filesystem::path file(const Step& step, const std::string& name) const { return folder(step) / name; }

  // What `use` makes of the text and the path of a file that a done step left. Errors: kInput where it is not there any
  // more, and those of `use`; both with what to do.
  template <typename Use>
  auto use_file(const Step& step, const std::string& name, const Use& use) const {
    const std::string place = file(step, name).string();
    try {
      return use(io::read_file(place), place);
    } catch (Error& error) {
      throw error.hint(kMakeAgain);
    }
  }
  std::string read_file(const Step& step, const std::string& name) const;

  // The text of a step "vocabulary". Errors: as above.
  corpus::Diagnosis diagnosis(const Step& step) const;

  // None where the step is not done. Error: kInput where step.json cannot be read or is of another step.
  std::optional<StepRecord> read(const Step& step) const;
  void write(const Step& step, const StepRecord& record) const;  // Errors: kOutput

  // The instruction set in the run.json that the step's command left; none where it left none.
  std::optional<std::string> isa(const Step& step) const;

  // Held by the process that makes the step, and by its command, in OUT/store/.locks; holds nothing where others do.
  // Error: kOutput.
  io::FileLock lock(const Step& step) const;

  // The records of all steps that ever were done here; those that cannot be read are left out.
  std::vector<StepRecord> all() const;

  // Makes the folder of a step ready: new and empty, or as it was left for one that resumes and has a run.json.
  // → whether it resumes.
  // Error: kOutput.
  bool prepare(const Step& step) const;

 private:
  static constexpr const char* kMakeAgain = "remove its folder, and the step is made again";

  std::filesystem::path folder_;
};

}  // namespace koine::experiment
