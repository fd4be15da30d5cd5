#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/io/archive.h"

namespace koine::skipgram {

// Where a run stands: `epoch` epochs of language number `language` are done, and all of the languages before it.
struct RunState {
  std::int64_t language = 0;
  std::int64_t epoch = 0;
  std::vector<std::string> metrics;  // the lines of metrics.jsonl so far
};

// The vectors of the language that is being trained, and the state, in one archive, whole or absent: tensors `input`
// [WordParts::rows(), D] and `output` [V, D]. Errors: kOutput as of io::AtomicFile.
void save_checkpoint(const std::filesystem::path& path, ConstView input, ConstView output, const RunState& state);

struct Checkpoint {
  RunState state;
  io::Archive vectors;
};

// Errors: kInput: cut short, damaged, of another method. copy_vectors(): kInput for matrices of other shapes.
Checkpoint load_checkpoint(const std::filesystem::path& path);
void copy_vectors(const Checkpoint& checkpoint, View input, View output);

}  // namespace koine::skipgram
