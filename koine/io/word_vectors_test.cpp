#include "koine/io/word_vectors.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "koine/core/random.h"
#include "koine/io/io_test_support.h"
#include "koine/io/sha256.h"
#include "koine/io/vector_export.h"

namespace koine::io {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct ReadBack {
  WordVectors vectors;
  std::string said;
};

ReadBack read_bytes(std::string_view content, ReadVectorsOptions options = {}) {
  const TestFolder folder;
  RecordingReporter reporter;
  ReadBack result;
  result.vectors = read_word_vectors(folder.write("v.vec", content), reporter, options);
  result.said = reporter.said;
  return result;
}

std::string refusal_of(std::string_view content) {
  return error_of(ErrorKind::kInput, [&] { read_bytes(content); });
}

std::vector<float> numbers(const WordVectors& v) {
  return {v.vectors.data(), v.vectors.data() + v.vectors.size()};
}

// One row of word2vec's binary format.
std::string binary_row(std::string_view word, const std::vector<float>& row, std::string_view end = "\n") {
  std::string text(word);
  text += ' ';
  text.append(reinterpret_cast<const char*>(row.data()), row.size() * sizeof(float));
  return text.append(end);
}

TEST(ReadWordVectors, ReadsWord2vecText) {
  const auto [v, said] = read_bytes("2 3\ncasa 1 -2.5 3e-2\nperro 0.25 +4 -0\n");
  EXPECT_THAT(v.words, ElementsAre("casa", "perro"));
  EXPECT_EQ(v.vectors.rows(), 2);
  EXPECT_EQ(v.vectors.cols(), 3);
  EXPECT_THAT(numbers(v), ElementsAre(1.0f, -2.5f, 0.03f, 0.25f, 4.0f, 0.0f));
  EXPECT_TRUE(std::signbit(v.vectors(1, 2)));
  EXPECT_EQ(said, "");
}

// As word2vec and fastText write them, a space at the end of each row; as Windows does; with a byte order mark.
TEST(ReadWordVectors, ReadsTheOddWaysOfRealFiles) {
  EXPECT_THAT(numbers(read_bytes("2 2\na 1 2 \nb 3 4 \n").vectors), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(numbers(read_bytes("2 2\r\na 1 2\r\nb 3 4\r\n").vectors), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(numbers(read_bytes("2 2 \r\na 1 2 \r\nb 3 4 \r\n\r\n\n").vectors), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(read_bytes("\ufeff1 2\na 1 2\n").vectors.words, ElementsAre("a"));
  EXPECT_THAT(numbers(read_bytes("1 2\na  1   2\n").vectors), ElementsAre(1, 2));
}

TEST(ReadWordVectors, ReadsGloVe) {
  const auto [v, said] = read_bytes("the 0.1 0.2 0.3\n. . . 1 2 3\n5 4 5 6\n");
  EXPECT_THAT(v.words, ElementsAre("the", ". . .", "5"));
  EXPECT_THAT(numbers(v), ElementsAre(0.1f, 0.2f, 0.3f, 1, 2, 3, 4, 5, 6));
}

// U+00A0, U+3000, U+2028 and a tab are parts of words; only U+0020 parts fields.
TEST(ReadWordVectors, SplitsAtPlainSpacesOnly) {
  const auto v = read_bytes("5 1\nun\u00a0año 1\n\u3000 2\nx\u2028y 3\na\tb 4\n\u00a0 5\n").vectors;
  EXPECT_THAT(v.words, ElementsAre("un\u00a0año", "\u3000", "x\u2028y", "a\tb", "\u00a0"));
  EXPECT_THAT(numbers(v), ElementsAre(1, 2, 3, 4, 5));
}

TEST(ReadWordVectors, ReadsWord2vecBinary) {
  const std::string rows = binary_row("casa", {1, -2, 0.1f}) + binary_row("año", {0, 5, 6});
  const auto v = read_bytes("2 3\n" + rows).vectors;
  EXPECT_THAT(v.words, ElementsAre("casa", "año"));
  EXPECT_THAT(numbers(v), ElementsAre(1, -2, 0.1f, 0, 5, 6));
  const std::string without_ends = binary_row("casa", {1, -2, 0.1f}, "") + binary_row("año", {0, 5, 6}, "");
  EXPECT_THAT(numbers(read_bytes("2 3\n" + without_ends).vectors), ElementsAre(1, -2, 0.1f, 0, 5, 6));
  // A float may hold the bytes of a space and of a line break.
  const float tricky = std::bit_cast<float>(0x200a2031u);
  EXPECT_THAT(numbers(read_bytes("1 2\n" + binary_row("a", {tricky, 1})).vectors), ElementsAre(tricky, 1));
}

TEST(ReadWordVectors, ReportsWhatItMet) {
  const auto [v, said] = read_bytes("5 2\n</s> 9 9\na 1 2\nb 0 0\na 3 4\nc 5 6\n");
  EXPECT_THAT(v.words, ElementsAre("a", "b", "c"));
  EXPECT_THAT(numbers(v), ElementsAre(1, 2, 0, 0, 5, 6));
  EXPECT_THAT(said, AllOf(HasSubstr("the row `</s>`"), HasSubstr("1 rows repeat a word"), HasSubstr("'a' at"),
                          HasSubstr("v.vec:5"), HasSubstr("1 rows hold nothing but zeros"), HasSubstr("v.vec:4")));
  EXPECT_THAT(read_bytes("a 1 2\nb 3 4").said, HasSubstr("the last row has no line end"));
}

TEST(ReadWordVectors, KeepsTheLineEndWhereItIsAWord) {
  EXPECT_THAT(read_bytes("2 1\n</s> 1\na 2\n", {.line_end_is_a_word = true}).vectors.words, ElementsAre("</s>", "a"));
}

TEST(ReadWordVectors, StopsAfterMaxWords) {
  const auto v = read_bytes("4 1\n</s> 1\na 2\nb 3\nc 4\n", {.max_words = 2}).vectors;
  EXPECT_THAT(v.words, ElementsAre("a", "b"));
  EXPECT_THAT(numbers(v), ElementsAre(2, 3));
  const std::string binary = "3 1\n" + binary_row("a", {1}) + binary_row("b", {2}) + binary_row("c", {3});
  EXPECT_THAT(read_bytes(binary, {.max_words = 1}).vectors.words, ElementsAre("a"));
  EXPECT_THAT(read_bytes(binary, {.max_words = 9}).vectors.words, ElementsAre("a", "b", "c"));
}

TEST(ReadWordVectors, RefusesAWrongHeader) {
  EXPECT_THAT(refusal_of("3 2\na 1 2\nb 3 4\n"), HasSubstr("v.vec: the file holds fewer rows than its header says: "
                                                           "found 2 rows, expected 3 rows"));
  EXPECT_THAT(refusal_of("1 2\na 1 2\nb 3 4\n"), HasSubstr("v.vec:3: the file holds more rows than its header says"));
  EXPECT_THAT(refusal_of("2 3\na 1 2\nb 3 4\n"), HasSubstr("v.vec:2: the row has another dimension: found 2 numbers, "
                                                           "expected 3 numbers"));
  EXPECT_THAT(refusal_of("2 1\na 1 2\nb 3 4\n"), HasSubstr("found 2 numbers, expected 1 numbers"));
  EXPECT_THAT(refusal_of("0 2\n"), HasSubstr("v.vec:1: the header makes no sense: found '0 2'"));
  EXPECT_THAT(refusal_of("2 0\na\nb\n"), HasSubstr("the header makes no sense"));
  EXPECT_THAT(refusal_of("2 2\n"), HasSubstr("found 0 rows, expected 2 rows"));
}

TEST(ReadWordVectors, AllocatesNothingForAbsurdHeaders) {
  EXPECT_THAT(refusal_of("99999999999 300\na 1 2\n"), HasSubstr("another dimension"));
  EXPECT_THAT(refusal_of("99999999999 2\na 1 2\n"), HasSubstr("found 1 rows, expected 99999999999 rows"));
  EXPECT_THAT(refusal_of("99999999999999999999999 2\na 1 2\n"), HasSubstr("the header makes no sense"));
  EXPECT_THAT(refusal_of("2 99999999999\na 1 2\n"), HasSubstr("the header makes no sense"));
  EXPECT_THAT(refusal_of("2 1000000\na 1 2\n"), HasSubstr("found 2 numbers, expected 1000000 numbers"));
  EXPECT_THAT(refusal_of("99999999999 1000000\n" + binary_row("a", {1, 2})), HasSubstr("found 0 rows"));
}

TEST(ReadWordVectors, RefusesBadRows) {
  EXPECT_THAT(refusal_of("2 2\na 1 2\nb 3\n"), HasSubstr("v.vec:3: the row has another dimension: found 1 numbers"));
  EXPECT_THAT(refusal_of("2 2\na 1 2\nb 3 4 5\n"), HasSubstr("v.vec:3: the row has another dimension: found 3"));
  EXPECT_THAT(refusal_of("2 2\na 1 2\nb\n"), HasSubstr("v.vec:3: the row has another dimension: found 0 numbers"));
  EXPECT_THAT(refusal_of("a 1 2\nb 1 2\nc 1\n"), HasSubstr("v.vec:3: the row has another dimension"));
  EXPECT_THAT(refusal_of("2 2\na 1 2\nb x 4\n"), HasSubstr("v.vec:3: a field is not a number: found 'x'"));
  EXPECT_THAT(refusal_of("2 2\na 1 2\nb 3 4,5\n"), HasSubstr("found '4,5'"));
  EXPECT_THAT(refusal_of("2 2\na 1 2\n 3 4\n"), HasSubstr("v.vec:3: there is no word before the numbers"));
  EXPECT_THAT(refusal_of("2 2\na 1 2\n\nb 3 4\n"), HasSubstr("v.vec:3: a blank line among the rows"));
  EXPECT_THAT(refusal_of("2 2\na 1 nan\nb 3 4\n"), HasSubstr("v.vec:2: a number is not finite: found 'nan'"));
  EXPECT_THAT(refusal_of("2 2\na -inf 1\nb 3 4\n"), HasSubstr("found '-inf'"));
  EXPECT_THAT(refusal_of("2 2\na 1e39 1\nb 3 4\n"), HasSubstr("v.vec:2: a number is not finite: found '1e39'"));
  EXPECT_THAT(refusal_of("1 1\na 1e999\n"), HasSubstr("not finite"));
}

TEST(ReadWordVectors, RefusesWhatIsSomethingElse) {
  EXPECT_THAT(refusal_of(""), HasSubstr("v.vec: the file is empty"));
  EXPECT_THAT(refusal_of("<html><body>Not found</body>\n"), HasSubstr("v.vec:1: these are not word vectors"));
  EXPECT_THAT(refusal_of("palabra\n"), HasSubstr("these are not word vectors"));
  EXPECT_THAT(refusal_of("1 2\n</s> 1 2\n"), HasSubstr("there is no word in this file"));
  EXPECT_THAT(refusal_of(std::string_view("\xba\x16\x4f\x2f\x0c\0\0\0", 8)), HasSubstr("give the .vec file"));
  EXPECT_THAT(refusal_of(std::string_view("\x7f"
                                          "ELF\x02\x01\x01\0\0",
                                          9)),
              HasSubstr("binary file"));
}

TEST(ReadWordVectors, RefusesBadBinaryFiles) {
  const std::string good = binary_row("casa", {1, -2, 0.1f}) + binary_row("perro", {4, 5, 6});
  EXPECT_THAT(refusal_of("3 3\n" + good), HasSubstr("v.vec: the file holds fewer rows"));
  EXPECT_THAT(refusal_of("1 3\n" + good), HasSubstr("v.vec: the file holds more rows"));
  EXPECT_THAT(refusal_of("2 2\n" + good), HasSubstr("v.vec, row 2: this is not a row of word2vec's binary format"));
  EXPECT_THAT(refusal_of("1 3\n" + binary_row("a", {1, std::numeric_limits<float>::quiet_NaN(), 2})),
              HasSubstr("v.vec, row 1: this is not a row of word2vec's binary format: found the number nan"));
  const std::string whole = "2 3\n" + good;
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) refusal_of(whole.substr(0, size));
}

// strtof is the judge. Numbers half way between two floats, and a hair beside that, are where rounding twice goes
// wrong.
TEST(ReadWordVectors, RoundsEveryNumberToTheNearestFloat) {
  std::vector<std::string> fields{"16777217",
                                  "16777217.0000001",
                                  "16777216.9999999",
                                  "16777219",
                                  "33554434",
                                  "33554434.1",
                                  "0.50000002980232",
                                  "0.500000029802323",
                                  "1.00000005960464",
                                  "1.00000005960465",
                                  "999999999999999",
                                  "0.000000000000001",
                                  ".5",
                                  "5.",
                                  "-.25",
                                  "0",
                                  "-0",
                                  "007.250",
                                  "1234567890123456",
                                  "0.1234567890123456789",
                                  "1e5",
                                  "-2.5E-3"};
  Random random(11, Purpose::kTest);
  for (int i = 0; i < 20'000; ++i) {
    std::string digits = std::to_string(random.below(i % 2 ? 1'000'000'000'000'000 : 1'000'000'000));
    digits.insert(random.below(digits.size() + 1), ".");
    if (digits != ".") fields.push_back((i % 3 ? "-" : "") + digits);
  }
  for (int i = 0; i < 2'000; ++i) {  // mid-points of floats with few digits: odd multiples of 2^-k
    const double middle = static_cast<double>((1 << 24) + 2 * static_cast<std::int64_t>(random.below(1 << 23)) + 1);
    fields.push_back(fmt::format("{:.0f}", middle));
    fields.push_back(fmt::format("{:.1f}", middle / 2));
    fields.push_back(fmt::format("{:.3f}", middle / 8));
  }
  std::string line = "w";
  for (const auto& field : fields) line += " " + field;
  const auto [v, said] = read_bytes(fmt::format("1 {}\n{}\n", fields.size(), line));
  for (std::size_t j = 0; j < fields.size(); ++j) {
    const float expected = std::strtof(fields[j].c_str(), nullptr);
    ASSERT_EQ(std::bit_cast<std::uint32_t>(v.vectors(0, static_cast<std::int64_t>(j))),
              std::bit_cast<std::uint32_t>(expected))
        << fields[j];
  }
}

TEST(ReadWordVectors, KnowsTheSmallestFloats) {
  const auto v = read_bytes("1 4\na 1e-45 1.17549435e-38 1e-60 -1e-999\n").vectors;
  EXPECT_EQ(v.vectors(0, 0), std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(v.vectors(0, 1), std::numeric_limits<float>::min());
  EXPECT_EQ(v.vectors(0, 2), 0.0f);
  EXPECT_EQ(v.vectors(0, 3), 0.0f);
}

// Random bit patterns, among them the subnormal, come back bit by bit.
TEST(WriteWord2vec, GivesTheSameBitsBack) {
  Random random(7, Purpose::kTest);
  WordVectors v;
  v.vectors = Matrix<float>(300, 41);
  for (std::int64_t i = 0; i < v.vectors.size(); ++i) {
    float x = NAN;
    while (!std::isfinite(x)) x = std::bit_cast<float>(random.next_u32());
    v.vectors.data()[i] = x;
  }
  for (int i = 0; i < 300; ++i) v.words.push_back(fmt::format("wört\u00a0{}\u3000", i));
  const TestFolder folder;
  write_word2vec_text(folder.path() / "t", v);
  write_word2vec_binary(folder.path() / "b", v);
  for (const char* name : {"t", "b"}) {
    const WordVectors back = read_word_vectors(folder.path() / name, silent_reporter());
    EXPECT_EQ(back.words, v.words);
    ASSERT_EQ(back.vectors.size(), v.vectors.size());
    EXPECT_EQ(std::memcmp(back.vectors.data(), v.vectors.data(), v.vectors.size() * sizeof(float)), 0) << name;
  }
}

TEST(WriteWord2vec, WhatIsWrittenIsRead) {
  const TestFolder folder;
  WordVectors v{{std::string(10'000, 'x'), "\x7f\u00ad"}, Matrix<float>(2, 1)};
  v.vectors(0, 0) = v.vectors(1, 0) = 1;
  write_word2vec_binary(folder.path() / "b", v);
  EXPECT_EQ(read_word_vectors(folder.path() / "b", silent_reporter()).words, v.words);
}

TEST(WriteWord2vec, WritesTheExactBytes) {
  WordVectors v{{"casa", "año"}, Matrix<float>(2, 2)};
  v.vectors(0, 0) = 0.1f;
  v.vectors(0, 1) = -2;
  v.vectors(1, 1) = 1e-10f;
  const TestFolder folder;
  write_word2vec_text(folder.path() / "t", v);
  EXPECT_EQ(folder.read("t"), "2 2\ncasa 0.1 -2\naño 0 1e-10\n");
  write_word2vec_binary(folder.path() / "b", v);
  EXPECT_EQ(folder.read("b"), "2 2\n" + binary_row("casa", {0.1f, -2}) + binary_row("año", {0, 1e-10f}));
}

TEST(WriteWord2vec, RefusesWhatTheFormatCannotHold) {
  const TestFolder folder;
  for (const char* word : {"a b", "a\nb", ""}) {
    const WordVectors v{{word}, Matrix<float>(1, 1)};
    for (const auto& write : {write_word2vec_text, write_word2vec_binary}) {
      EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { write(folder.path() / "t", v); }),
                  HasSubstr("this format cannot hold the word"));
    }
  }
  for (const std::string& word : {std::string("a\tb"), std::string("\x01"), std::string(10'001, 'x')}) {
    const WordVectors v{{word}, Matrix<float>(1, 1)};
    EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { write_word2vec_binary(folder.path() / "t", v); }),
                HasSubstr("t: this format cannot hold the word"));
  }
  WordVectors v{{"a"}, Matrix<float>(1, 1)};
  v.vectors(0, 0) = NAN;
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { write_word2vec_text(folder.path() / "t", v); }), HasSubstr("finite"));
  EXPECT_EQ(folder.file_count(), 0);
}

// Random changes of good files and plain noise: whatever comes, it is read or refused with koine::Error.
TEST(ReadWordVectors, NothingButErrorsComesOfNoise) {
  const TestFolder folder;
  Random random(11, Purpose::kTest);
  const std::string text = "3 4\ncasa 0.1 -0.2 0.3 1e-5\nperro 1 2 3 4\n</s> 0 0 0 0\n";
  const std::string binary = "2 3\n" + binary_row("casa", {1, -2, 0.1f}) + binary_row("perro", {4, 5, 6});
  const std::string glove = "the 0.1 0.2\n. . . 0.3 0.4\n";
  int refused = 0;
  constexpr int kRounds = 4000;
  for (int round = 0; round < kRounds; ++round) {
    const std::string* const starts[] = {&text, &binary, &glove};
    std::string content = round % 4 == 3 ? "" : *starts[round % 4];
    if (content.empty()) {
      for (auto n = random.below(60); n > 0; --n) content += static_cast<char>(random.below(256));
    }
    for (auto n = random.below(4); n > 0 && !content.empty(); --n) {
      const auto at = random.below(content.size());
      const char byte = random.below(2) == 0 ? "0129 .\n-e"[random.below(9)] : static_cast<char>(random.below(256));
      switch (random.below(4)) {
        case 0:
          content[at] = byte;
          break;
        case 1:
          content.insert(at, 1, byte);
          break;
        case 2:
          content.erase(at, 1 + random.below(3));
          break;
        default:
          content.resize(at);
          break;
      }
    }
    try {
      read_word_vectors(folder.write("noise", content), silent_reporter());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, kRounds / 4);
  EXPECT_LT(refused, kRounds);
}

// Of the whole file, also where no more than some words of it are read.
TEST(WordVectorsTest, TellsTheDigestOfWhatItRead) {
  const TestFolder folder;
  const std::string text = "2 1\na 1\nb 2\n", binary = "2 1\n" + binary_row("a", {1}) + binary_row("b", {2});
  for (const std::string& content : {text, binary}) {
    for (const std::int64_t words : {0, 1}) {
      std::string digest;
      read_word_vectors(folder.write("vectors", content), silent_reporter(), {.max_words = words, .sha256 = &digest});
      EXPECT_EQ(digest, sha256_hex(content));
    }
  }
}

}  // namespace
}  // namespace koine::io
