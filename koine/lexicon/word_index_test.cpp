#include "koine/lexicon/word_index.h"

#include <gtest/gtest.h>

namespace koine::lexicon {
namespace {

TEST(WordIndexTest, FindsRows) {
  const WordIndex index({"la", "casa", "la"});
  EXPECT_EQ(index.find("casa"), 1);
  EXPECT_EQ(index.find("la"), 0);
  EXPECT_EQ(index.find("Casa"), std::nullopt);
}

TEST(WordIndexTest, TheCommonSpellingStandsInAllVocabularies) {
  const std::vector<WordIndex> vocabularies{WordIndex({"été", "Rome", "rome"}), WordIndex({"rome", "été", "été2"})};
  EXPECT_EQ(common_spelling("été", vocabularies), "été");
  EXPECT_EQ(common_spelling("ÉTÉ", vocabularies), "été");
  // One of them has "Rome", but not both.
  EXPECT_EQ(common_spelling("Rome", vocabularies), "rome");
  EXPECT_EQ(common_spelling("été2", vocabularies), std::nullopt);
  // As it stands comes before lower case.
  const WordIndex cased({"rome", "Rome"});
  EXPECT_EQ(common_spelling("Rome", {&cased, 1}), "Rome");
}

TEST(WordIndexTest, FindsWordsOfFilesThatAreNotInNfc) {
  const std::string decomposed = "cafe\u0301", composed = "caf\u00e9";
  const WordIndex index({"la", decomposed, "sol"});
  EXPECT_EQ(index.find(decomposed), 1);
  EXPECT_EQ(index.find(composed), 1);
  const WordIndex both({decomposed, composed, "broken\xff"});
  EXPECT_EQ(both.find(decomposed), 0);
  EXPECT_EQ(both.find(composed), 1);
  EXPECT_EQ(both.find("broken\xff"), 2);
}

TEST(WordIndexTest, LastTriesTheLowerCaseOfTurkicLanguages) {
  const WordIndex turkish({"ışık", "rome"}), both({"işik", "ışık"});
  EXPECT_EQ(common_spelling("IŞIK", {&turkish, 1}), "ışık");
  EXPECT_EQ(common_spelling("ROME", {&turkish, 1}), "rome");
  EXPECT_EQ(common_spelling("IŞIK", {&both, 1}), "işik");
  for (const char* language : {"tr", "tr-TR", "az"}) {
    EXPECT_EQ(common_spelling("IŞIK", {&both, 1}, language), "ışık") << language;
  }
}

}  // namespace
}  // namespace koine::lexicon
