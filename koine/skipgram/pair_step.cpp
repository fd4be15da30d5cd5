#include "koine/skipgram/pair_step.h"

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

double PairStep::operator()(float* input, std::span<float* const> outputs, float rate) {
  const auto k = static_cast<std::int64_t>(outputs.size());
  scores_.resize(outputs.size());
  kernels::dot_rows(input, outputs.data(), k, n_, scores_.data());
  kernels::sigmoid(scores_.data(), k);

  NegativeLogProduct loss;
  for (std::size_t j = 0; j < outputs.size(); ++j) {
    float& score = scores_[j];  // σ, then what the rows move by
    loss.add(j == 0 ? score : 1 - score);
    score = rate * ((j == 0 ? 1.0f : 0.0f) - score);
  }
  // Both sides from the rows as they were: the input's move is kept aside while the outputs move.
  std::ranges::fill(move_, 0.0f);
  kernels::add_scaled_rows(move_.data(), scores_.data(), outputs.data(), k, n_);
  for (std::size_t j = 0; j < outputs.size(); ++j) kernels::add_scaled(outputs[j], scores_[j], input, n_);
  kernels::add_scaled(input, 1.0f, move_.data(), n_);
  return loss.finish();
}

}  // namespace koine::skipgram
