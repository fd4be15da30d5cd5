#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "koine/corpus/prepare.h"
#include "koine/io/run_folder.h"
#include "koine/train/options.h"
#include "koine/train/run_dictionary.h"

namespace koine::train {

// The text of one language as a run took it.
struct RunInput {
  std::string language;
  std::vector<corpus::InputFile> files;
};

// run.json: all that is needed to know how a run was made and to make it again.
struct RunRecord {
  std::string status = "training";           // then "finished"
  std::vector<RunInput> inputs;              // one a language, in the order of the run
  std::vector<RunDictionary> dictionaries;   // of semi-supervised training, in the order given
  std::vector<corpus::Diagnosis> diagnoses;  // of each language
  corpus::PrepareOptions text;
  TrainOptions training;
  std::string isa;                // kernels::name_of the instruction set that the bits belong to
  int threads = 0;                // of the process that wrote this; the result does not depend on it
  std::string started;            // UTC, ISO 8601
  double training_seconds = 0;    // without evaluation and preparation
  std::int64_t chosen_epoch = 0;  // whose vectors are in vectors/; 0: none yet

  std::vector<std::string> languages() const;
};

// Errors: kOutput.
void write_run_record(const io::RunFolder& folder, const RunRecord& record);

// Errors: kInput where run.json is missing, is not JSON, or lacks something.
RunRecord read_run_record(const io::RunFolder& folder);

// The present, UTC, ISO 8601.
std::string utc_now();

}  // namespace koine::train
