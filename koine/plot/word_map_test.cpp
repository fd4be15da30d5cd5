#include "koine/plot/word_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace koine::plot {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

TEST(WordMap, TableAndScript) {
  const std::vector<MapWord> words = {{.word = "'", .language = 0, .rank = 1},
                                      {.word = "\"", .language = 0, .rank = 2},
                                      {.word = "-x", .language = 1, .rank = 1},
                                      {.word = "<bos>", .special = true},
                                      {.word = "<unk>:en", .language = 1, .special = true}};
  Matrix<float> places(5, 2);
  for (std::int64_t i = 0; i < 5; ++i) places(i, 0) = places(i, 1) = static_cast<float>(i);
  const Drawing drawing = word_map({"es", "en"}, words, places.view(), "");
  EXPECT_EQ(drawing.table,
            "language\trank\tx\ty\tlabelled\tword\n"
            "es\t1\t0\t0\t1\t'\n"
            "es\t2\t1\t1\t1\t\"\n"
            "en\t1\t2\t2\t1\t-x\n"
            "*\t0\t3\t3\t1\t<bos>\n"
            "en\t0\t4\t4\t1\t<unk>:en\n");
  EXPECT_THAT(drawing.settings, HasSubstr("set label ''.\"\\047\".'' at"));
  EXPECT_THAT(drawing.settings, HasSubstr("set label '\"' at"));
  EXPECT_THAT(drawing.settings, HasSubstr("set label '-x' at"));
  // Beside its point, 1,1, to the right.
  EXPECT_THAT(drawing.settings, ContainsRegex("set label '\"' at 1[.]0[0-9]*,1 left"));
  EXPECT_THAT(drawing.plot, HasSubstr("every ::0::1 using 3:4"));
  EXPECT_THAT(drawing.plot, HasSubstr("every ::2::2 using 3:4"));
  EXPECT_THAT(drawing.plot, HasSubstr("title 'en'"));
  EXPECT_THAT(drawing.plot, HasSubstr("every ::4::4 using 3:4"));
}

TEST(WordMap, SpecialAndWantedWordsGetLabelsWhereOthersFindNoRoom) {
  // A lattice of points so close that no label fits between them.
  std::vector<MapWord> words;
  Matrix<float> places(20001, 2);
  for (std::int64_t i = 0; i < 20000; ++i) {
    words.push_back({.word = "word" + std::to_string(i), .language = 0, .rank = i + 1, .wanted = i == 10100});
    places(i, 0) = static_cast<float>(i % 200);
    places(i, 1) = static_cast<float>(i / 200);
  }
  words.push_back({.word = "<bos>", .special = true});
  places(20000, 0) = 50;
  places(20000, 1) = 50;
  const Drawing drawing = word_map({"es"}, words, places.view(), "a title");
  const auto has = [&](const char* text) { return drawing.settings.find(text) != std::string::npos; };
  EXPECT_TRUE(has("set label '<bos>' at"));
  EXPECT_TRUE(has("set label 'word10100' at"));
  EXPECT_FALSE(has("set label 'word10050' at"));
  EXPECT_TRUE(has("set title 'a title'"));
}

// There is no room for the labels of thirty words in one place.
TEST(WordMap, FrequentWordsHaveTheFirstChoice) {
  std::vector<MapWord> words;
  for (std::int64_t rank = 30; rank > 0; --rank) words.push_back({.word = "word", .language = 0, .rank = rank});
  const Drawing drawing = word_map({"es"}, words, Matrix<float>(30, 2).view(), "");
  EXPECT_THAT(drawing.table, HasSubstr("es\t1\t0\t0\t1\tword\n"));
  EXPECT_THAT(drawing.table, HasSubstr("es\t30\t0\t0\t0\tword\n"));
}

}  // namespace
}  // namespace koine::plot
