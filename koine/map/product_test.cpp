#include "koine/map/product.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "koine/core/random.h"

namespace koine::map {
namespace {

Matrix<float> random_matrix(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
  Random random(seed, Purpose::kTest);
  Matrix<float> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

TEST(ProductTest, AgreesWithPlainLoops) {
  Workers workers(2);
  const auto a = random_matrix(1100, 7, 1), b = random_matrix(7, 5, 2);
  Matrix<float> c(1100, 5);
  product(a.view(), b.view(), c.view(), workers);
  for (std::int64_t i = 0; i < c.rows(); ++i) {
    for (std::int64_t j = 0; j < c.cols(); ++j) {
      double sum = 0;
      for (std::int64_t k = 0; k < 7; ++k) sum += double{a(i, k)} * b(k, j);
      ASSERT_NEAR(c(i, j), sum, 1e-5);
    }
  }
}

TEST(ProductTest, TheEmptyMapIsTheIdentity) {
  Workers workers(1);
  const auto x = random_matrix(3, 4, 3);
  const auto same = mapped(x.view(), {}, workers);
  EXPECT_EQ(std::memcmp(same.data(), x.data(), sizeof(float) * 12), 0);
}

TEST(ProductTest, SumsOverPairsAtAnyNumberOfThreads) {
  const auto x = random_matrix(900, 6, 4), y = random_matrix(500, 9, 5);
  std::vector<Pair> pairs;
  for (std::int64_t i = 0; i < 5000; ++i) {
    pairs.push_back({i * 7 % 900, i * 11 % 500, static_cast<float>(i % 3) / 2});
  }
  Matrix<double> expected(6, 9);
  for (const Pair& p : pairs) {
    for (std::int64_t i = 0; i < 6; ++i) {
      for (std::int64_t j = 0; j < 9; ++j) expected(i, j) += double{p.weight} * x(p.source, i) * y(p.target, j);
    }
  }
  for (const auto arithmetic : {Arithmetic::kFast, Arithmetic::kExact}) {
    Workers one(1), three(3);
    const auto a = cross_product(x.view(), y.view(), pairs, arithmetic, one);
    const auto b = cross_product(x.view(), y.view(), pairs, arithmetic, three);
    EXPECT_EQ(std::memcmp(a.data(), b.data(), sizeof(double) * 54), 0);
    const double tolerance = arithmetic == Arithmetic::kExact ? 1e-9 : 5e-3;
    for (std::int64_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a.data()[i], expected.data()[i], tolerance);
  }
  Workers workers(1);
  const auto none = cross_product(x.view(), y.view(), {}, Arithmetic::kFast, workers);
  EXPECT_EQ(none(0, 0), 0);
}

}  // namespace
}  // namespace koine::map
