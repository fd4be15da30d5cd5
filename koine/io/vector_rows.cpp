#include "koine/io/vector_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "koine/core/error.h"
#include "koine/io/float_text.h"

namespace koine::io {
namespace {

constexpr std::int64_t kMaxDimension = 1'000'000;   // more than this is a damaged header
constexpr std::string_view kLineEndWord = "</s>";

}  // namespace

std::optional<VectorHeader> parse_vector_header(std::string_view line, const std::string& place) {
  line = without_spaces_at_the_end(line);
  const auto is_space_or_digit = [](char c) { return c == ' ' || (c >= '0' && c <= '9'); };
  if (std::ranges::count(line, ' ') != 1 || !std::ranges::all_of(line, is_space_or_digit) || line.front() == ' ') {
    return std::nullopt;
  }
  VectorHeader header;
  const char* end = line.data() + line.size();
  const auto rows = std::from_chars(line.data(), end, header.rows);
  const auto dimension = std::from_chars(line.data() + line.find(' ') + 1, end, header.dimension);
  if (rows.ec != std::errc() || dimension.ec != std::errc() || header.rows < 1 || header.dimension < 1 ||
      header.dimension > kMaxDimension) {
    throw Error(ErrorKind::kInput, "the header makes no sense")
        .where(place)
        .found(koine::quoted(line))
        .expected(fmt::format("a number of words and a dimension from 1 to {}", kMaxDimension));
  }
  return header;
}

std::string_view without_spaces_at_the_end(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string_view take_last_field(std::string_view& rest) {
  const std::size_t space = rest.rfind(' ');
  const std::string_view field = space == std::string_view::npos ? rest : rest.substr(space + 1);
  rest.remove_suffix(field.size());
  while (!rest.empty() && rest.back() == ' ') rest.remove_suffix(1);
  return field;
}

std::int64_t plausible_rows(const VectorHeader& header, const std::filesystem::path& path) {
  constexpr std::int64_t kFewestBytes = 2;         // of a number
  constexpr std::int64_t kUnknownSize = 64 << 20;  // standard input, or a pipe
  const std::string extension = path.extension().string();
  const std::int64_t compression = extension == ".gz" || extension == ".xz" || extension == ".zst" ? 5 : 1;
  std::error_code failed;
  const bool is_file = std::filesystem::is_regular_file(path, failed) && !failed;
  const auto bytes = is_file ? static_cast<std::int64_t>(std::filesystem::file_size(path, failed)) : kUnknownSize;
  return std::min(header.rows, bytes * compression / (kFewestBytes * header.dimension) + 1);
}

RowCollector::RowCollector(std::string file, std::int64_t dimension, std::int64_t expected_rows, Reporter& reporter,
                           const ReadVectorsOptions& options)
    : file_(std::move(file)),
      reporter_(reporter),
      max_words_(options.max_words),
      line_end_is_a_word_(options.line_end_is_a_word),
      vectors_(max_words_ > 0 ? std::min(max_words_, expected_rows) : expected_rows, dimension) {
  words_.reserve(static_cast<std::size_t>(vectors_.rows()));
  seen_.reserve(words_.capacity());
}

void RowCollector::add(std::string_view word, const std::vector<float>& row, const std::string& place) {
  if (word == kLineEndWord && !line_end_is_a_word_) {
    line_end_rows_.add(word, place);
    return;
  }
  if (!seen_.emplace(word).second) {
    duplicates_.add(word, place);
    return;
  }
  if (std::ranges::all_of(row, [](float x) { return x == 0; })) zero_rows_.add(word, place);
  const auto count = static_cast<std::int64_t>(words_.size());
  if (count == vectors_.rows()) {
    Matrix<float> larger(count + count / 2 + 64, vectors_.cols());
    std::copy_n(vectors_.data(), vectors_.size(), larger.data());
    vectors_ = std::move(larger);
  }
  std::ranges::copy(row, vectors_.row(count));
  words_.emplace_back(word);
}

WordVectors RowCollector::finish() {
  if (words_.empty()) throw Error(ErrorKind::kInput, "there is no word in this file").where(file_);
  if (line_end_rows_.count > 0) {
    reporter_.info(fmt::format("{}: the row `</s>`, which stands for the end of a line, is left out", file_));
  }
  if (duplicates_.count > 0) {
    reporter_.warning(fmt::format("{}: {} rows repeat a word; the first one counts (e.g. {} at {})", file_,
                                  duplicates_.count, koine::quoted(duplicates_.word), duplicates_.place));
  }
  if (zero_rows_.count > 0) {
    reporter_.warning(fmt::format("{}: {} rows hold nothing but zeros; they are kept (e.g. {} at {})", file_,
                                  zero_rows_.count, koine::quoted(zero_rows_.word), zero_rows_.place));
  }
  WordVectors result;
  vectors_.keep_rows(static_cast<std::int64_t>(words_.size()));
  result.vectors = std::move(vectors_);
  result.words = std::move(words_);
  return result;
}

void RowCollector::Oddity::add(std::string_view odd_word, const std::string& odd_place) {
  if (count++ > 0) return;
  word = odd_word;
  place = odd_place;
}

void append_numbers(std::string& text, const float* row, std::int64_t dimension, char separator) {
  std::array<char, 1 + kMaxFloatCharacters> field{separator};
  for (std::int64_t j = 0; j < dimension; ++j) {
    if (!std::isfinite(row[j])) {
      throw Error(ErrorKind::kOutput, "a vector that is not finite is not written")
          .where(fmt::format("column {}", j))
          .found(fmt::format("{}", row[j]));
    }
    text.append(field.data(), write_shortest(field.data() + 1, row[j]));
  }
}

void require_writable(std::string_view word, std::string_view forbidden, const std::filesystem::path& path) {
  if (word.empty() || word.find_first_of(forbidden) != std::string_view::npos) refuse_word(word, path);
}

void refuse_word(std::string_view word, const std::filesystem::path& path) {
  throw Error(ErrorKind::kOutput, "this format cannot hold the word").where(path.string()).found(koine::quoted(word));
}

void refuse_too_many_rows(const std::string& place, std::int64_t expected) {
  throw Error(ErrorKind::kInput, "the file holds more rows than its header says")
      .where(place)
      .expected(fmt::format("{} rows", expected))
      .hint("correct the header, or get the file again");
}

void refuse_too_few_rows(const std::string& place, std::int64_t found, std::int64_t expected) {
  throw Error(ErrorKind::kInput, "the file holds fewer rows than its header says")
      .where(place)
      .found(fmt::format("{} rows", found))
      .expected(fmt::format("{} rows", expected))
      .hint("the file may be cut short, or its header wrong");
}

}  // namespace koine::io
