#pragma once

#include <gtest/gtest.h>

#include <limits>

#include "koine/core/random.h"
#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"

namespace koine::kernels {

// T: float or Bf16.
template <typename T>
Matrix<T> random_matrix(Random& random, std::int64_t rows, std::int64_t cols) {
  Matrix<T> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) {
    const auto x = static_cast<float>(random.uniform(-1, 1));
    scaled(&x, 1, m.data() + i, 1);
  }
  return m;
}

template <typename T>
void expect_gemm_agrees_with_its_twin(std::uint64_t seed) {
  Random random(seed, Purpose::kTest);
  for (int trial = 0; trial < 200; ++trial) {
    const auto size = [&] { return static_cast<std::int64_t>(random.below(random.below(4) == 0 ? 150 : 20)); };
    const std::int64_t m = size(), n = size(), k = size(), padding = static_cast<std::int64_t>(random.below(3));
    const auto ta = random.below(2) ? Transpose::kYes : Transpose::kNo;
    const auto tb = random.below(2) ? Transpose::kYes : Transpose::kNo;
    const float beta = random.below(2) ? 1.0f : 0.0f;
    const auto a =
        ta == Transpose::kYes ? random_matrix<T>(random, k, m + padding) : random_matrix<T>(random, m, k + padding);
    const auto b =
        tb == Transpose::kYes ? random_matrix<T>(random, n, k + padding) : random_matrix<T>(random, k, n + padding);
    auto fast = random_matrix<float>(random, m, n + padding), plain = fast;
    // beta 0 must not read what stands in C.
    if (beta == 0.0f && m > 0 && n > 0) fast(0, 0) = std::numeric_limits<float>::quiet_NaN();
    const MatrixView<const T> av(a.data(), a.rows(), a.cols() - padding, a.cols());
    const MatrixView<const T> bv(b.data(), b.rows(), b.cols() - padding, b.cols());
    gemm(ta, tb, av, bv, beta, View(fast.data(), m, n, n + padding));
    gemm_reference(ta, tb, av, bv, beta, View(plain.data(), m, n, n + padding));
    // Each of the k + 1 terms is at most 1 (and that of two bf16 exact), each addition rounds by at most epsilon / 2 of
    // the running sum.
    const double bound = static_cast<double>((k + 1) * (k + 1)) * std::numeric_limits<float>::epsilon() / 2;
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n + padding; ++j) {
        ASSERT_NEAR(fast(i, j), plain(i, j), j < n ? bound : 0.0) << m << "x" << n << "x" << k;
      }
    }
  }
}

}  // namespace koine::kernels
