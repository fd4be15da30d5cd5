#include "koine/plot/descent.h"

#include <algorithm>
#include <cmath>

#include "koine/core/random.h"

namespace koine::plot {
namespace {

void centre(Matrix<double>& y) {
  for (std::int64_t axis = 0; axis < y.cols(); ++axis) {
    double mean = 0;
    for (std::int64_t i = 0; i < y.rows(); ++i) mean += y(i, axis);
    mean /= static_cast<double>(y.rows());
    for (std::int64_t i = 0; i < y.rows(); ++i) y(i, axis) -= mean;
  }
}

}  // namespace

Matrix<double> tsne_start(std::int64_t points, std::uint64_t seed) {
  constexpr double kDeviation = 1e-4;
  Matrix<double> y(points, 2);
  Random random(seed, Purpose::kTsneStart);
  for (std::int64_t i = 0; i < y.size(); ++i) y.data()[i] = kDeviation * random.normal();
  return y;
}

void descend(Matrix<double>& y, const TsneOptions& options, const GradientFunction& gradient,
             const std::function<void(std::int64_t)>& after) {
  constexpr double kLowestGain = 0.01;
  const double learning_rate = options.learning_rate > 0
                                   ? options.learning_rate
                                   : std::max(static_cast<double>(y.rows()) / options.exaggeration / 4, 50.0);
  const std::int64_t exaggerated_until = std::min(options.exaggerated, options.iterations / 4);
  Matrix<double> d_y(y.rows(), y.cols()), step(y.rows(), y.cols()), gain(y.rows(), y.cols());
  std::fill_n(gain.data(), gain.size(), 1.0);
  for (std::int64_t iteration = 1; iteration <= options.iterations; ++iteration) {
    const bool exaggerated = iteration <= exaggerated_until;
    const double momentum = exaggerated ? 0.5 : 0.8;
    gradient(y.view(), exaggerated ? options.exaggeration : 1, d_y.view());
    for (std::int64_t i = 0; i < y.size(); ++i) {
      const bool same_way = (d_y.data()[i] > 0) != (step.data()[i] > 0);  // a step goes against the gradient
      gain.data()[i] = std::max(kLowestGain, same_way ? gain.data()[i] + 0.2 : gain.data()[i] * 0.8);
      step.data()[i] = momentum * step.data()[i] - learning_rate * gain.data()[i] * d_y.data()[i];
      y.data()[i] += step.data()[i];
    }
    centre(y);
    after(iteration);
  }
}

}  // namespace koine::plot
