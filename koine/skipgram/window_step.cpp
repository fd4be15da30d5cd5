#include "koine/skipgram/window_step.h"

#include <algorithm>
#include <cmath>

#include "koine/kernels/elementwise.h"

namespace koine::skipgram {
namespace {

// - Σ log σ(±score): logarithms cost more than all else here, products next to nothing.
class NegativeLogProduct {
 public:
  void add(float probability) {
    product_ *= static_cast<double>(std::max(probability, 1e-30f));  // NaN passes
    if (product_ < 1e-250) take();
  }
  double finish() {
    take();
    return sum_;
  }

 private:
  void take() {
    sum_ -= std::log(product_);
    product_ = 1;
  }
  double product_ = 1, sum_ = 0;
};

}  // namespace

double WindowStep::operator()(std::span<float* const> inputs, std::span<float* const> outputs, float rate) {
  const auto c = static_cast<std::int64_t>(inputs.size()), k = static_cast<std::int64_t>(outputs.size());
  if (moves_.rows() < c) moves_ = Matrix<float>(c, n_);
  scores_.resize(static_cast<std::size_t>(c * k));
  by_output_.resize(scores_.size());
  for (std::int64_t i = 0; i < c; ++i) {
    kernels::dot_rows(inputs[static_cast<std::size_t>(i)], outputs.data(), k, n_, scores_.data() + i * k);
  }
  kernels::sigmoid(scores_.data(), c * k);

  NegativeLogProduct loss;
  for (std::int64_t i = 0; i < c; ++i) {
    for (std::int64_t j = 0; j < k; ++j) {
      float& score = scores_[static_cast<std::size_t>(i * k + j)];  // σ, then what the rows move by
      loss.add(j == 0 ? score : 1 - score);
      score = rate * ((j == 0 ? 1.0f : 0.0f) - score);
      by_output_[static_cast<std::size_t>(j * c + i)] = score;
    }
  }
  // Both sides from the rows as they were: the inputs' moves are kept aside while the outputs move.
  for (std::int64_t i = 0; i < c; ++i) {
    std::fill_n(moves_.row(i), n_, 0.0f);
    kernels::add_scaled_rows(moves_.row(i), scores_.data() + i * k, outputs.data(), k, n_);
  }
  for (std::int64_t j = 0; j < k; ++j) {
    kernels::add_scaled_rows(outputs[static_cast<std::size_t>(j)], by_output_.data() + j * c, inputs.data(), c, n_);
  }
  for (std::int64_t i = 0; i < c; ++i) {
    kernels::add_scaled(inputs[static_cast<std::size_t>(i)], 1.0f, moves_.row(i), n_);
  }
  return loss.finish();
}

}  // namespace koine::skipgram
