#pragma once

#include <set>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/io/file_lock.h"
#include "koine/io/run_place.h"
#include "koine/skipgram/run_record.h"

namespace koine::skipgram {

// What a user asks for. `given` names the options that were given; the others may be taken from a run that goes on.
struct RunRequest {
  std::vector<corpus::TextSource> sources;
  corpus::PrepareOptions text;
  SkipgramOptions training;
  std::set<std::string> given;  // names as of for_each_option; "text" for sources, "prefixes"
  std::string isa;              // an instruction set by name; empty: the best this processor has
  int threads = 0;              // that it is trained with, for the record
};

// A run that is ready to be trained.
struct OpenRun {
  RunRecord record;
  std::vector<corpus::RunLanguage> languages;
  io::FileLock lock;  // on the folder, for as long as this lives: one process trains a run
};

// A run in `folder`: a new one, whose text is read before anything is written or removed, or with kResume the one that
// is there, with its own options and text. Chooses the instruction set of the process.
// Errors: as of check_options, corpus::prepare_run_text, io::RunPlace; kUsage: options, text or instruction set that
// are not those of the run that is to go on; kInput: no sentence has two words of the vocabulary.
OpenRun open_run(const io::RunFolder& folder, const RunRequest& request, io::IfExists if_exists, Reporter& reporter);

}  // namespace koine::skipgram
