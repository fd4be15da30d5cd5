#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "koine/corpus/run_text.h"
#include "koine/io/run_folder.h"
#include "koine/train/options.h"
#include "koine/train/run_dictionary.h"

namespace koine::train {

// run.json: all that is needed to know how a run was made and to make it again.
struct RunRecord : corpus::TextRecord {
  std::string status = "training";          // then "finished"
  std::vector<RunDictionary> dictionaries;  // of semi-supervised training, in the order given
  TrainOptions training;
  std::string isa;                // kernels::name_of the instruction set that the bits belong to
  int threads = 0;                // of the process that wrote this; the result does not depend on it
  std::string started;            // UTC, ISO 8601
  double training_seconds = 0;    // of the language model, without evaluation and preparation
  std::int64_t chosen_epoch = 0;  // whose vectors are in vectors/; 0: none yet
};

// Errors: kOutput.
void write_run_record(const io::RunFolder& folder, const RunRecord& record);

// Errors: kInput where run.json is missing, is not JSON, or lacks something.
RunRecord read_run_record(const io::RunFolder& folder);

}  // namespace koine::train
