#include "koine/kernels/gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "koine/core/random.h"
#include "koine/kernels/isa.h"
#include "koine/kernels/transpose.h"

namespace koine::kernels {
namespace {

Matrix<float> random_matrix(Random& random, std::int64_t rows, std::int64_t cols) {
  Matrix<float> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.uniform(-1, 1));
  return m;
}

TEST(GemmTest, AgreesWithItsPlainTwinOnRandomShapes) {
  Random random(1, Purpose::kTest);
  for (int trial = 0; trial < 200; ++trial) {
    const auto size = [&] { return static_cast<std::int64_t>(random.below(random.below(4) == 0 ? 150 : 20)); };
    const std::int64_t m = size(), n = size(), k = size(), padding = static_cast<std::int64_t>(random.below(3));
    const auto ta = random.below(2) ? Transpose::kYes : Transpose::kNo;
    const auto tb = random.below(2) ? Transpose::kYes : Transpose::kNo;
    const float beta = random.below(2) ? 1.0f : 0.0f;
    const auto a =
        ta == Transpose::kYes ? random_matrix(random, k, m + padding) : random_matrix(random, m, k + padding);
    const auto b =
        tb == Transpose::kYes ? random_matrix(random, n, k + padding) : random_matrix(random, k, n + padding);
    auto fast = random_matrix(random, m, n + padding), plain = fast;
    // beta 0 must not read what stands in C.
    if (beta == 0.0f && m > 0 && n > 0) fast(0, 0) = std::numeric_limits<float>::quiet_NaN();
    const ConstView av(a.data(), a.rows(), a.cols() - padding, a.cols());
    const ConstView bv(b.data(), b.rows(), b.cols() - padding, b.cols());
    gemm(ta, tb, av, bv, beta, View(fast.data(), m, n, n + padding));
    gemm_reference(ta, tb, av, bv, beta, View(plain.data(), m, n, n + padding));
    // Each of the k + 1 terms is at most 1, each addition rounds by at most epsilon / 2 of the running sum.
    const double bound = static_cast<double>((k + 1) * (k + 1)) * std::numeric_limits<float>::epsilon() / 2;
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n + padding; ++j) {
        ASSERT_NEAR(fast(i, j), plain(i, j), j < n ? bound : 0.0) << m << "x" << n << "x" << k;
      }
    }
  }
}

TEST(GemmTest, TransposeIsItsOwnInverse) {
  Random random(3, Purpose::kTest);
  for (const auto& [rows, cols] : {std::pair<std::int64_t, std::int64_t>{1, 1}, {3, 40}, {16, 16}, {65, 33}}) {
    const auto x = random_matrix(random, rows, cols);
    Matrix<float> across(cols, rows), back(rows, cols);
    transpose<float>(x.view(), across.view());
    transpose<float>(std::as_const(across).view(), back.view());
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < cols; ++j) ASSERT_EQ(across(j, i), x(i, j));
    }
    EXPECT_TRUE(std::equal(x.data(), x.data() + x.size(), back.data()));
  }
}

TEST(GemmTest, RefusesShapesThatDisagree) {
  Matrix<float> a(2, 3), b(4, 5), c(2, 5);
  EXPECT_THROW(gemm(Transpose::kNo, Transpose::kNo, a.view(), b.view(), 0, c.view()), Error);
}

TEST(GemmTest, RefusesOperandsOfTwoTypesAndBf16WhereItIsNotInForce) {
  Matrix<float> a(2, 3), c(2, 3);
  Matrix<Bf16> b(3, 3), a_bf16(2, 3);
  EXPECT_THROW(gemm(Transpose::kNo, Transpose::kNo, a.view(), b.view(), 0, c.view()), Error);
  active_isa();
  EXPECT_THROW(gemm(Transpose::kNo, Transpose::kNo, a_bf16.view(), b.view(), 0, c.view()), Error);
}

}  // namespace
}  // namespace koine::kernels
