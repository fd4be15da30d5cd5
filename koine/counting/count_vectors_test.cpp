#include "koine/counting/count_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "koine/core/core_test_support.h"
#include "koine/counting/counting_test_support.h"
#include "koine/map/linear_algebra.h"

namespace koine::counting {
namespace {

Matrix<float> directions(const SparseRows& a, std::int64_t dimension, double power, int threads = 1) {
  Workers workers(threads);
  map::MethodContext context{workers, silent_reporter()};
  return leading_directions(a, dimension, power, Random(1, Purpose::kTest), context);
}

// E Eᵀ, which the signs of the columns do not touch, is U diag(s)^(2 power) Uᵀ of the first directions.
void expect_directions(const SparseRows& a, std::int64_t dimension, double power, double tolerance) {
  const Matrix<float> found = directions(a, dimension, power);
  const auto exact = map::svd(dense(a));
  ASSERT_EQ(found.rows(), a.rows());
  ASSERT_EQ(found.cols(), dimension);
  const double scale = std::pow(exact.s.front(), 2 * power);
  for (std::int64_t i = 0; i < a.rows(); ++i) {
    for (std::int64_t j = 0; j < a.rows(); ++j) {
      double product = 0, expected = 0;
      for (std::int64_t d = 0; d < dimension; ++d) {
        product += static_cast<double>(found(i, d)) * static_cast<double>(found(j, d));
        expected += exact.u(i, d) * exact.u(j, d) * std::pow(exact.s[static_cast<std::size_t>(d)], 2 * power);
      }
      EXPECT_NEAR(product, expected, tolerance * scale);
    }
  }
}

TEST(LeadingDirections, OfASmallMatrixAreThoseOfItsDecomposition) {
  for (const double power : {0.0, 0.5, 1.0}) {
    expect_directions(random_rows(40, 24, 0.3), 6, power, 1e-5);
    expect_directions(random_rows(24, 40, 0.3), 6, power, 1e-5);
  }
}

// A subspace of 36 columns, which converges step by step.
TEST(LeadingDirections, OfALargeMatrixAreNearThoseOfItsDecomposition) {
  expect_directions(random_rows(160, 140, 0.5, 0.97), 6, 0.5, 1e-4);
}

TEST(LeadingDirections, LargestFirstAndNothingBeyondTheRank) {
  SparseRows a;
  a.cols = 4;
  a.add_row({{0, 2}, {1, 2}});
  a.add_row({{0, 1}, {1, 1}});
  a.add_row({{2, 1}});
  a.add_row({});
  const Matrix<float> found = directions(a, 5, 1);
  const double first = 2 * std::sqrt(2.0);  // of (2, 2) along (1, 1)
  EXPECT_NEAR(std::abs(found(0, 0)), first, 1e-5);
  EXPECT_NEAR(std::abs(found(1, 0)), first / 2, 1e-5);
  EXPECT_NEAR(found(2, 0), 0, 1e-4);
  EXPECT_NEAR(std::abs(found(2, 1)), 1, 1e-5);
  for (std::int64_t i = 0; i < 4; ++i) {
    for (std::int64_t d = 2; d < 5; ++d) EXPECT_EQ(found(i, d), 0);
  }
  for (std::int64_t d = 0; d < 5; ++d) EXPECT_EQ(found(3, d), 0);
}

TEST(LeadingDirections, OfNothingAreZero) {
  SparseRows a;
  a.cols = 3;
  for (int row = 0; row < 4; ++row) a.add_row({});
  const Matrix<float> found = directions(a, 2, 0.5);
  for (std::int64_t i = 0; i < found.size(); ++i) EXPECT_EQ(found.data()[i], 0);
}

TEST(LeadingDirections, TheSameBitsAtAnyNumberOfThreads) {
  const SparseRows a = random_rows(400, 300, 0.2, 0.99);
  const Matrix<float> one = directions(a, 20, 0.5), three = directions(a, 20, 0.5, 3);
  EXPECT_TRUE(std::equal(one.data(), one.data() + one.size(), three.data()));
}

// w1 and w2 stand beside w5 and w6, w3 and w4 beside w7 and w8: never beside one another.
TEST(CountVectors, WordsBesideTheSameWordsLieClose) {
  std::vector<std::vector<std::int32_t>> sentences;
  for (std::int32_t i = 0; i < 40; ++i) {
    sentences.push_back({1 + i % 2, 5 + i / 2 % 2});
    sentences.push_back({3 + i % 2, 7 + i / 2 % 2});
  }
  sentences.push_back({9});
  const auto language = language_of(9, sentences);
  Workers workers(1);
  map::MethodContext context{workers, silent_reporter()};
  const Matrix<float> found = count_vectors(language, {.dimension = 4}, context);
  ASSERT_EQ(found.rows(), 9);
  ASSERT_EQ(found.cols(), 4);
  const auto cosine = [&](std::int64_t i, std::int64_t j) {
    double product = 0, of_i = 0, of_j = 0;
    for (std::int64_t d = 0; d < 4; ++d) {
      product += static_cast<double>(found(i, d)) * found(j, d);
      of_i += std::pow(found(i, d), 2);
      of_j += std::pow(found(j, d), 2);
    }
    return product / std::sqrt(of_i * of_j);
  };
  EXPECT_NEAR(cosine(0, 1), 1, 1e-5);
  EXPECT_NEAR(cosine(2, 3), 1, 1e-5);
  EXPECT_NEAR(cosine(0, 2), 0, 1e-3);
  for (std::int64_t d = 0; d < 4; ++d) EXPECT_EQ(found(8, d), 0);  // beside no word
}

TEST(CountVectors, AreThePositiveInformationInItsMainDirections) {
  const auto language = random_language(80, 300);
  const CountOptions options{.cooccurrence = {.window = 2, .contexts = 50, .subsample = 0.01},
                             .context_power = 0.6,
                             .value_power = 0.3,
                             .dimension = 10};
  Workers workers(1);
  map::MethodContext context{workers, silent_reporter()};
  context.seed = 5;
  const Matrix<float> found = count_vectors(language, options, context);
  const Matrix<float> expected =
      leading_directions(positive_pmi(cooccurrences(language, options.cooccurrence, workers), 0.6), 10, 0.3,
                         Random(5, Purpose::kCountStart), context);
  EXPECT_TRUE(std::equal(found.data(), found.data() + found.size(), expected.data()));
}

TEST(CountVectors, StopWhereTheyAreAskedTo) {
  const std::atomic<bool> stop = true;
  Workers workers(1);
  map::MethodContext context{workers, silent_reporter()};
  context.stop = &stop;
  const auto language = random_language(20, 30);
  EXPECT_THAT(error_of(ErrorKind::kInterrupted, [&] { (void)count_vectors(language, {.dimension = 4}, context); }),
              testing::HasSubstr("--resume counts them anew"));
  const SparseRows a = random_rows(5, 5, 0.5);
  EXPECT_THAT(
      error_of(ErrorKind::kInterrupted, [&] { (void)leading_directions(a, 2, 1, Random(1, Purpose::kTest), context); }),
      testing::HasSubstr("counted"));
}

// 900 tokens, of 10 words and 10 contexts at the most.
TEST(CountVectors, MemoryIsThatOfTheTextAndOfTheWordsSeenTogether) {
  const auto language = language_of(10, std::vector<std::vector<std::int32_t>>(300, {1, 2, 3}));
  const CountOptions options{.dimension = 20};
  constexpr std::int64_t kColumns = 50, kOfText = 900 * 16,
                         kOfDirections = 4 * kColumns * 30 + 17 * 8 * kColumns * kColumns;
  EXPECT_EQ(memory_bytes(language, options), kOfText + 32 * 100 + kOfDirections);
  const auto short_text = language_of(10, {{1, 2}, {3, 4}});
  EXPECT_EQ(memory_bytes(short_text, {.cooccurrence = {.window = 1}, .dimension = 20}),
            4 * 16 + 32 * 4 + kOfDirections);
}

}  // namespace
}  // namespace koine::counting
