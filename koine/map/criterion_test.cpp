#include "koine/map/criterion.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace koine::map {
namespace {

Matrix<float> rows_of(std::initializer_list<std::initializer_list<float>> rows) {
  Matrix<float> m(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.begin()->size()));
  float* next = m.data();
  for (const auto& row : rows) next = std::copy(row.begin(), row.end(), next);
  return m;
}

// With K = 1, r_S of both targets is 1 and 0.8, and r_T plays no part in the choice. The first word's translation has
// cosine 1, the second's: 2 · 0.6 - 1 = 0.2 for the first target, 2 · 0.8 - 0.8 = 0.8 for the second, so 0.8.
TEST(CriterionTest, ASmallCaseByHand) {
  Workers workers(1);
  const auto source = rows_of({{2, 0}, {0.6f, 0.8f}}), target = rows_of({{1, 0}, {0, 3}});
  EXPECT_NEAR(criterion(source.view(), target.view(), {.neighbours = 1}, workers), 0.9, 1e-6);
  EXPECT_NEAR(criterion(source.view(), target.view(), {.words = 1, .neighbours = 1}, workers), 1.0, 1e-6);
}

// CSLS of the first word is ahead of its second best by 2 · 1 - 0 - (1 - 0.8) = 1.8, that of the second by 0.6: with k
// = 1 the first is taken, wherever it stands.
TEST(CriterionTest, TheMostConfidentWherverTheyStand) {
  Workers workers(1);
  const auto source = rows_of({{0.6f, 0.8f}, {2, 0}}), target = rows_of({{1, 0}, {0, 3}});
  const CriterionOptions frequent{.words = 1, .neighbours = 1};
  const CriterionOptions confident{.words = 1, .most_confident = true, .neighbours = 1};
  EXPECT_NEAR(criterion(source.view(), target.view(), frequent, workers), 0.8, 1e-6);
  EXPECT_NEAR(criterion(source.view(), target.view(), confident, workers), 1.0, 1e-6);
}

TEST(CriterionTest, ZeroRowsAreNotTranslated) {
  Workers workers(1);
  const auto source = rows_of({{0, 0}, {2, 0}}), target = rows_of({{1, 0}, {0, 3}});
  EXPECT_NEAR(criterion(source.view(), target.view(), {.neighbours = 1}, workers), 1.0, 1e-6);
  const Matrix<float> zeros(2, 2);
  EXPECT_EQ(criterion(zeros.view(), target.view(), {}, workers), 0);
}

TEST(CriterionTest, LimitsAndRanksAreClamped) {
  Workers workers(1);
  const auto source = rows_of({{2, 0}, {0, 1}}), target = rows_of({{1, 0}, {0, 3}});
  EXPECT_NEAR(criterion(source.view(), target.view(), {.words = 500, .neighbours = 400}, workers), 1.0, 1e-6);
  const CriterionOptions first_target_only{.neighbours = 1, .target_limit = 1};
  EXPECT_NEAR(criterion(source.view(), target.view(), first_target_only, workers), 0.5, 1e-6);
}

}  // namespace
}  // namespace koine::map
