#pragma once

#include <string>
#include <vector>

#include "koine/io/file_lock.h"
#include "koine/io/run_folder.h"

namespace koine::io {

enum class IfExists { kRefuse, kResume, kReplace };

// What a killed process left half written in the folder goes, and in the run of skip-gram vectors within it. Of whoever
// holds the lock.
void remove_leftovers(const RunFolder& folder);

// A text inside the folder could be taken for a part of what is made there, and be removed or overwritten. "-" is none.
// Error: kUsage.
void refuse_inputs_inside(const std::filesystem::path& folder, const std::vector<std::string>& inputs);

// The place that a new run is to be made in. Whoever makes it prepares all that may fail between the constructor and
// take(), so that bad input loses nothing. Of what the folder holds, only koine's own files are ever removed: those
// that are called as run.json says.
class RunPlace {
 public:
  // Looks at the place, and locks a run that is there. `inputs`: files that the new run is made from; "-" is none.
  // Errors: kUsage: another process holds the run; the folder is not empty (kRefuse), or holds files and no run; it is
  // a file; an input lies inside it. kOutput where the run that is there is in a folder that cannot be written to.
  // kInput where its run.json cannot be read.
  RunPlace(const RunFolder& folder, IfExists if_exists, const std::vector<std::string>& inputs);

  // Makes the folder, or removes the run that is there. → the lock on it, for as long as the new run is worked on.
  // Errors: kOutput; kUsage where somebody was faster.
  FileLock take();

 private:
  RunFolder folder_;
  FileLock lock_;
};

}  // namespace koine::io
