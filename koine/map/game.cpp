#include "koine/map/game.h"

#include <algorithm>
#include <cmath>

#include "koine/kernels/elementwise.h"

namespace koine::map {

void draw_rows(ConstView x, Random random, View to) {
  for (std::int64_t i = 0; i < to.rows; ++i) {
    const auto word = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(x.rows)));
    std::copy_n(x.row(word), x.cols, to.row(i));
  }
}

std::vector<std::pair<const Matrix<float>*, Matrix<float>*>> with_gradients(PerceptronParameters<float>& parameters,
                                                                            PerceptronParameters<float>& gradients) {
  std::vector<std::pair<const Matrix<float>*, Matrix<float>*>> pairs;
  for_each_parameter(parameters, [&](Matrix<float>& parameter) { pairs.emplace_back(nullptr, &parameter); });
  std::size_t number = 0;
  for_each_parameter(gradients, [&](Matrix<float>& gradient) { pairs[number++].first = &gradient; });
  return pairs;
}

void AdamOptimiser::step(float rate,
                         const std::vector<std::pair<const Matrix<float>*, Matrix<float>*>>& gradient_and_parameter) {
  if (steps_++ == 0) {
    for (const auto& [gradient, parameter] : gradient_and_parameter) {
      means_.emplace_back(gradient->rows(), gradient->cols());
      squares_.emplace_back(gradient->rows(), gradient->cols());
    }
  }
  const auto t = static_cast<double>(steps_);
  const double mean = 1 - std::pow(beta1_, t), square = beta1_ > 0 ? std::sqrt(1 - std::pow(beta2_, t)) : 1;
  const kernels::AdamStep step{static_cast<float>(rate * square / mean), static_cast<float>(beta1_),
                               static_cast<float>(beta2_), static_cast<float>(epsilon_ * square)};
  for (std::size_t i = 0; i < gradient_and_parameter.size(); ++i) {
    const auto& [gradient, parameter] = gradient_and_parameter[i];
    kernels::adam_step(step, gradient->data(), means_[i].data(), squares_[i].data(), parameter->data(),
                       parameter->size());
  }
}

}  // namespace koine::map
