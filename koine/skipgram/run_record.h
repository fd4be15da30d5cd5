#pragma once

#include <string>

#include "koine/corpus/run_text.h"
#include "koine/io/run_folder.h"
#include "koine/skipgram/options.h"

namespace koine::skipgram {

// run.json of a skip-gram run: all that is needed to know how it was made and to make it again.
struct RunRecord : corpus::TextRecord {
  std::string status = "training";  // then "finished"
  SkipgramOptions training;
  std::string isa;              // kernels::name_of the instruction set that the bits belong to
  int threads = 0;              // of the process that wrote this; the result depends on it with --hogwild only
  std::string started;          // UTC, ISO 8601
  double training_seconds = 0;  // of all languages, without preparation
};

// Errors: kOutput.
void write_run_record(const io::RunFolder& folder, const RunRecord& record);

// Errors: kInput where run.json is missing, is not JSON, lacks something, or is that of another method.
RunRecord read_run_record(const io::RunFolder& folder);

}  // namespace koine::skipgram
