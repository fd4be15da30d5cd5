#include "koine/plot/reference_tsne.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "koine/plot/descent.h"
#include "koine/plot/perplexity.h"

namespace koine::plot {
namespace {

double squared_distance(MatrixView<const double> x, std::int64_t i, std::int64_t j) {
  double sum = 0;
  for (std::int64_t axis = 0; axis < x.cols; ++axis) sum += (x(i, axis) - x(j, axis)) * (x(i, axis) - x(j, axis));
  return sum;
}

double weight(MatrixView<const double> y, std::int64_t i, std::int64_t j) {
  return i == j ? 0 : 1 / (1 + squared_distance(y, i, j));
}

double sum_of_weights(MatrixView<const double> y) {
  double z = 0;
  for (std::int64_t i = 0; i < y.rows; ++i) {
    for (std::int64_t j = 0; j < y.rows; ++j) z += weight(y, i, j);
  }
  return z;
}

}  // namespace

Matrix<double> reference_affinities(MatrixView<const double> x, double perplexity) {
  const std::int64_t n = x.rows;
  Matrix<double> p(n, n);
  for (std::int64_t i = 0; i < n; ++i) {
    std::vector<double> squared, conditional(static_cast<std::size_t>(n - 1));
    for (std::int64_t j = 0; j < n; ++j) {
      if (j != i) squared.push_back(squared_distance(x, i, j));
    }
    calibrate(squared, perplexity, conditional);
    for (std::int64_t j = 0; j < n; ++j) {
      if (j == i) continue;
      const double half = conditional[static_cast<std::size_t>(j < i ? j : j - 1)] / (2 * static_cast<double>(n));
      p(i, j) += half;
      p(j, i) += half;
    }
  }
  return p;
}

Matrix<double> dense(const Affinities& p) {
  Matrix<double> full(p.rows(), p.rows());
  for (std::int64_t i = 0; i < p.rows(); ++i) {
    for (auto e = static_cast<std::size_t>(p.offsets[static_cast<std::size_t>(i)]);
         e < static_cast<std::size_t>(p.offsets[static_cast<std::size_t>(i) + 1]); ++e) {
      full(i, p.columns[e]) = p.values[e];
    }
  }
  return full;
}

double reference_divergence_nats(MatrixView<const double> p, MatrixView<const double> y) {
  const double z = sum_of_weights(y);
  double sum = 0;
  for (std::int64_t i = 0; i < y.rows; ++i) {
    for (std::int64_t j = 0; j < y.rows; ++j) {
      if (p(i, j) > 0) sum += p(i, j) * std::log(p(i, j) / (weight(y, i, j) / z));
    }
  }
  return sum;
}

Matrix<double> reference_gradient(MatrixView<const double> p, MatrixView<const double> y, double exaggeration) {
  const double z = sum_of_weights(y);
  Matrix<double> d_y(y.rows, y.cols);
  for (std::int64_t i = 0; i < y.rows; ++i) {
    for (std::int64_t j = 0; j < y.rows; ++j) {
      const double w = weight(y, i, j);
      const double pull = 4 * (exaggeration * p(i, j) - w / z) * w;
      for (std::int64_t axis = 0; axis < y.cols; ++axis) d_y(i, axis) += pull * (y(i, axis) - y(j, axis));
    }
  }
  return d_y;
}

Matrix<double> reference_tsne(MatrixView<const double> p, const TsneOptions& options) {
  Matrix<double> y = tsne_start(p.rows, options.seed);
  descend(
      y, options,
      [&](auto places, double exaggeration, MatrixView<double> d_y) {
        const Matrix<double> found = reference_gradient(p, places, exaggeration);
        std::copy_n(found.data(), found.size(), d_y.data);
      },
      [](std::int64_t) {});
  return y;
}

}  // namespace koine::plot
