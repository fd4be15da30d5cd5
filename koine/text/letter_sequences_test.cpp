#include "koine/text/letter_sequences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace koine::text {
namespace {

std::vector<std::int32_t> of(const LetterSequences& letters, std::int64_t word) {
  const auto found = letters.of(word);
  return {found.begin(), found.end()};
}

TEST(LetterSequences, AreThoseOfTheMarkedWordButItself) {
  // <ab>: <a, ab, b>, <ab, ab>; <ab> itself is not there. <cab>: <c, ca, ab, b>, <ca, cab, ab>, and of four none is it.
  const LetterSequences letters({"ab", "cab"}, {.shortest = 2, .longest = 4, .min_words = 1});
  EXPECT_THAT(of(letters, 0), testing::ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(letters.of(1).size(), 4u + 3u + 2u);
  // ab, b> and ab> are shared.
  EXPECT_THAT(of(letters, 1), testing::IsSupersetOf({1, 2, 4}));
  EXPECT_THAT(of(letters, 1), testing::Not(testing::Contains(0)));
  EXPECT_EQ(letters.sequences(), 5 + 6);
}

TEST(LetterSequences, OfFewWordsAreLeftOut) {
  const LetterSequences letters({"ab", "cab", "xyz"}, {.shortest = 2, .longest = 4, .min_words = 2});
  EXPECT_EQ(letters.sequences(), 3);
  EXPECT_EQ(letters.of(0).size(), 3u);
  EXPECT_EQ(letters.of(1).size(), 3u);
  EXPECT_TRUE(letters.of(2).empty());
}

TEST(LetterSequences, CountACodePointAsOneLetterAndASequenceOncePerWord) {
  const LetterSequences letters({"ño", "aaaa"}, {.shortest = 3, .longest = 3, .min_words = 1});
  EXPECT_EQ(letters.of(0).size(), 2u);  // <ño, ño>
  EXPECT_EQ(letters.of(1).size(), 3u);  // <aa, aaa, aa>
}

TEST(LetterSequences, OfNoWords) {
  const LetterSequences letters({});
  EXPECT_EQ(letters.words(), 0);
  EXPECT_EQ(letters.sequences(), 0);
}

}  // namespace
}  // namespace koine::text
