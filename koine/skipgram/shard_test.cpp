#include "koine/skipgram/shard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "koine/skipgram/skipgram_test_support.h"

namespace koine::skipgram {
namespace {

Matrix<float> numbered_rows(std::int64_t rows, std::int64_t cols) {
  Matrix<float> matrix(rows, cols);
  for (std::int64_t i = 0; i < matrix.size(); ++i) matrix.data()[i] = static_cast<float>(i);
  return matrix;
}

TEST(LocalRowsTest, TheMovesOfAllCopiesAreAdded) {
  Matrix<float> shared = numbered_rows(200, 16);
  const Matrix<float> before = shared;
  LocalRows one(200, 16, false), other(200, 16, false);
  const float* const first = one.row(one.slot(0, shared.view()));
  for (std::int32_t word = 0; word < 150; ++word) {
    const std::int32_t slot = one.slot(word, shared.view());
    EXPECT_EQ(one.slot(word, shared.view()), slot);
    EXPECT_EQ(one.row(slot)[3], before(word, 3));
    one.row(slot)[3] += 1;
  }
  EXPECT_EQ(one.row(0), first) << "it moved when others were made";
  for (std::int32_t word = 100; word < 200; ++word) other.row(other.slot(word, shared.view()))[3] += 2;
  for (int bin = 0; bin < LocalRows::kBins; ++bin) {
    one.add_moves(bin, shared.view());
    other.add_moves(bin, shared.view());
  }
  for (std::int64_t word = 0; word < 200; ++word) {
    for (std::int64_t i = 0; i < 16; ++i) {
      const int moved = i == 3 ? (word < 150 ? 1 : 0) + (word >= 100 ? 2 : 0) : 0;
      ASSERT_EQ(shared(word, i), before(word, i) + static_cast<float>(moved)) << word;
    }
  }
}

TEST(LocalRowsTest, ClearedRowsAreTakenAnew) {
  Matrix<float> shared = numbered_rows(4, 16);
  LocalRows local(4, 16, false);
  local.row(local.slot(2, shared.view()))[0] = -1;
  local.clear();
  shared(2, 0) = 77;
  EXPECT_EQ(local.row(local.slot(2, shared.view()))[0], 77);
  for (int bin = 0; bin < LocalRows::kBins; ++bin) local.add_moves(bin, shared.view());
  EXPECT_EQ(shared(2, 0), 77);
}

TEST(LocalRowsTest, RelaxedMovesAreThoseOfOneThread) {
  Matrix<float> shared = numbered_rows(5, 16);
  LocalRows local(5, 16, true);
  for (const std::int32_t word : {4, 1}) local.row(local.slot(word, shared.view()))[15] += 0.5f;
  shared(1, 15) += 3;  // somebody else
  local.add_moves_relaxed(shared.view());
  EXPECT_EQ(shared(1, 15), 16 + 15 + 3.5f);
  EXPECT_EQ(shared(4, 15), 64 + 15 + 0.5f);
  EXPECT_EQ(shared(2, 15), 32 + 15);
}

// A piece of sentences of these lengths, all of different words.
TextPiece piece_of(const std::vector<std::int32_t>& lengths) {
  TextPiece piece;
  for (const std::int32_t length : lengths) {
    const auto begin = static_cast<std::int32_t>(piece.size());
    for (std::int32_t i = 0; i < length; ++i) {
      piece.words.push_back(begin + i);
      piece.begin.push_back(begin);
      piece.end.push_back(begin + length);
      piece.tokens_before.push_back(begin);
    }
  }
  return piece;
}

class ShardTest : public testing::Test {
 protected:
  Shard::Totals train(const TextPiece& piece, std::int64_t window, std::uint64_t index = 0) {
    const std::int64_t words = piece.size();
    input_ = numbered_rows(words, 16);
    for (std::int64_t i = 0; i < input_.size(); ++i) input_.data()[i] = static_cast<float>(std::sin(i));
    output_ = Matrix<float>(words, 16);
    const AliasTable noise(std::vector<double>(static_cast<std::size_t>(words), 1.0 / static_cast<double>(words)));
    const WordParts parts(numbered_words(words), false);
    Shard shard(parts, 16, {.window = window, .negative = 2, .seed = 5}, noise);
    const SharedRows shared{input_.view(), output_.view()};
    shard.train(piece, 0, piece.size(), 0.1f, index, shared);
    for (int bin = 0; bin < LocalRows::kBins; ++bin) shard.add_moves(bin, shared);
    return shard.take_totals();
  }

  Matrix<float> input_, output_;
};

TEST_F(ShardTest, WindowsStayWithinTheirSentence) {
  EXPECT_EQ(train(piece_of({2, 2, 1, 2, 3}), 50).pairs, 2 + 2 + 0 + 2 + 3 * 2);
}

TEST_F(ShardTest, WindowsAreDrawnEvenly) {
  constexpr std::int64_t kWindow = 5, kWords = 4000;
  double expected = 0, variance = 0;
  for (std::int64_t i = 0; i < kWords; ++i) {
    double mean = 0, square = 0;
    for (std::int64_t reach = 1; reach <= kWindow; ++reach) {
      const auto pairs = static_cast<double>(std::min(reach, i) + std::min(reach, kWords - 1 - i));
      mean += pairs / kWindow;
      square += pairs * pairs / kWindow;
    }
    expected += mean;
    variance += square - mean * mean;
  }
  const auto pairs = static_cast<double>(train(piece_of({kWords}), kWindow).pairs);
  EXPECT_NEAR(pairs, expected, 4 * std::sqrt(variance));
  EXPECT_NE(pairs, expected) << "no draw at all";
}

TEST_F(ShardTest, TheStreamDecides) {
  const TextPiece piece = piece_of({20, 20});
  train(piece, 3, 1);
  const Matrix<float> once = input_;
  train(piece, 3, 1);
  EXPECT_TRUE(std::equal(once.data(), once.data() + once.size(), input_.data()));
  train(piece, 3, 2);
  EXPECT_FALSE(std::equal(once.data(), once.data() + once.size(), input_.data()));
}

// A word is not its own negative: where it is all the noise there is, only the words of the window are told apart.
TEST_F(ShardTest, AWordIsNotItsOwnNegative) {
  TextPiece piece = piece_of({6});
  std::fill(piece.words.begin(), piece.words.end(), 0);
  Matrix<float> input(1, 16), output(1, 16);
  std::fill_n(input.row(0), 16, 0.5f);
  const AliasTable noise(std::vector<double>{1.0});
  const WordParts parts(numbered_words(1), false);
  Shard shard(parts, 16, {.window = 2, .negative = 5, .seed = 5}, noise);
  const SharedRows shared{input.view(), output.view()};
  shard.train(piece, 0, 1, 1e-6f, 0, shared);
  for (int bin = 0; bin < LocalRows::kBins; ++bin) shard.add_moves(bin, shared);
  const Shard::Totals totals = shard.take_totals();
  EXPECT_NEAR(totals.loss_nats, static_cast<double>(totals.pairs) * std::log(2.0), 1e-4);
  EXPECT_GT(output(0, 0), 0);
}

// As fastText's, not one draw for all pairs of a window: more words move than the two of the window and five others.
TEST_F(ShardTest, EveryPairHasNegativeWordsOfItsOwn) {
  constexpr std::int64_t kWords = 1000;
  const TextPiece piece = piece_of({3});
  Matrix<float> input(kWords, 16), output(kWords, 16);
  std::fill_n(input.data(), input.size(), 0.5f);
  const AliasTable noise(std::vector<double>(kWords, 1.0 / kWords));
  const WordParts parts(numbered_words(kWords), false);
  Shard shard(parts, 16, {.window = 1, .negative = 5, .seed = 5}, noise);
  const SharedRows shared{input.view(), output.view()};
  shard.train(piece, 1, 2, 0.1f, 0, shared);
  for (int bin = 0; bin < LocalRows::kBins; ++bin) shard.add_moves(bin, shared);
  EXPECT_EQ(shard.take_totals().pairs, 2);
  std::int64_t moved = 0;
  for (std::int64_t w = 0; w < kWords; ++w) moved += output(w, 0) != 0;
  EXPECT_GT(moved, 2 + 5);
  EXPECT_LE(moved, 2 + 10);
}

// One window of two words, without negative words. sings, singe and singt are words 0 to 2, and share <si, sin, ing,
// <sin, sing and <sing. By hand: v is the mean of the parts, g = rate (1 - σ(u · v)); u moves by g v, and each part by
// g u, so that their mean does too.
TEST(ShardSubwordTest, EveryPartMovesAsTheMeanDoes) {
  const text::Vocabulary vocabulary({{"sings", 3}, {"singe", 2}, {"singt", 1}, {"zoo", 1}}, 0);
  const WordParts parts(vocabulary, true);
  ASSERT_EQ(parts.rows(), 4 + 6);
  constexpr std::int64_t kNumbers = 16;
  constexpr float kRate = 0.25f;
  Matrix<float> input(parts.rows(), kNumbers), output(4, kNumbers);
  for (std::int64_t i = 0; i < input.size(); ++i) input.data()[i] = static_cast<float>(std::sin(i));
  for (std::int64_t i = 0; i < output.size(); ++i) output.data()[i] = static_cast<float>(std::cos(i));
  const Matrix<float> old_input = input, old_output = output;

  TextPiece piece = piece_of({2});
  piece.words = {1, 3};
  const AliasTable noise(std::vector<double>(4, 0.25));
  Shard shard(parts, kNumbers, {.window = 1, .negative = 0, .seed = 5}, noise);
  const SharedRows shared{input.view(), output.view()};
  shard.train(piece, 0, 1, kRate, 0, shared);
  for (int bin = 0; bin < LocalRows::kBins; ++bin) shard.add_moves(bin, shared);

  std::vector<double> v(kNumbers, 0);
  double score = 0;
  for (std::int64_t d = 0; d < kNumbers; ++d) {
    for (const std::int32_t part : parts.of(1)) v[static_cast<std::size_t>(d)] += old_input(part, d) / 7.0;
    score += v[static_cast<std::size_t>(d)] * old_output(3, d);
  }
  const double g = kRate * (1 - 1 / (1 + std::exp(-score)));
  for (std::int64_t d = 0; d < kNumbers; ++d) {
    for (const std::int32_t row : {1, 4, 5, 6, 7, 8, 9}) {
      EXPECT_NEAR(input(row, d) - old_input(row, d), g * old_output(3, d), 1e-6) << row;
    }
    for (const std::int32_t row : {0, 2, 3}) EXPECT_EQ(input(row, d), old_input(row, d));
    EXPECT_NEAR(output(3, d) - old_output(3, d), g * v[static_cast<std::size_t>(d)], 1e-6);
    EXPECT_EQ(output(1, d), old_output(1, d));
  }
}

}  // namespace
}  // namespace koine::skipgram
