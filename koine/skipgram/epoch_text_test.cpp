#include "koine/skipgram/epoch_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace koine::skipgram {
namespace {

TEST(EpochTextTest, LeavesTheUnknownWordOutAndKeepsSentencesApart) {
  corpus::EncodedCorpus corpus;
  corpus.add(std::vector<std::int32_t>{1, 0, 2, 3});
  corpus.add(std::vector<std::int32_t>{0, 0});
  corpus.add(std::vector<std::int32_t>{3, 1});
  const std::vector<double> keep{1, 1, 1};
  EpochText text(corpus, keep, 1, 0, 0);
  TextPiece piece;
  ASSERT_TRUE(text.next(100, piece));
  EXPECT_EQ(piece.words, (std::vector<std::int32_t>{0, 1, 2, 2, 0}));
  EXPECT_EQ(piece.begin, (std::vector<std::int32_t>{0, 0, 0, 3, 3}));
  EXPECT_EQ(piece.end, (std::vector<std::int32_t>{3, 3, 3, 5, 5}));
  EXPECT_EQ(piece.tokens_before, (std::vector<std::int64_t>{0, 0, 0, 3, 3}));
  EXPECT_EQ(text.tokens(), 5);
  EXPECT_FALSE(text.next(100, piece));
}

TEST(EpochTextTest, PiecesAreWholeSentencesAndTogetherTheText) {
  corpus::EncodedCorpus corpus;
  for (int s = 0; s < 40; ++s) corpus.add(std::vector<std::int32_t>(static_cast<std::size_t>(1 + s % 5), 1 + s % 3));
  const std::vector<double> keep{1, 1, 1};
  EpochText text(corpus, keep, 1, 0, 0);
  TextPiece piece;
  std::vector<std::int32_t> all;
  int pieces = 0;
  while (text.next(7, piece)) {
    EXPECT_LT(piece.size(), 7 + 5);
    EXPECT_EQ(piece.end.back(), piece.size());
    all.insert(all.end(), piece.words.begin(), piece.words.end());
    ++pieces;
  }
  EXPECT_GT(pieces, 10);
  ASSERT_EQ(static_cast<std::int64_t>(all.size()), corpus.token_count());
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], corpus.tokens[i] - 1);
}

TEST(EpochTextTest, TokensAreKeptWithTheirProbability) {
  corpus::EncodedCorpus corpus;
  constexpr int kTokens = 200'000;
  for (int s = 0; s < kTokens / 10; ++s) corpus.add(std::vector<std::int32_t>{1, 2, 3, 1, 2, 3, 1, 2, 3, 1});
  const std::vector<double> keep{0.11, 0.75, 1};
  std::vector<std::vector<std::int32_t>> epochs;
  for (const std::int64_t epoch : {0, 1}) {
    EpochText text(corpus, keep, 1, epoch, 0);
    TextPiece piece;
    ASSERT_TRUE(text.next(kTokens, piece));
    const std::vector<double> tokens{0.4 * kTokens, 0.3 * kTokens, 0.3 * kTokens};
    for (std::size_t w = 0; w < 3; ++w) {
      const auto kept = std::count(piece.words.begin(), piece.words.end(), static_cast<std::int32_t>(w));
      const double standard_error = std::sqrt(tokens[w] * keep[w] * (1 - keep[w]));
      EXPECT_NEAR(static_cast<double>(kept), tokens[w] * keep[w], 4 * standard_error) << w;
    }
    EXPECT_EQ(text.tokens(), kTokens);
    epochs.push_back(piece.words);
  }
  EXPECT_NE(epochs[0], epochs[1]) << "each epoch draws anew";
}

}  // namespace
}  // namespace koine::skipgram
