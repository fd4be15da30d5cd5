#include "koine/skipgram/word_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace koine::skipgram {
namespace {

std::vector<std::int32_t> of(const WordParts& parts, std::int64_t word) {
  const auto found = parts.of(word);
  return {found.begin(), found.end()};
}

const text::Vocabulary& singers() {
  static const text::Vocabulary vocabulary({{"sang", 9}, {"singer", 5}, {"sings", 4}, {"zoo", 3}, {"sing", 2}}, 7);
  return vocabulary;
}

TEST(WordPartsTest, AWordIsItselfWithoutSubwords) {
  const WordParts parts(singers(), false);
  EXPECT_EQ(parts.words(), 5);
  EXPECT_EQ(parts.rows(), 5);
  EXPECT_EQ(parts.mean_size(), 1);
  for (std::int32_t w = 0; w < 5; ++w) EXPECT_THAT(of(parts, w), testing::ElementsAre(w));
}

// Of runs of 3 to 6 letters those that three of the words have: <si, sin, ing, <sin, sing, <sing.
TEST(WordPartsTest, SubwordsComeBehindTheWords) {
  const WordParts parts(singers(), true);
  EXPECT_EQ(parts.words(), 5);
  EXPECT_EQ(parts.rows(), 5 + 6);
  EXPECT_THAT(of(parts, 0), testing::ElementsAre(0)) << "no run of it has three words";
  EXPECT_THAT(of(parts, 3), testing::ElementsAre(3));
  for (const std::int32_t w : {1, 2, 4}) EXPECT_THAT(of(parts, w), testing::ElementsAre(w, 5, 6, 7, 8, 9, 10));
  EXPECT_DOUBLE_EQ(parts.mean_size(), (1 + 7 + 7 + 1 + 7) / 5.0);
}

TEST(WordPartsTest, AVectorIsTheMeanOfItsParts) {
  const WordParts parts(singers(), true);
  Matrix<float> rows(parts.rows(), 2);
  for (std::int64_t r = 0; r < rows.rows(); ++r) rows(r, 0) = static_cast<float>(r), rows(r, 1) = 1;
  const Matrix<float> vectors = parts.vectors(rows.view());
  ASSERT_EQ(vectors.rows(), 5);
  EXPECT_FLOAT_EQ(vectors(0, 0), 0);
  EXPECT_FLOAT_EQ(vectors(3, 0), 3);
  EXPECT_FLOAT_EQ(vectors(2, 0), (2 + 5 + 6 + 7 + 8 + 9 + 10) / 7.0f);
  for (std::int64_t w = 0; w < 5; ++w) EXPECT_FLOAT_EQ(vectors(w, 1), 1);
}

}  // namespace
}  // namespace koine::skipgram
