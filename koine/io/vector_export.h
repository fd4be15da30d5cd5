#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "koine/io/word_vectors.h"

namespace koine::io {

// Formats for other programs; word2vec text is in word_vectors.h. Every function throws kOutput as AtomicFile does, and
// for a word that the format cannot hold (none can hold a line break; a table no tab; word2vec no space, and
// in binary no control byte and no more than 10,000 bytes).

// word2vec binary: "V D\n", then word, one space, D little-endian float32, "\n".
void write_word2vec_binary(const std::filesystem::path& path, const WordVectors& vectors);

// One word a line, in the order of the rows.
void write_word_list(const std::filesystem::path& path, const std::vector<std::string>& words);

// NumPy's format 1.0 (numpy.lib.format): '<f4', C order, shape (V, D).
void write_npy(const std::filesystem::path& path, ConstView matrix);

// safetensors with the one tensor `vectors` [V, D].
void write_vectors_safetensors(const std::filesystem::path& path, const WordVectors& vectors);

// One language of a projector export.
struct ProjectorPart {
  std::string language;
  const WordVectors* vectors = nullptr;
  std::vector<std::int64_t> counts;   // one a word, or empty: not known
};

// The TensorBoard projector's tables: `vectors_path` without a header, one row a word of tab-separated numbers, and
// `metadata_path` with the header "word language rank count" ("count" only if every part has counts); the rows of all
// parts one after the other. Rank counts from 1 within a language.
void write_projector(const std::filesystem::path& vectors_path, const std::filesystem::path& metadata_path,
                     const std::vector<ProjectorPart>& parts);

}  // namespace koine::io
