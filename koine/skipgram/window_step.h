#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"

namespace koine::skipgram {

// The words around one word predict it (skip-gram read backwards: the pairs are the same, and so is word2vec's code),
// with negative sampling: Mikolov et al. 2013, arXiv 1310.4546, equation 4. All words of a window share the negative
// words, and move together from where they stood before (Ji et al. 2016, arXiv 1604.04661), so that the inner loops are
// small matrix products.
//
//   inputs v_i [n]    the words of the window, i < C; a row may come more than once
//   outputs u_j [n]   the word in its middle, j = 0, and the negative words, j = 1 … K; likewise
//   loss = - Σ_i [log σ(u_0 · v_i) + Σ_{j >= 1} log σ(- u_j · v_i)]
//   v_i -= rate ∂loss/∂v_i,  u_j -= rate ∂loss/∂u_j
class WindowStep {
 public:
  // n: numbers in a row.
  explicit WindowStep(std::int64_t n) : n_(n) {}

  // → the loss in nats, before the move. Cost: 6 C (K + 1) n operations.
  double operator()(std::span<float* const> inputs, std::span<float* const> outputs, float rate);

 private:
  std::int64_t n_;
  std::vector<float> scores_, by_output_;  // [C, K + 1], [K + 1, C]
  Matrix<float> moves_;                    // [C, n], of the inputs
};

}  // namespace koine::skipgram
