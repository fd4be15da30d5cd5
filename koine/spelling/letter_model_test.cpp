#include "koine/spelling/letter_model.h"

#include <gtest/gtest.h>

#include <cmath>

namespace koine::spelling {
namespace {

// By hand, for the words "ab" and "aa": letters seen are a b end, a a end; 6 tokens of 3 types.
//   p(a) = (3 + 3/39) / 9, p(b) = (1 + 3/39) / 9, p(end) = (2 + 3/39) / 9
//   behind begin: a twice, 1 type: p(a | begin) = (2 + p(a)) / 3, and once more with the longer history
//   behind a: b, a, end once each: p(c | a) = (1 + 3 p(c)) / 6
//   behind begin a: b, a: p(b | begin a) = (1 + 2 p(b | a)) / 4
//   behind b: end once: p(end | b) = (1 + p(end)) / 2; behind a b the same again
TEST(LetterModelTest, AgreesWithAComputationByHand) {
  const LetterModel model({letters_of("ab"), letters_of("aa")});
  const double a = (3 + 3 / 39.0) / 9, b = (1 + 3 / 39.0) / 9, end = (2 + 3 / 39.0) / 9;
  const double first = (2 + (2 + a) / 3) / 3;
  const double second = (1 + 2 * (1 + 3 * b) / 6) / 4;
  const double last = (1 + (1 + end) / 2) / 2;
  EXPECT_NEAR(model.log_probability(letters_of("ab")), std::log(first * second * last), 1e-12);
}

TEST(LetterModelTest, AHistoryThatWasNeverSeenLeavesItToTheShorterOne) {
  const LetterModel model({letters_of("ab"), letters_of("aa")});
  const double b = (1 + 3 / 39.0) / 9, end = (2 + 3 / 39.0) / 9, z = (0 + 3 / 39.0) / 9;
  // Behind begin, z was never seen; behind z, nothing was.
  const double first = (0 + (0 + z) / 3) / 3;
  EXPECT_NEAR(model.log_probability(letters_of("zb")), std::log(first * b * ((1 + end) / 2)), 1e-12);
}

TEST(LetterModelTest, WithoutWordsAllLettersAreAlike) {
  EXPECT_NEAR(LetterModel({}).log_probability(letters_of("xy")), -3 * std::log(39), 1e-12);
}

TEST(LetterModelTest, AllWordsOfOneLetterTogetherAreLessLikelyThanOne) {
  const LetterModel model({letters_of("ab"), letters_of("ba"), letters_of("c")});
  double sum = std::exp(model.log_probability({kBegin, kEnd}));
  for (std::uint8_t c = 2; c < kAlphabet; ++c) sum += std::exp(model.log_probability({kBegin, c, kEnd}));
  EXPECT_LT(sum, 1);
  EXPECT_GT(sum, 0.1);
}

}  // namespace
}  // namespace koine::spelling
