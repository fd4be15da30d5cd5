#pragma once

#include <algorithm>

#include "koine/core/matrix.h"

namespace koine::kernels {

// y = xᵀ. x [N, M], y [M, N]; they do not overlap. In blocks of 16 × 16, so that each cache line is read once.
template <typename T>
void transpose(MatrixView<const T> x, MatrixView<T> y) {
  require(x.rows == y.cols && x.cols == y.rows, "transpose: the result has the sizes the other way round");
  constexpr std::int64_t kBlock = 16;
  for (std::int64_t i = 0; i < x.rows; i += kBlock) {
    for (std::int64_t j = 0; j < x.cols; j += kBlock) {
      const std::int64_t end_i = std::min(x.rows, i + kBlock), end_j = std::min(x.cols, j + kBlock);
      for (std::int64_t b = j; b < end_j; ++b) {
        for (std::int64_t a = i; a < end_i; ++a) y(b, a) = x(a, b);
      }
    }
  }
}

}  // namespace koine::kernels
