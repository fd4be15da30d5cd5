#include "koine/io/word2vec_binary.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "koine/core/error.h"

namespace koine::io {
namespace {

static_assert(std::endian::native == std::endian::little, "the numbers are taken as they lie in the file");

constexpr std::size_t kMaxWordBytes = 10'000;

// The rows of a word2vec binary file, one after the other.
class BinaryRows {
 public:
  BinaryRows(ByteReader& bytes, const VectorHeader& header) : bytes_(bytes), header_(header) {}

  // The word and its row. `number` counts from 1, for messages.
  void next(std::int64_t number, std::string& word, std::vector<float>& row) {
    number_ = number;
    word.clear();
    char c = 0;
    do {
      c = next_byte();
    } while (c == '\n' || c == '\r');
    for (; c != ' '; c = next_byte()) {
      if (static_cast<unsigned char>(c) < 0x20 || word.size() == kMaxWordBytes) damaged(koine::quoted(word + c));
      word += c;
    }
    if (word.empty()) damaged("an empty word");
    row.resize(static_cast<std::size_t>(header_.dimension));
    take(reinterpret_cast<char*>(row.data()), row.size() * sizeof(float));
    for (const float value : row) {
      if (!std::isfinite(value)) damaged(fmt::format("the number {}", value));
    }
  }

  std::string place() const { return fmt::format("{}, row {}", bytes_.name(), number_); }

  bool at_end() {
    while (fill()) {
      if (block_[begin_] != '\n' && block_[begin_] != '\r') return false;
      ++begin_;
    }
    return true;
  }

 private:
  bool fill() {
    if (begin_ < block_.size()) return true;
    block_.resize(1 << 16);
    block_.resize(bytes_.read(block_.data(), block_.size()));
    begin_ = 0;
    return !block_.empty();
  }

  void take(char* to, std::size_t count) {
    while (count > 0) {
      if (!fill()) refuse_too_few_rows(bytes_.name(), number_ - 1, header_.rows);
      const std::size_t some = std::min(count, block_.size() - begin_);
      block_.copy(to, some, begin_);
      begin_ += some;
      to += some;
      count -= some;
    }
  }

  char next_byte() {
    char byte = 0;
    take(&byte, 1);
    return byte;
  }

  [[noreturn]] void damaged(const std::string& found) const {
    throw Error(ErrorKind::kInput, "this is not a row of word2vec's binary format")
        .where(place())
        .found(found)
        .expected(fmt::format("a word, a space and {} finite numbers", header_.dimension))
        .hint("the file may be damaged, or its header wrong");
  }

  ByteReader& bytes_;
  VectorHeader header_;
  std::int64_t number_ = 0;
  std::string block_;
  std::size_t begin_ = 0;
};

}  // namespace

bool is_word2vec_word(std::string_view word) {
  return !word.empty() && word.size() <= kMaxWordBytes &&
         std::ranges::none_of(word, [](unsigned char c) { return c <= ' '; });
}

// It is binary if there is a NUL, as in most small or round numbers; or if the line after the header holds, past its
// first word, bytes that no row of numbers has, and does not end in something like a number.
bool is_word2vec_binary(std::string_view start) {
  if (start.find('\0') != std::string_view::npos) return true;
  const std::string_view after = start.substr(std::min(start.find('\n'), start.size() - 1) + 1);
  const std::string_view line = without_spaces_at_the_end(after.substr(0, after.find('\n')));
  std::string_view numbers = line.substr(std::min(line.find(' '), line.size()));
  if (std::ranges::all_of(numbers, [](unsigned char c) { return c == '\t' || (c >= 0x20 && c < 0x7f); })) return false;
  const std::string_view last = take_last_field(numbers);
  return last.empty() || !std::ranges::all_of(last, [](char c) {
    return std::string_view("0123456789+-.eEnNaAiIfF").find(c) != std::string_view::npos;
  });
}

WordVectors read_word2vec_binary(ByteReader& bytes, const VectorHeader& header, std::int64_t expected_rows,
                                 Reporter& reporter, const ReadVectorsOptions& options) {
  char c = 0;
  while (bytes.read(&c, 1) == 1 && c != '\n') {}   // the header, which has been read
  RowCollector collector(bytes.name(), header.dimension, expected_rows, reporter, options);
  BinaryRows rows(bytes, header);
  std::string word;
  std::vector<float> row;
  for (std::int64_t i = 1; i <= header.rows && !collector.full(); ++i) {
    rows.next(i, word, row);
    collector.add(word, row, rows.place());
  }
  if (!collector.full() && !rows.at_end()) refuse_too_many_rows(bytes.name(), header.rows);
  return collector.finish();
}

}  // namespace koine::io
