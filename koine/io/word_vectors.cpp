#include "koine/io/word_vectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <string_view>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/io/text_input.h"
#include "koine/io/vector_rows.h"
#include "koine/io/word2vec_binary.h"

namespace koine::io {
namespace {

constexpr std::string_view kFastTextModelMagic = "\xba\x16\x4f\x2f";

// The number that the last `count` (1 to 8) of the eight bytes before `end` write, or nothing where one is no digit.
// All eight at once: Lemire, "Number parsing at a gigabyte per second" (2021), section 3.
std::optional<std::uint64_t> last_digits(const char* end, std::size_t count) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, end - 8, 8);
  if (count < 8) bytes = (bytes & ~std::uint64_t{0} << 8 * (8 - count)) | 0x3030303030303030 >> 8 * count;
  const std::uint64_t high = bytes & 0xF0F0F0F0F0F0F0F0, carried = (bytes + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0;
  if (high != 0x3030303030303030 || carried != 0x3030303030303030) return std::nullopt;
  bytes = (bytes & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;  // pairs
  bytes = (bytes & 0x00FF00FF00FF00FF) * 6553601 >> 16;
  return (bytes & 0x0000FFFF0000FFFF) * 42949672960001 >> 32;
}

// Numbers of the form d.ddddddd with 6 to 14 decimals, which is nearly all that vectors hold, several times as fast as
// std::from_chars and with the same result: digits and power of ten are exact in a double, so their quotient is the
// double nearest to the number (Clinger 1990). Rounded once more it is the nearest float, unless the double lies half
// way between two floats, where the first rounding may have lost which side the number is on. nullopt: not of this
// kind.
std::optional<float> parse_plain_decimal(std::string_view field) {
  static constexpr std::array kPowers{1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
  constexpr std::uint64_t kLost = (1u << 29) - 1, kHalfWay = 1u << 28;  // the bits that a float has no room for
  const bool negative = field.starts_with('-');
  if (negative) field.remove_prefix(1);
  if (field.size() < 8 || field.size() > 16 || field[1] != '.' || field[0] < '0' || field[0] > '9') return std::nullopt;
  const std::size_t decimals = field.size() - 2, late = decimals > 8 ? decimals - 8 : 0;
  const auto first = last_digits(field.data() + field.size() - late, decimals - late);
  const auto second = late > 0 ? last_digits(field.data() + field.size(), late) : 0;
  if (!first || !second) return std::nullopt;
  static constexpr std::array<std::uint64_t, 7> kShifts{1, 10, 100, 1000, 10000, 100000, 1000000};
  static constexpr std::array<std::uint64_t, 9> kLeading{0, 0, 0, 0, 0, 0, 1000000, 10000000, 100000000};
  const auto leading = static_cast<std::uint64_t>(field[0] - '0') * kLeading[decimals - late];
  const double value = static_cast<double>((leading + *first) * kShifts[late] + *second) / kPowers[decimals - 6];
  if ((std::bit_cast<std::uint64_t>(value) & kLost) == kHalfWay) return std::nullopt;
  return static_cast<float>(negative ? -value : value);
}

// nullopt if `field` is no number. Too small for a float is zero, too large infinite.
std::optional<float> parse_float(std::string_view field) {
  if (field.starts_with('+')) field.remove_prefix(1);
  if (const auto plain = parse_plain_decimal(field)) return plain;
  const char* end = field.data() + field.size();
  float value = 0;
  auto [stop, error] = std::from_chars(field.data(), end, value);
  if (error == std::errc::result_out_of_range) {
    double wide = 0;
    if (std::from_chars(field.data(), end, wide).ec == std::errc::result_out_of_range) {
      // Beyond even a double: the sign of the exponent tells which way.
      wide = field.find("e-") != std::string_view::npos || field.find("E-") != std::string_view::npos ? 0 : HUGE_VAL;
    }
    value = static_cast<float>(wide);
    error = {};
  }
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

[[noreturn]] void wrong_dimension(const std::string& place, std::int64_t found, std::int64_t expected) {
  throw Error(ErrorKind::kInput, "the row has another dimension")
      .where(place)
      .found(fmt::format("{} numbers", found))
      .expected(fmt::format("{} numbers", expected))
      .hint("the file may be cut short, or its header wrong");
}

// Fills `row` from the right end of `line` and returns the word that stands before it.
std::string_view parse_row(std::string_view line, std::vector<float>& row, const std::string& place) {
  const auto dimension = static_cast<std::int64_t>(row.size());
  std::string_view rest = without_spaces_at_the_end(line);
  for (std::int64_t j = dimension - 1; j >= 0; --j) {
    const std::string_view field = take_last_field(rest);
    const std::optional<float> value = parse_float(field);
    const bool cannot_go_on = rest.empty() && (j > 0 || !line.starts_with(' '));
    if (cannot_go_on) wrong_dimension(place, dimension - 1 - j, dimension);
    if (!value || !std::isfinite(*value)) {
      throw Error(ErrorKind::kInput, value ? "a number is not finite" : "a field is not a number")
          .where(place)
          .found(koine::quoted(field))
          .expected(fmt::format("a word and {} numbers", dimension));
    }
    row[static_cast<std::size_t>(j)] = *value;
  }
  if (rest.empty()) throw Error(ErrorKind::kInput, "there is no word before the numbers").where(place);
  // A word may hold spaces (". . ." in GloVe), but one that goes on in nothing but numbers is a row that is too long.
  std::int64_t more_numbers = 0;
  for (std::string_view word = rest; word.find(' ') != std::string_view::npos; ++more_numbers) {
    if (!parse_float(take_last_field(word))) return rest;
  }
  if (more_numbers > 0) wrong_dimension(place, dimension + more_numbers, dimension);
  return rest;
}

// The dimension that the first row of a file without a header has.
std::int64_t dimension_of_row(std::string_view line, const std::string& place) {
  std::string_view rest = without_spaces_at_the_end(line);
  std::int64_t dimension = 0;
  while (rest.find(' ') != std::string_view::npos && parse_float(take_last_field(rest))) ++dimension;
  if (dimension == 0) {
    throw Error(ErrorKind::kInput, "these are not word vectors")
        .where(place)
        .found(koine::quoted(line))
        .expected("a header of two counts, or a word and its numbers");
  }
  return dimension;
}

WordVectors read_text(ByteReader bytes, Reporter& reporter, const ReadVectorsOptions& options) {
  LineReader lines(std::move(bytes));
  std::string line;
  lines.next(line);
  const std::optional<VectorHeader> header = parse_vector_header(line, lines.place());
  const std::int64_t dimension = header ? header->dimension : dimension_of_row(line, lines.place());

  const std::int64_t expected_rows = header ? plausible_rows(*header, lines.name()) : 0;
  RowCollector collector(lines.name(), dimension, expected_rows, reporter, options);
  std::int64_t rows = 0;
  std::vector<float> row;
  std::int64_t blank_line = 0;
  for (bool more = header ? lines.next(line) : true; more && !collector.full(); more = lines.next(line)) {
    if (without_spaces_at_the_end(line).empty()) {  // fine at the end of the file only
      if (blank_line == 0) blank_line = lines.line_number();
      continue;
    }
    if (blank_line > 0) {
      throw Error(ErrorKind::kInput, "a blank line among the rows")
          .where(fmt::format("{}:{}", lines.name(), blank_line));
    }
    if (header && rows == header->rows) refuse_too_many_rows(lines.place(), header->rows);
    // No more than the line can hold, whatever the header says.
    if (dimension > static_cast<std::int64_t>(line.size())) {
      wrong_dimension(lines.place(), std::ranges::count(without_spaces_at_the_end(line), ' '), dimension);
    }
    row.resize(static_cast<std::size_t>(dimension));
    const std::string place = lines.place();
    const std::string_view word = parse_row(line, row, place);
    collector.add(word, row, place);
    ++rows;
  }
  if (!collector.full()) {
    if (header && rows < header->rows) refuse_too_few_rows(lines.name(), rows, header->rows);
    if (!lines.ended_with_newline()) {
      reporter.warning(lines.name() + ": the last row has no line end; was the file cut within its last number?");
    }
  }
  if (options.sha256 != nullptr) *options.sha256 = lines.sha256();
  return collector.finish();
}

}  // namespace

WordVectors read_word_vectors(const std::filesystem::path& path, Reporter& reporter, ReadVectorsOptions options) {
  return read_word_vectors(ByteReader(path, options.sha256 != nullptr), reporter, options);
}

WordVectors read_word_vectors(ByteReader bytes, Reporter& reporter, ReadVectorsOptions options) {
  const std::string_view start = bytes.peek(1 << 16);
  if (start.starts_with(kFastTextModelMagic)) {
    throw Error(ErrorKind::kInput, "this is a model of fastText, not word vectors")
        .where(bytes.name())
        .hint("give the .vec file that fastText wrote beside it");
  }
  const std::string_view first_line = start.substr(0, std::min<std::size_t>(start.find('\n'), 100));
  const std::optional<VectorHeader> header = parse_vector_header(first_line, bytes.name() + ":1");
  if (header && is_word2vec_binary(start)) {
    auto vectors = read_word2vec_binary(bytes, *header, plausible_rows(*header, bytes.name()), reporter, options);
    if (options.sha256 != nullptr) *options.sha256 = bytes.sha256();
    return vectors;
  }
  return read_text(std::move(bytes), reporter, options);
}

void write_word2vec_text(const std::filesystem::path& path, const WordVectors& vectors) {
  const std::int64_t dimension = vectors.vectors.cols();
  AtomicFile file(path);
  std::string text = fmt::format("{} {}\n", vectors.words.size(), dimension);
  for (std::size_t i = 0; i < vectors.words.size(); ++i) {
    require_writable(vectors.words[i], " \n\r", path);
    text += vectors.words[i];
    append_numbers(text, vectors.vectors.row(static_cast<std::int64_t>(i)), dimension, ' ');
    text += '\n';
    file.write(text);
    text.clear();
  }
  file.commit();
}

}  // namespace koine::io
