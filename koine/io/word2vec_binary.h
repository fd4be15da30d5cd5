#pragma once

#include <string_view>

#include "koine/io/byte_reader.h"
#include "koine/io/vector_rows.h"

// Reading word2vec's binary format: "V D\n", then word, one space, D little-endian float32, "\n" (which some writers
// leave out). Part of read_word_vectors; but for its writer, nobody else includes this.
namespace koine::io {

// Whether the format can hold the word: at most 10,000 bytes, none of them a space or a control byte, which tells the
// reader of a damaged row.
bool is_word2vec_word(std::string_view word);

// Whether a file that starts with a header and goes on as in `start` is binary rather than text.
bool is_word2vec_binary(std::string_view start);

// `bytes` stands at the start of the file.
WordVectors read_word2vec_binary(ByteReader& bytes, const VectorHeader& header, std::int64_t expected_rows,
                                 Reporter& reporter, const ReadVectorsOptions& options);

}  // namespace koine::io
