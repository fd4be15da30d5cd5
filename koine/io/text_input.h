#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "koine/io/byte_reader.h"

namespace koine::io {

struct TextInputOptions {
  bool allow_empty = false;   // otherwise a file without a single byte is an error
  bool sha256 = false;        // compute the SHA-256 of the raw (compressed) bytes
  std::size_t max_line_bytes = 0x3fffffff;  // of which room text, too, takes no more
};

// The lines of a text file, or of standard input for "-"; plain, gzip, xz or zstd. A line ends with "\n" or "\r\n",
// which are not part of it; the last one may go without. A UTF-8 byte order mark at the start is dropped. The text is
// not checked to be UTF-8: that is for room text.
//
// Errors: kInput as of ByteReader; an empty file; a line that is too long; bytes that look like a binary file: a NUL
// anywhere, or more than a twentieth control bytes in the first 64 KiB.
class LineReader {
 public:
  explicit LineReader(const std::filesystem::path& path, TextInputOptions options = {});
  explicit LineReader(ByteReader bytes, TextInputOptions options = {});

  bool next(std::string& line);   // false at the end; otherwise the line, whose number is line_number()
  std::int64_t line_number() const { return line_number_; }   // of the line that next() gave last, from 1
  const std::string& name() const { return bytes_.name(); }
  std::string place() const;      // "es.txt:17", for messages
  bool ended_with_newline() const { return ended_with_newline_; }   // whether the line that next() gave last did
  std::string sha256();           // only with options.sha256; reads what is left of the file

 private:
  bool fill();   // the next block; false at the end

  ByteReader bytes_;
  std::vector<char> block_;
  std::size_t max_line_bytes_;
  std::size_t begin_ = 0, end_ = 0;   // what is not yet given out, within block_
  std::int64_t line_number_ = 0;
  bool ended_with_newline_ = false;
};

}  // namespace koine::io
