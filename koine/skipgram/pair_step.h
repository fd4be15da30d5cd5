#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace koine::skipgram {

// The word in the middle of a window predicts one of the others, with negative sampling: Mikolov et al. 2013, arXiv
// 1310.4546, equation 4.
//
//   input v [n]      the word in the middle
//   outputs u_j [n]  the other word, j = 0, and the negative words, j = 1 … K; a row may come more than once
//   loss = - log σ(u_0 · v) - Σ_{j >= 1} log σ(- u_j · v)
//   v -= rate ∂loss/∂v,  u_j -= rate ∂loss/∂u_j
class PairStep {
 public:
  // n: numbers in a row.
  explicit PairStep(std::int64_t n) : n_(n), move_(static_cast<std::size_t>(n)) {}

  // → the loss in nats, before the move. Cost: 6 (K + 1) n operations.
  double operator()(float* input, std::span<float* const> outputs, float rate);

 private:
  std::int64_t n_;
  std::vector<float> scores_;  // [K + 1]
  std::vector<float> move_;    // [n], of the input
};

}  // namespace koine::skipgram
