#include "koine/lexicon/dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/lexicon/lexicon_test_support.h"

namespace koine::lexicon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Dictionary read(const std::string& content) {
  const TemporaryFile file(content);
  return read_dictionary(file.path(), silent_reporter());
}

std::string refusal(const std::string& content) {
  return input_error([&] { read(content); });
}

TEST(DictionaryTest, ReadsAnyAsciiWhiteSpaceAndLineEnd) {
  const auto dictionary = read(
      "\xEF\xBB\xBF"
      "casa\thouse\r\nrey king\n  perro \t dog\t\r\n\n \t\nmar\vsea");
  EXPECT_THAT(dictionary.pairs, ElementsAre(WordPair{"casa", "house"}, WordPair{"rey", "king"},
                                            WordPair{"perro", "dog"}, WordPair{"mar", "sea"}));
  EXPECT_EQ(dictionary.lines, 6);
  EXPECT_EQ(dictionary.empty_lines, 2);
  EXPECT_EQ(dictionary.duplicates, 0);
}

TEST(DictionaryTest, KeepsEachPairOnceAndReports) {
  const TemporaryFile file("casa house\ncasa home\ncasa\thouse\nhogar home\n\n");
  Listener listener;
  const auto dictionary = read_dictionary(file.path(), listener);
  EXPECT_THAT(dictionary.pairs,
              ElementsAre(WordPair{"casa", "house"}, WordPair{"casa", "home"}, WordPair{"hogar", "home"}));
  EXPECT_EQ(dictionary.duplicates, 1);
  // Two pairs, though all letters together are the same.
  EXPECT_EQ(read("ab c\na bc\n").pairs.size(), 2u);
  EXPECT_THAT(listener.infos, HasSubstr("5 lines, 3 pairs, 1 duplicates left out, 1 empty lines"));
}

TEST(DictionaryTest, KeepsCaseAndComposesAccents) {
  // e + combining acute becomes é, as in every text that koine reads.
  EXPECT_THAT(read("Cafe\xCC\x81 coffee\ncoffee Cafe\xCC\x81\n").pairs,
              ElementsAre(WordPair{"Café", "coffee"}, WordPair{"coffee", "Café"}));
}

TEST(DictionaryTest, DoesNotSplitAtUnicodeSpaces) {
  // A no-break space is no ASCII white space: this is one word, which no vocabulary has.
  EXPECT_THAT(read("a\xC2\xA0priori apriori\n").pairs, ElementsAre(WordPair{"a priori", "apriori"}));
}

TEST(DictionaryTest, ReadsWhatKoineDictionaryWrote) {
  const std::string header = "source\ttarget\tscore\trank\n";
  EXPECT_THAT(read(header + "casa\thouse\t0.5\t1\nrey\tking\t0.4\t1\r\n").pairs,
              ElementsAre(WordPair{"casa", "house"}, WordPair{"rey", "king"}));
  EXPECT_THAT(read("source target\n").pairs, ElementsAre(WordPair{"source", "target"}));
  EXPECT_THAT(refusal("casa\thouse\n" + header), HasSubstr("found 4"));
  EXPECT_THAT(read("# checked by hand\n" + header + "casa\thouse\t0.5\t1\n").pairs,
              ElementsAre(WordPair{"casa", "house"}));
}

TEST(DictionaryTest, ReadsAThirdColumnThatIsANumber) {
  const TemporaryFile file("casa\thouse\t0.5\nrey \tking\t-1e-3\t1\tN\r\nperro\tdog\t7\r\nnueva york\tnew york\t3\n");
  Listener listener;
  EXPECT_THAT(read_dictionary(file.path(), listener).pairs,
              ElementsAre(WordPair{"casa", "house"}, WordPair{"rey", "king"}, WordPair{"perro", "dog"}));
  EXPECT_THAT(listener.infos, HasSubstr("4 lines, 3 pairs, 1 with several words on a side left out"));
  EXPECT_EQ(read("casa\thouse\t1e-999\n").pairs.size(), 1u);
  for (const char* other : {"casa\thouse\thome\n", "0.5\tcasa\thouse\n", "casa house 0.5\n", "casa\thouse\t0.5x\n"}) {
    EXPECT_THAT(refusal(other), HasSubstr("the third is a number"));
  }
}

TEST(DictionaryTest, TakesALineThatBeginsWithAHashForACommentUnlessItHasTwoWords) {
  const TemporaryFile file("# Spanish to English\n#\n#made\tby\thand\n# ##\n#\t#\t0.5\ncasa house\n");
  Listener listener;
  EXPECT_THAT(read_dictionary(file.path(), listener).pairs,
              ElementsAre(WordPair{"#", "##"}, WordPair{"#", "#"}, WordPair{"casa", "house"}));
  EXPECT_THAT(listener.infos, HasSubstr("6 lines, 3 pairs, 3 comments"));
  EXPECT_THAT(refusal("casa house # home\n"), HasSubstr("found 4"));
}

TEST(DictionaryTest, LeavesPhrasesOut) {
  const TemporaryFile file("casa\thouse\nnueva york\tnew york\nrey\tthe king\n");
  Listener listener;
  EXPECT_THAT(read_dictionary(file.path(), listener).pairs, ElementsAre(WordPair{"casa", "house"}));
  EXPECT_THAT(listener.infos, HasSubstr("3 lines, 1 pairs, 2 with several words on a side left out"));
}

TEST(DictionaryTest, RefusesOtherNumbersOfWords) {
  const std::string one = refusal("casa house\n\nrey\nperro\n");
  EXPECT_THAT(one, HasSubstr(":3: "));
  EXPECT_THAT(one, HasSubstr("found 1 in 'rey'"));
  EXPECT_THAT(one, HasSubstr("a list of the words of one language"));
  const std::string three = refusal("casa house\nnueva york new\n");
  EXPECT_THAT(three, HasSubstr(":2: "));
  EXPECT_THAT(three, HasSubstr("found 3"));
  EXPECT_THAT(three, HasSubstr("words of several parts"));
}

TEST(DictionaryTest, RefusesWhatIsNotUtf8AndWhatIsEmpty) {
  EXPECT_THAT(refusal("casa house\nni\xF1o child\n"), HasSubstr(":2: this is not UTF-8"));
  EXPECT_THAT(refusal("\n \n"), HasSubstr("without a single pair"));
  EXPECT_THAT(refusal(""), HasSubstr("empty"));
}

TEST(DictionaryTest, WithoutAPairIsReadWhereThatIsAllowed) {
  for (const char* content : {"", "# nothing yet\n"}) {
    const TemporaryFile file(content);
    EXPECT_TRUE(read_dictionary(file.path(), silent_reporter(), {.allow_empty = true}).pairs.empty());
  }
}

TEST(DictionaryTest, KnowsTheFileItIsOf) {
  // As sha256sum has it.
  EXPECT_EQ(read("casa house\n").sha256, "f5aab3223ec937912d70b80f9ea760cfc039fdbe58ff9ffbf93de479dd146d5f");
}

}  // namespace
}  // namespace koine::lexicon
