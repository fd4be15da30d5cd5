#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "koine/core/reporter.h"

namespace koine::lexicon {

struct WordPair {
  std::string source, target;

  bool operator==(const WordPair&) const = default;
};

// A bilingual dictionary as its file has it.
struct Dictionary {
  std::string name;             // of the file, for messages
  std::string sha256;           // of the raw bytes of the file
  std::vector<WordPair> pairs;  // each once, in the order of the file, in Unicode NFC, case as it stands
  std::int64_t lines = 0;
  std::int64_t empty_lines = 0;
  std::int64_t comments = 0;
  std::int64_t duplicates = 0;  // lines that repeat a pair
  std::int64_t phrases = 0;     // lines with a tab, and several words on a side of it, which no vector stands for
};

// Reads a dictionary of the MUSE form: two words a line, between them any ASCII white space; or one with tabs between
// its columns and a number in the third, of which the first two count, with or without the header that `koine
// dictionary` writes. A line that begins with # is a comment, unless it has two words: # may be a word. Windows line
// ends, a byte order mark, empty lines, comments, duplicates and phrases are fine and reported; compressed files as of
// io::LineReader; "-" is standard input. Errors, kInput with file:line: any other line, invalid UTF-8, no pair at all
// (unless that is allowed).
struct ReadDictionaryOptions {
  bool allow_empty = false;
};
Dictionary read_dictionary(const std::filesystem::path& path, Reporter& reporter, ReadDictionaryOptions options = {});

}  // namespace koine::lexicon
