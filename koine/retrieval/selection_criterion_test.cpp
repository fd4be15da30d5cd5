#include "koine/retrieval/selection_criterion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "koine/retrieval/retrieval_test_matrices.h"

namespace koine::retrieval {
namespace {

double mean_of_highest(std::vector<double> values, std::int64_t k) {
  std::sort(values.begin(), values.end(), std::greater<>());
  const auto n = std::min<std::int64_t>(k, static_cast<std::int64_t>(values.size()));
  return std::accumulate(values.begin(), values.begin() + n, 0.0) / static_cast<double>(n);
}

// The plain twin: the equations, over the full matrix of cosines in double.
SelectionCriterion selection_criterion_reference(ConstView source, ConstView target, const SelectionOptions& options) {
  const auto rows = [](std::int64_t all, std::int64_t limit) { return limit > 0 ? std::min(all, limit) : all; };
  const std::int64_t v_s = rows(source.rows, options.source_limit), v_t = rows(target.rows, options.target_limit);
  const auto cosines = cosines_reference(source.row_block(0, v_s), target.row_block(0, v_t));
  std::vector<double> r_source;
  for (std::int64_t y = 0; y < v_t; ++y) {
    std::vector<double> column;
    for (std::int64_t x = 0; x < v_s; ++x) column.push_back(cosines(x, y));
    r_source.push_back(mean_of_highest(column, options.neighbours));
  }
  SelectionCriterion result;
  result.frequent = std::min(options.frequent, v_s);
  for (std::int64_t x = 0; x < result.frequent; ++x) {
    std::vector<double> scores;
    for (std::int64_t y = 0; y < v_t; ++y) scores.push_back(2 * cosines(x, y) - r_source[static_cast<std::size_t>(y)]);
    std::sort(scores.begin(), scores.end(), std::greater<>());
    const double best = scores[0];
    if (v_t > 1) result.margin += (best - scores[1]) / static_cast<double>(result.frequent);
    const std::vector<double> row(cosines.row(x), cosines.row(x) + v_t);
    result.without_r_target += best / static_cast<double>(result.frequent);
    result.with_r_target += (best - mean_of_highest(row, options.neighbours)) / static_cast<double>(result.frequent);
  }
  return result;
}

TEST(SelectionCriterionTest, AgreesWithItsPlainTwinOnRandomShapes) {
  Random random(1, Purpose::kTest);
  Workers workers(2);
  for (int trial = 0; trial < 30; ++trial) {
    const auto size = [&](std::uint64_t most) { return static_cast<std::int64_t>(1 + random.below(most)); };
    const bool large = trial % 10 == 0;
    const std::int64_t v_s = size(large ? 1500 : 50), v_t = size(large ? 1500 : 50), d = size(30);
    SelectionOptions options;
    options.frequent = size(large ? 1000 : 60);
    options.neighbours = size(12);
    options.source_limit = random.below(2) ? 0 : size(60);
    options.target_limit = random.below(2) ? 0 : size(60);
    const auto source = random_matrix(random, v_s, d), target = random_matrix(random, v_t, d);
    const auto fast = selection_criterion(source.view(), target.view(), options, workers);
    const auto plain = selection_criterion_reference(source.view(), target.view(), options);
    const double bound = 5 * static_cast<double>(d + 4) * std::numeric_limits<float>::epsilon();
    EXPECT_NEAR(fast.without_r_target, plain.without_r_target, bound);
    EXPECT_NEAR(fast.with_r_target, plain.with_r_target, bound);
    EXPECT_NEAR(fast.margin, plain.margin, 2 * bound);
    EXPECT_EQ(fast.frequent, plain.frequent);
  }
}

TEST(SelectionCriterionTest, ByHand) {
  // K = 1. Targets at 0 and 60 degrees, one source at 0: r_S = (1, 0.5), r_T = 1. max(2 - 1, 1 - 0.5) = 1; less 1 is 0.
  const auto source = matrix_of({{2, 0}}), target = matrix_of({{3, 0}, {0.5f, std::sqrt(0.75f)}});
  SelectionOptions options;
  options.neighbours = 1;
  Workers workers(1);
  const auto result = selection_criterion(source.view(), target.view(), options, workers);
  EXPECT_NEAR(result.without_r_target, 1.0, 1e-6);
  EXPECT_NEAR(result.with_r_target, 0.0, 1e-6);
  EXPECT_NEAR(result.margin, 0.5, 1e-6);
  EXPECT_EQ(result.frequent, 1);
  // K = 2: r_T = 0.75, r_S has one row to take the mean of and stays.
  options.neighbours = 2;
  EXPECT_NEAR(selection_criterion(source.view(), target.view(), options, workers).with_r_target, 0.25, 1e-6);
}

TEST(SelectionCriterionTest, FullCslsAndTheMarginSeeACollapse) {
  Matrix<float> collapsed(40, 4);
  for (std::int64_t i = 0; i < collapsed.size(); ++i) collapsed.data()[i] = 0.5f;
  Workers workers(1);
  const auto result = selection_criterion(collapsed.view(), collapsed.view(), {}, workers);
  EXPECT_NEAR(result.without_r_target, 1.0, 1e-6);
  EXPECT_NEAR(result.with_r_target, 0.0, 1e-6);
  EXPECT_NEAR(result.margin, 0.0, 1e-6);
}

TEST(SelectionCriterionTest, EmptySidesAndZeroRows) {
  const auto some = matrix_of({{1, 0}, {0, 0}});
  Workers workers(1);
  const auto empty = selection_criterion(some.view().row_block(0, 0), some.view(), {}, workers);
  EXPECT_EQ(empty.without_r_target, 0.0);
  EXPECT_EQ(empty.frequent, 0);
  const auto without_target = selection_criterion(some.view(), some.view().row_block(0, 0), {}, workers);
  EXPECT_EQ(without_target.without_r_target, 0.0);
  EXPECT_EQ(without_target.with_r_target, 0.0);
  EXPECT_EQ(without_target.margin, 0.0);
  EXPECT_THROW(selection_criterion(some.view(), some.view(), {.frequent = 0}, workers), Error);
  const auto with_zeros = selection_criterion(some.view(), some.view(), {}, workers);
  EXPECT_EQ(with_zeros.zero_rows, 2);
  // cosines {1, 0; 0, 0}: r_S = r_T = (0.5, 0); row 0: max(2 - 0.5, 0) = 1.5; row 1: max(-0.5, 0) = 0.
  EXPECT_NEAR(with_zeros.without_r_target, 0.75, 1e-6);
  EXPECT_NEAR(with_zeros.with_r_target, 0.5, 1e-6);
}

TEST(SelectionCriterionTest, HasTheSameBitsAtAnyNumberOfThreads) {
  Random random(4, Purpose::kTest);
  const auto source = random_matrix(random, 1200, 20), target = random_matrix(random, 1100, 20);
  const auto at = [&](int threads) {
    Workers workers(threads);
    const auto result = selection_criterion(source.view(), target.view(), {}, workers);
    return std::pair(result.without_r_target, result.with_r_target);
  };
  const auto one = at(1);
  EXPECT_EQ(one, at(2));
  EXPECT_EQ(one, at(4));
}

}  // namespace
}  // namespace koine::retrieval
