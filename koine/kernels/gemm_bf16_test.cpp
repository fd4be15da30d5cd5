#include "koine/kernels/gemm_bf16.h"

#include <gtest/gtest.h>

#include <limits>

#include "koine/core/random.h"
#include "koine/kernels/elementwise.h"
#include "koine/kernels/kernels_test_support.h"

namespace koine::kernels {
namespace {

Matrix<Bf16> random_matrix(Random& random, std::int64_t rows, std::int64_t cols) {
  Matrix<Bf16> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) {
    const auto x = static_cast<float>(random.uniform(-1, 1));
    scaled(&x, 1, m.data() + i, 1);
  }
  return m;
}

TEST(GemmBf16Test, AgreesWithItsPlainTwinOnRandomShapes) {
  if (!choose_bf16()) GTEST_SKIP() << kNoBf16;
  Random random(2, Purpose::kTest);
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
    Matrix<float> fast(m, n + padding);
    for (std::int64_t i = 0; i < fast.size(); ++i) fast.data()[i] = static_cast<float>(random.uniform(-1, 1));
    auto plain = fast;
    // beta 0 must not read what stands in C.
    if (beta == 0.0f && m > 0 && n > 0) fast(0, 0) = std::numeric_limits<float>::quiet_NaN();
    const ConstBf16View av(a.data(), a.rows(), a.cols() - padding, a.cols());
    const ConstBf16View bv(b.data(), b.rows(), b.cols() - padding, b.cols());
    gemm(ta, tb, av, bv, beta, View(fast.data(), m, n, n + padding));
    gemm_reference(ta, tb, av, bv, beta, View(plain.data(), m, n, n + padding));
    // Products of two bf16 are exact in float32; the sums round as those of float32 do.
    const double bound = static_cast<double>((k + 1) * (k + 1)) * std::numeric_limits<float>::epsilon() / 2;
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n + padding; ++j) {
        ASSERT_NEAR(fast(i, j), plain(i, j), j < n ? bound : 0.0) << m << "x" << n << "x" << k;
      }
    }
  }
}

}  // namespace
}  // namespace koine::kernels
