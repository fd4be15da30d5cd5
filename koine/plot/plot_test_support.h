#pragma once

#include <cstdint>

#include "koine/core/matrix.h"
#include "koine/core/random.h"

// What several tests of this room need.
namespace koine::plot {

// `clusters` · `each` points around centres that are far apart for their spread; row i belongs to cluster i / each.
inline Matrix<float> planted_clusters(std::int64_t clusters, std::int64_t each, std::int64_t dimension) {
  Random random(7, Purpose::kTest);
  Matrix<float> x(clusters * each, dimension);
  for (std::int64_t c = 0; c < clusters; ++c) {
    Matrix<float> centre(1, dimension);
    for (std::int64_t j = 0; j < dimension; ++j) centre(0, j) = static_cast<float>(random.normal());
    for (std::int64_t i = c * each; i < (c + 1) * each; ++i) {
      for (std::int64_t j = 0; j < dimension; ++j) x(i, j) = centre(0, j) + 0.4f * static_cast<float>(random.normal());
    }
  }
  return x;
}

// Places on a plane, normal with standard deviation `spread`.
inline Matrix<double> random_places(std::int64_t points, double spread) {
  Random random(8, Purpose::kTest);
  Matrix<double> y(points, 2);
  for (std::int64_t i = 0; i < y.size(); ++i) y.data()[i] = spread * random.normal();
  return y;
}

inline Matrix<double> in_double(ConstView x) {
  Matrix<double> copy(x.rows, x.cols);
  for (std::int64_t i = 0; i < x.rows; ++i) {
    for (std::int64_t j = 0; j < x.cols; ++j) copy(i, j) = x(i, j);
  }
  return copy;
}

}  // namespace koine::plot
