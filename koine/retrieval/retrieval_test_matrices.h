#pragma once

#include <cmath>
#include <initializer_list>

#include "koine/core/matrix.h"
#include "koine/core/random.h"

// Matrices for the tests of this room, and the plain cosine in double that its results are held against.
namespace koine::retrieval {

inline Matrix<float> matrix_of(std::initializer_list<std::initializer_list<float>> rows) {
  Matrix<float> m(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.begin()->size()));
  float* next = m.data();
  for (const auto& row : rows) {
    for (const float value : row) *next++ = value;
  }
  return m;
}

inline Matrix<float> random_matrix(Random& random, std::int64_t rows, std::int64_t cols) {
  Matrix<float> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

// cos(x_i, y_j), 0 where one of them is zero.
inline Matrix<double> cosines_reference(ConstView x, ConstView y) {
  Matrix<double> cosines(x.rows, y.rows);
  for (std::int64_t i = 0; i < x.rows; ++i) {
    for (std::int64_t j = 0; j < y.rows; ++j) {
      double xy = 0, xx = 0, yy = 0;
      for (std::int64_t d = 0; d < x.cols; ++d) {
        xy += double{x(i, d)} * y(j, d);
        xx += double{x(i, d)} * x(i, d);
        yy += double{y(j, d)} * y(j, d);
      }
      cosines(i, j) = xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
    }
  }
  return cosines;
}

}  // namespace koine::retrieval
