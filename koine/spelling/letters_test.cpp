#include "koine/spelling/letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace koine::spelling {
namespace {

using ::testing::ElementsAre;

TEST(LettersTest, AWordStandsBetweenItsMarks) {
  EXPECT_THAT(letters_of("abz"), ElementsAre(kBegin, 2, 3, 27, kEnd));
  EXPECT_THAT(letters_of("09"), ElementsAre(kBegin, 28, 37, kEnd));
  EXPECT_THAT(letters_of(""), ElementsAre(kBegin, kEnd));
}

TEST(LettersTest, WhatIsNeitherLetterNorDigitIsOneLetterACharacter) {
  EXPECT_THAT(letters_of("a'b"), ElementsAre(kBegin, 2, 38, 3, kEnd));
  EXPECT_THAT(letters_of("a字"), ElementsAre(kBegin, 2, 38, kEnd));
}

TEST(LettersTest, OfALongWordTheFirstHundredLettersAreLookedAt) {
  const std::string hundred = std::string(50, 'a') + std::string(50, 'b');
  EXPECT_EQ(letters_of(hundred).size(), 102U);
  EXPECT_EQ(letters_of(hundred + "c"), letters_of(hundred));
  std::string ideographs;
  for (int n = 0; n < 101; ++n) ideographs += "字";
  EXPECT_EQ(letters_of(ideographs).size(), 102U);
}

TEST(LettersTest, WordsAreWrittenInLatinFirst) {
  EXPECT_EQ(letters_of_words({"Дом", "dom", "dóm"}), std::vector<Letters>(3, letters_of("dom")));
}

}  // namespace
}  // namespace koine::spelling
