#include "koine/retrieval/random_cosine.h"

#include <gtest/gtest.h>

#include "koine/retrieval/retrieval_test_matrices.h"

namespace koine::retrieval {
namespace {

TEST(RandomCosineTest, IsTheMeanOverPairsOfDifferentRows) {
  // Two rows: the only pair is (0, 1), whatever is drawn. A pair of a row with itself would raise the mean.
  const auto x = matrix_of({{3, 0}, {0.6f, 0.8f}});
  Random random(1, Purpose::kRandomPairs);
  EXPECT_NEAR(mean_random_cosine(x.view(), 100, random), 0.6, 1e-6);
}

TEST(RandomCosineTest, EstimatesTheMeanOfAllPairs) {
  Random random(2, Purpose::kTest);
  auto x = random_matrix(random, 60, 5);
  for (std::int64_t i = 0; i < x.rows(); ++i) x(i, 0) += 1.5f;
  const auto cosines = cosines_reference(x.view(), x.view());
  double sum = 0;
  for (std::int64_t i = 0; i < 60; ++i) {
    for (std::int64_t j = 0; j < 60; ++j) sum += i == j ? 0 : cosines(i, j);
  }
  Random draws(3, Purpose::kRandomPairs);
  // Standard error below 1 / sqrt(20000) = 0.007.
  EXPECT_NEAR(mean_random_cosine(x.view(), 20000, draws), sum / (60 * 59), 0.03);
}

TEST(RandomCosineTest, TellsACollapseFromAHealthySpace) {
  Random random(4, Purpose::kTest);
  auto x = random_matrix(random, 500, 50);
  Random draws(5, Purpose::kRandomPairs);
  EXPECT_NEAR(mean_random_cosine(x.view(), 10000, draws), 0.0, 0.02);
  for (std::int64_t i = 0; i < x.rows(); ++i) x(i, 3) += 100;
  EXPECT_GT(mean_random_cosine(x.view(), 10000, draws), 0.9);
}

TEST(RandomCosineTest, IsAFunctionOfTheStream) {
  Random random(6, Purpose::kTest);
  const auto x = random_matrix(random, 50, 5);
  Random a(7, Purpose::kRandomPairs), b(7, Purpose::kRandomPairs), c(8, Purpose::kRandomPairs);
  const double first = mean_random_cosine(x.view(), 100, a);
  EXPECT_EQ(first, mean_random_cosine(x.view(), 100, b));
  EXPECT_NE(first, mean_random_cosine(x.view(), 100, c));
}

TEST(RandomCosineTest, NeedsNoSecondRowNorLength) {
  const auto x = matrix_of({{0, 0}, {0, 0}});
  Random random(9, Purpose::kRandomPairs);
  EXPECT_EQ(mean_random_cosine(x.view().row_block(0, 1), 10, random), 0.0);
  EXPECT_EQ(mean_random_cosine(x.view(), 10, random), 0.0);
  EXPECT_EQ(mean_random_cosine(matrix_of({{0, 0}, {1, 0}}).view(), 10, random), 0.0);
}

}  // namespace
}  // namespace koine::retrieval
