#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/reporter.h"
#include "koine/io/byte_reader.h"

namespace koine::io {

// Words and their vectors; row i of `vectors` belongs to words[i]. The common currency of every method and evaluation.
struct WordVectors {
  std::vector<std::string> words;
  Matrix<float> vectors;  // [V, D]
};

struct ReadVectorsOptions {
  std::int64_t max_words = 0;       // stop after so many words; 0: all
  bool line_end_is_a_word = false;  // keep the row `</s>`: in the vectors of koine it is a word like any other
  std::string* sha256 = nullptr;    // where that of the raw bytes of the file is to be written, by its path
};

// Reads word2vec text, fastText .vec, GloVe text (no header) or word2vec binary, told apart by their content; plain,
// gzip, xz or zstd; "-" is standard input.
//
// Text rows are split at U+0020 only, and from the right: the last D fields are the vector, what stands before is the
// word, whatever other white space it holds. A space at the end of a row and Windows line ends are fine.
//
// Reported and read on: a word that comes again (its first vector counts), rows of zeros (kept), the row `</s>` that
// word2vec and fastText write for the line end (left out unless asked for), a last row without a line end.
//
// Errors, kInput with file:line (of a binary file, the number of the row): a header whose counts are not those of the
// rows, either way; a row of another dimension; a field that is no number, NaN or infinite; cut short; empty.
WordVectors read_word_vectors(const std::filesystem::path& path, Reporter& reporter, ReadVectorsOptions options = {});
WordVectors read_word_vectors(ByteReader bytes, Reporter& reporter, ReadVectorsOptions options = {});

// word2vec text, which fastText's .vec is too: "V D\n", then "word v1 … vD\n" with the shortest digits that give the
// same float back. Errors: kOutput as of AtomicFile; a word that is empty or holds a space or a line break; a number
// that is not finite.
void write_word2vec_text(const std::filesystem::path& path, const WordVectors& vectors);

}  // namespace koine::io
