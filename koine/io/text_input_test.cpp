#include "koine/io/text_input.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/io/io_test_support.h"
#include "koine/io/sha256.h"

namespace koine::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> lines_of(LineReader reader) {
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) {
    lines.push_back(line);
    EXPECT_EQ(reader.line_number(), static_cast<std::int64_t>(lines.size()));
  }
  return lines;
}

std::vector<std::string> lines_of_text(std::string_view text) {
  const TestFolder folder;
  return lines_of(LineReader(folder.write("a.txt", text)));
}

TEST(LineReader, SplitsLines) {
  EXPECT_THAT(lines_of_text("uno\ndos\n"), ElementsAre("uno", "dos"));
  EXPECT_THAT(lines_of_text("uno\ndos"), ElementsAre("uno", "dos"));
  EXPECT_THAT(lines_of_text("uno\r\n\r\ndos\r\n"), ElementsAre("uno", "", "dos"));
  EXPECT_THAT(lines_of_text("uno\r\ndos\r"), ElementsAre("uno", "dos"));
  EXPECT_THAT(lines_of_text("a\rb\n"), ElementsAre("a\rb"));
  EXPECT_THAT(lines_of_text("\n\n"), ElementsAre("", ""));
  EXPECT_THAT(lines_of_text("a\u2028b\u0085c\n"), ElementsAre("a\u2028b\u0085c"));
}

TEST(LineReader, DropsAByteOrderMarkAtTheStartOnly) {
  EXPECT_THAT(lines_of_text("\ufeffuno\n\ufeffdos\n"), ElementsAre("uno", "\ufeffdos"));
}

TEST(LineReader, TellsWhetherTheLastLineHasItsEnd) {
  const TestFolder folder;
  std::string line;
  LineReader with(folder.write("a", "uno\n")), without(folder.write("b", "uno\ndos"));
  with.next(line);
  EXPECT_FALSE(with.next(line));
  EXPECT_TRUE(with.ended_with_newline());
  without.next(line);
  EXPECT_TRUE(without.ended_with_newline());
  without.next(line);
  EXPECT_FALSE(without.ended_with_newline());
}

TEST(LineReader, TakesLinesOfManyMegabytes) {
  const std::string longest(5'000'000, 'x');
  EXPECT_THAT(lines_of_text("a\n" + longest + "\r\nb"), ElementsAre("a", longest, "b"));
}

TEST(LineReader, RefusesALineThatIsTooLong) {
  const TestFolder folder;
  const std::string longest(100'000, 'x');
  const auto path = folder.write("a.txt", "a\n" + longest + "\n" + longest + "x\nb\n");
  std::string line;
  LineReader reader(path, {.max_line_bytes = longest.size()});
  EXPECT_TRUE(reader.next(line) && reader.next(line));
  EXPECT_EQ(line, longest);
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { reader.next(line); }),
              HasSubstr("a.txt:3: a line is too long: expected at most 100000 bytes"));
}

// A "\r\n" that two blocks share, and lines that end where a block does.
TEST(LineReader, DoesNotCareWhereBlocksEnd) {
  for (std::size_t length = 65'533; length <= 65'538; ++length) {
    const std::string first(length, 'x');
    EXPECT_THAT(lines_of_text(first + "\r\nsecond\n"), ElementsAre(first, "second"));
  }
}

TEST(LineReader, ReadsStandardInput) {
  const TestFolder folder;
  const int file = open(folder.write("a", "uno\ndos\n").c_str(), O_RDONLY);
  const int saved = dup(STDIN_FILENO);
  ASSERT_EQ(dup2(file, STDIN_FILENO), STDIN_FILENO);
  LineReader reader("-");
  EXPECT_EQ(reader.name(), "standard input");
  EXPECT_THAT(lines_of(std::move(reader)), ElementsAre("uno", "dos"));
  dup2(saved, STDIN_FILENO);
  close(saved);
  close(file);
}

TEST(LineReader, RefusesAnEmptyFileUnlessAllowed) {
  const TestFolder folder;
  const auto path = folder.write("a.txt", "");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { LineReader reader(path); }), HasSubstr("a.txt: the file is empty"));
  EXPECT_THAT(lines_of(LineReader(path, {.allow_empty = true})), ElementsAre());
}

std::string refusal_of(std::string_view text) {
  return error_of(ErrorKind::kInput, [&] { lines_of_text(text); });
}

TEST(LineReader, RefusesBinaryNoise) {
  EXPECT_THAT(refusal_of(std::string_view("uno\ndos\ntr\0s\n", 13)), HasSubstr("a.txt:3: this looks like a binary"));
  std::string late;
  for (int i = 0; i < 20'000; ++i) late += "texto\n";
  EXPECT_THAT(refusal_of(late + std::string("x\0", 2)), HasSubstr("a.txt:20001: this looks like"));
  EXPECT_THAT(refusal_of("abc\x7f\x7f text of 40 bytes or thereabouts \n"), HasSubstr("2 control bytes"));
  EXPECT_THAT(refusal_of("abc\x01\x02 text of 40 bytes or thereabouts \n"), HasSubstr("2 control bytes"));
  EXPECT_THAT(lines_of_text("a\tb\x0c \x1b[1m one escape in a line long enough \n").size(), 1u);
}

TEST(LineReader, KnowsSomeFilesThatAreNoText) {
  EXPECT_THAT(refusal_of(std::string_view("\xff\xfeh\0o\0l\0a\0", 10)), HasSubstr("iconv -f UTF-16"));
  EXPECT_THAT(refusal_of(std::string_view("BZh91AY&SY\0\0", 12)), HasSubstr("unpack this one first"));
  EXPECT_THAT(refusal_of(std::string_view("PK\x03\x04\x14\0\0\0", 8)), HasSubstr("unpack this one first"));
}

TEST(LineReader, GivesTheDigestOfTheWholeFile) {
  const TestFolder folder;
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "texto\n";
  LineReader reader(folder.write("a", text), {.sha256 = true});
  std::string line;
  reader.next(line);   // the rest is read for the digest alone
  EXPECT_EQ(reader.place(), reader.name() + ":1");
  EXPECT_EQ(reader.sha256(), sha256_hex(text));
}

}  // namespace
}  // namespace koine::io
