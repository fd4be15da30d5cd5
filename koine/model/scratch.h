#pragma once

#include "koine/core/matrix.h"

namespace koine::model {

// Memory for matrices that change their size from batch to batch: grows, is never given back, and is not cleared.
class Scratch {
 public:
  View matrix(std::int64_t rows, std::int64_t cols) {
    if (rows * cols > storage_.size()) {
      storage_ = Matrix<float>();                                  // the old memory goes first
      storage_ = Matrix<float>(1, rows * cols + rows * cols / 8);  // an eighth more: the longest batch comes late
    }
    return {storage_.data(), rows, cols};
  }

 private:
  Matrix<float> storage_;
};

}  // namespace koine::model
