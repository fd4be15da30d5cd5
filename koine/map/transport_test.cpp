#include "koine/map/transport.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "koine/core/random.h"

namespace koine::map {
namespace {

Matrix<float> random_matrix(Random& random, std::int64_t rows, std::int64_t cols) {
  Matrix<float> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

double squared_distance(const float* a, const float* b, std::int64_t n) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += std::pow(double{a[i]} - b[i], 2);
  return sum;
}

// Of all assignments the cheapest, by trying every one.
double cheapest_assignment(const Matrix<float>& x, const Matrix<float>& y) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(x.rows()));
  std::iota(order.begin(), order.end(), 0);
  double best = 1e300;
  do {
    double cost = 0;
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      cost += squared_distance(x.row(i), y.row(order[static_cast<std::size_t>(i)]), x.cols());
    }
    best = std::min(best, cost / static_cast<double>(x.rows()));
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

TEST(TransportTest, AtALowTemperatureThePlanIsTheCheapestAssignment) {
  Workers workers(2);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Random random(seed, Purpose::kTest);
    const auto x = random_matrix(random, 7, 3), y = random_matrix(random, 7, 3);
    EntropicTransport transport(y.view(), 7, workers);
    EntropicTransport::Plan plan;
    for (const double temperature : {1.0, 0.3, 0.1, 0.03, 0.01})
      plan = transport.plan(x.view(), temperature, 3000, 1e-9);
    const double expected = cheapest_assignment(x, y);
    EXPECT_NEAR(plan.cost, expected, 0.02 * expected);
    EXPECT_GT(plan.cost, expected - 1e-3);
  }
}

TEST(TransportTest, APlanHasTheWeightsOfItsRowsAndColumns) {
  // With these rows as target the moved rows are the rows of the plan times n; more columns than a tile has rows.
  constexpr std::int64_t kSource = 150, kTarget = 70;
  Workers workers(2);
  Random random(9, Purpose::kTest);
  Matrix<float> y(kTarget, kTarget);
  for (std::int64_t i = 0; i < kTarget; ++i) y(i, i) = 1;
  const auto x = random_matrix(random, kSource, kTarget);
  EntropicTransport transport(y.view(), kSource, workers);
  const auto plan = transport.plan(x.view(), 0.5, 500, 1e-6);
  EXPECT_LT(plan.error, 1e-6);
  std::vector<double> columns(kTarget);
  double cost = 0;
  for (std::int64_t i = 0; i < kSource; ++i) {
    double row = 0;
    for (std::int64_t j = 0; j < kTarget; ++j) {
      row += plan.moved(i, j);
      columns[static_cast<std::size_t>(j)] += plan.moved(i, j);
      cost += plan.moved(i, j) * squared_distance(x.row(i), y.row(j), kTarget) / kSource;
    }
    EXPECT_NEAR(row, 1, 1e-5);
  }
  for (const double column : columns) EXPECT_NEAR(column / kSource, 1.0 / kTarget, 1e-3 / kTarget);
  EXPECT_NEAR(plan.cost, cost, 1e-4 * cost);
}

TEST(TransportTest, TheSameBitsAtAnyNumberOfThreads) {
  Random random(10, Purpose::kTest);
  const auto x = random_matrix(random, 300, 20), y = random_matrix(random, 200, 20);
  std::vector<Matrix<float>> moved;
  for (const int threads : {1, 2, 4}) {
    Workers workers(threads);
    EntropicTransport transport(y.view(), 300, workers);
    moved.push_back(transport.plan(x.view(), 1, 20, 0).moved);
    EXPECT_TRUE(std::equal(moved[0].data(), moved[0].data() + moved[0].size(), moved.back().data()));
  }
}

}  // namespace
}  // namespace koine::map
