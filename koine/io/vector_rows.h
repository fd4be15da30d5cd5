#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "koine/io/word_vectors.h"

// What the readers and writers of word vectors share; only they include this.
namespace koine::io {

// The first line of word2vec's and fastText's files: "V D".
struct VectorHeader {
  std::int64_t rows = 0;
  std::int64_t dimension = 0;
};

// nullopt if `line` is not two counts and nothing else. Error: kInput if they make no sense.
std::optional<VectorHeader> parse_vector_header(std::string_view line, const std::string& place);

// `line` without the spaces and the "\r" at its end.
std::string_view without_spaces_at_the_end(std::string_view line);

// Takes the last field off `rest`, together with the spaces in front of it. Fields are parted by U+0020 only.
std::string_view take_last_field(std::string_view& rest);

// Rows of that header which may stand in the file, by its size; a lying header must not ask for all memory.
std::int64_t plausible_rows(const VectorHeader& header, const std::filesystem::path& path);

// The rows read so far, and what there is to say about them.
class RowCollector {
 public:
  // `expected_rows` is memory that is asked for at once: no more than the file may well hold.
  RowCollector(std::string file, std::int64_t dimension, std::int64_t expected_rows, Reporter& reporter,
               const ReadVectorsOptions& options);

  bool full() const { return max_words_ > 0 && static_cast<std::int64_t>(words_.size()) >= max_words_; }
  void add(std::string_view word, const std::vector<float>& row, const std::string& place);
  WordVectors finish();   // reports, then hands everything over. Error: kInput if there is no row

 private:
  struct Oddity {
    std::int64_t count = 0;
    std::string word, place;   // of the first
    void add(std::string_view odd_word, const std::string& odd_place);
  };

  std::string file_;
  Reporter& reporter_;
  std::int64_t max_words_;
  bool line_end_is_a_word_;
  std::vector<std::string> words_;
  Matrix<float> vectors_;  // its first words_.size() rows are filled
  std::unordered_set<std::string> seen_;
  Oddity duplicates_, zero_rows_, line_end_rows_;
};

// Appends the numbers of a row, each with `separator` in front, in the shortest digits that give the same float back.
// Error: kOutput for a number that is not finite.
void append_numbers(std::string& text, const float* row, std::int64_t dimension, char separator);

// Error: kOutput; for require_writable if `word` is empty or holds one of the bytes `forbidden`.
[[noreturn]] void refuse_word(std::string_view word, const std::filesystem::path& path);
void require_writable(std::string_view word, std::string_view forbidden, const std::filesystem::path& path);

[[noreturn]] void refuse_too_many_rows(const std::string& place, std::int64_t expected);
[[noreturn]] void refuse_too_few_rows(const std::string& place, std::int64_t found, std::int64_t expected);

}  // namespace koine::io
