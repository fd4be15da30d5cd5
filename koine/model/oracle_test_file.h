#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "koine/model/reference_language_model.h"

// For tests only: losses and gradients of the language model as PyTorch computes them in float64, read from a file.
namespace koine::model {

struct OracleStep {
  std::size_t language = 0;
  double loss_nats_per_sentence = 0;
  std::int64_t tokens = 0;
  double gradient_norm = 0;
  ReferenceParameters gradients;
  double loss_after_step_nats_per_sentence = 0;  // of the same batch, once the clipped step has been taken
};

// Each step starts from the parameters that the step before it has left.
struct OracleCase {
  ReferenceConfig config;
  ReferenceParameters parameters;  // before the first step
  std::vector<OracleStep> steps;
};

struct Oracle {
  double learning_rate = 0;
  double clip_norm = 0;
  std::vector<std::vector<std::vector<std::int32_t>>> batches;  // of each language: one batch, sentences of word ids
  std::vector<OracleCase> cases;
};

// The file that KOINE_ORACLE_FILE names, by default the one in testdata/.
std::string oracle_path();

// Errors: kInput, naming the file and what is wrong, where it cannot be read, is not JSON, holds no case or no step, or
// where a name, a shape, a word id or a number is not what the sizes in the file call for.
Oracle read_oracle(const std::string& path);

}  // namespace koine::model
