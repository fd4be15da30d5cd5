#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/io/file_lock.h"
#include "koine/io/run_folder.h"
#include "koine/io/run_place.h"
#include "koine/train/run.h"
#include "koine/train/run_record.h"

namespace koine::train {

// What a user asks for. `given` names the options that were given; the others may be taken from a run that goes on.
struct RunRequest {
  std::vector<corpus::TextSource> sources;
  corpus::PrepareOptions text;
  std::vector<std::pair<std::string, std::string>> dictionaries;  // "es-en" and its file, of semi-supervised training
  TrainOptions training;
  std::set<std::string> given;  // names as of for_each_option; "text" for sources, "dictionary", "prefixes"
  int threads = 0;              // for the record
  std::string isa;              // an instruction set by name; empty: the best this processor has
};

using io::IfExists;

// A run that is ready to be trained.
struct OpenRun {
  RunRecord record;
  std::vector<RunLanguage> languages;
  std::vector<Translation> translations;  // of the dictionaries
  io::FileLock lock;                      // on the folder, for as long as this lives: one process trains a run
};

// Reads, samples, tokenizes and encodes the text of all languages; says the diagnosis. Writes nothing.
// Errors: kUsage as of check_options, corpus::join_sources, run_dictionary; kInput as of corpus::prepare_language,
// read_dictionaries, translations_of.
OpenRun prepare_run(const RunRequest& request, Reporter& reporter);

// A run in `folder`: a new one is prepared first, and only then is anything written (or, with kReplace, removed): its
// vocabulary, encoded text and run.json, in this order. With kResume, a folder that has a run.json goes on with it: its
// encoded text is read, the given options and the text's SHA-256 must be those of the run.
// Chooses the instruction set of the process.
// Of what the folder holds, only koine's own files are ever removed.
// Errors: as of prepare_run; kUsage: another process holds the run; the folder is not empty (kRefuse), or holds files
// and no run; it is a file; the text of a new run lies inside it; options, text or instruction set that changed.
OpenRun open_run(const io::RunFolder& folder, const RunRequest& request, IfExists if_exists, Reporter& reporter);

}  // namespace koine::train
