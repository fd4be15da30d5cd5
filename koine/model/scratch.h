#pragma once

#include "koine/core/matrix.h"
#include "koine/kernels/gemm.h"

namespace koine::model {

// Memory for matrices that change their size from batch to batch: grows, is never given back, and is not cleared.
template <typename T>
class ScratchOf {
 public:
  MatrixView<T> matrix(std::int64_t rows, std::int64_t cols) {
    if (rows * cols > storage_.size()) {
      storage_ = Matrix<T>();                                  // the old memory goes first
      storage_ = Matrix<T>(1, rows * cols + rows * cols / 8);  // an eighth more: the longest batch comes late
    }
    return {storage_.data(), rows, cols};
  }

 private:
  Matrix<T> storage_;
};

using Scratch = ScratchOf<float>;
using Bf16Scratch = ScratchOf<kernels::Bf16>;

}  // namespace koine::model
