#include "koine/text/word_segmenter.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace koine::text {
namespace {

TEST(WordSegmenter, MarksAndJoinersStayWithTheirLetters) {
  EXPECT_EQ(WordSegmenter("hi").segment("हिन्दी में लिखा है।"), "हिन्दी में लिखा है ।");
  EXPECT_EQ(WordSegmenter("ta").segment("தமிழ்நாடு"), "தமிழ்நாடு");
  EXPECT_EQ(WordSegmenter("fa").segment("من می\u200Cخواهم."), "من می\u200Cخواهم .");
  EXPECT_EQ(WordSegmenter("ru").segment("за\u0301мок"), "за\u0301мок");
}

// Words that every version of ICU has in its dictionaries.
TEST(WordSegmenter, ScriptsWithoutSpacesAreSplit) {
  EXPECT_EQ(WordSegmenter("th").segment("ภาษาไทย"), "ภาษา ไทย");
  EXPECT_EQ(WordSegmenter("zh").segment("我们喜欢音乐。"), "我们 喜欢 音乐 。");
  EXPECT_EQ(WordSegmenter("lo").segment("ພາສາລາວ"), "ພາສາ ລາວ");
}

TEST(WordSegmenter, SymbolsStandAloneAndApostrophesStay) {
  const WordSegmenter segmenter("en");
  EXPECT_EQ(segmenter.segment("  Don't  stop, well-known\u00A0O‘zbek 3.14 (x)!"),
            "Don't stop , well - known O‘zbek 3.14 ( x ) !");
  EXPECT_EQ(segmenter.segment(""), "");
  EXPECT_EQ(segmenter.segment(" \u3000\t"), "");
  EXPECT_EQ(segmenter.segment("👩\u200D👩\u200D👧 a"), "👩\u200D👩\u200D👧 a");
}

TEST(WordSegmenter, WhatNobodySeesMakesNoWord) {
  const WordSegmenter segmenter("km");
  EXPECT_EQ(segmenter.segment("ខ្ញុំ\u200Bស្រលាញ់"), "ខ្ញុំ ស្រលាញ់");
  EXPECT_EQ(segmenter.segment("\u200Fשלום\u200E schiff\u00ADfahrt a\x07 \uFEFFb\u2060"), "שלום schifffahrt a b");
  EXPECT_EQ(segmenter.segment("\u0600 12"), "\u0600 12");  // the sign of a number is seen
}

TEST(WordSegmenter, IsTheSameAfterAMoveAndForALanguageThatNobodyKnows) {
  WordSegmenter first("qx");
  const WordSegmenter second(std::move(first));
  EXPECT_EQ(second.segment("a b."), "a b .");
  EXPECT_EQ(second.segment("c d."), "c d .");
}

TEST(WordSegmenter, TornOffIsAMarkOrAJoinerWithoutItsLetter) {
  for (const char* token : {"\u094D", "\u0301", "\u200C", "\u200D", "\u0301мок"})
    EXPECT_TRUE(is_torn_off(token)) << token;
  for (const char* token : {"हिन्दी", "e\u0301", "a", ".", "", "\xff"}) EXPECT_FALSE(is_torn_off(token)) << token;
}

TEST(WordSegmenter, UnsplitIsLongerThanWordsInAScriptWithoutSpaces) {
  const std::string twelve = "ฉันรักภาษาไท";  // in characters
  EXPECT_FALSE(is_unsplit(twelve));
  EXPECT_TRUE(is_unsplit(twelve + "ย"));
  EXPECT_FALSE(is_unsplit("中华人民共和"));
  EXPECT_TRUE(is_unsplit("我们喜欢音乐你"));
  EXPECT_TRUE(is_unsplit("これはにほんごのぶんしょうです"));
  for (const char* token : {"我们", "internationalisation", "Донаудампфшиффарт", "", "\xff"}) {
    EXPECT_FALSE(is_unsplit(token)) << token;
  }
}

}  // namespace
}  // namespace koine::text
