#include "koine/plot/quadtree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "koine/plot/plot_test_support.h"

namespace koine::plot {
namespace {

Repulsion plain_repulsion(const Matrix<double>& y, std::int64_t i) {
  Repulsion sum;
  for (std::int64_t j = 0; j < y.rows(); ++j) {
    const double dx = y(i, 0) - y(j, 0), dy = y(i, 1) - y(j, 1), w = 1 / (1 + dx * dx + dy * dy);
    sum.weights += w;
    sum.x += w * w * dx;
    sum.y += w * w * dy;
  }
  return sum;
}

TEST(Quadtree, IsExactWithoutSummaries) {
  for (const std::int64_t n : {1, 2, 8, 9, 500}) {
    const Matrix<double> y = random_places(n, 10);
    const Quadtree tree(y.view());
    for (std::int64_t i = 0; i < n; ++i) {
      const Repulsion found = tree.repulsion(y(i, 0), y(i, 1), 0), expected = plain_repulsion(y, i);
      EXPECT_NEAR(found.weights, expected.weights, 1e-12 * expected.weights);
      EXPECT_NEAR(found.x, expected.x, 1e-12);
      EXPECT_NEAR(found.y, expected.y, 1e-12);
    }
  }
}

TEST(Quadtree, SummariesAreCloseAndCloserForASmallerTheta) {
  const Matrix<double> y = random_places(2000, 20);
  const Quadtree tree(y.view());
  // |found - expected| / |expected| of all forces together: single ones may be near 0.
  const auto error = [&](double theta) {
    double wrong = 0, all = 0;
    for (std::int64_t i = 0; i < y.rows(); ++i) {
      const Repulsion found = tree.repulsion(y(i, 0), y(i, 1), theta), expected = plain_repulsion(y, i);
      wrong += std::pow(found.x - expected.x, 2) + std::pow(found.y - expected.y, 2);
      all += std::pow(expected.x, 2) + std::pow(expected.y, 2);
    }
    return std::sqrt(wrong / all);
  };
  const double wide = error(0.5), narrow = error(0.1);
  EXPECT_GT(wide, 0);
  EXPECT_LT(wide, 0.03);
  EXPECT_LT(narrow, wide / 5);
}

TEST(Quadtree, EachPointLiesInTheOrderOnce) {
  const Matrix<double> y = random_places(777, 3);
  const Quadtree tree(y.view());
  std::vector<std::int32_t> order(tree.order().begin(), tree.order().end());
  std::ranges::sort(order);
  for (std::int32_t i = 0; i < 777; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(Quadtree, PointsInOnePlace) {
  Matrix<double> y(100, 2);
  for (std::int64_t i = 50; i < 100; ++i) y(i, 0) = 3;
  const Repulsion found = Quadtree(y.view()).repulsion(0, 0, 0.5);
  EXPECT_NEAR(found.weights, 50 + 50 / 10.0, 1e-12);
  EXPECT_NEAR(found.x, 50 * -3 / 100.0, 1e-12);
  EXPECT_EQ(found.y, 0);
  Matrix<double> same(20, 2);
  EXPECT_EQ(Quadtree(same.view()).repulsion(0, 0, 0.5).weights, 20);
}

}  // namespace
}  // namespace koine::plot
