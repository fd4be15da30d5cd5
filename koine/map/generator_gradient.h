#pragma once

#include "koine/core/matrix.h"

// How a loss reaches the map W [D, D] of a game. Rows of x [B, D] are source words, of y [B, D] target words.
namespace koine::map {

// d_w = beta d_w + the gradient of a loss that is a function of x W, d_mapped [B, D] its gradient there.
void gradient_through_map(ConstView x, ConstView d_mapped, float beta, View d_w);

// The same for a function of y Wᵀ.
void gradient_through_transpose(ConstView y, ConstView d_mapped, float beta, View d_w);

// The autoencoder of Zhang et al. 2017a (ACL P17-1179), with W as encoder and Wᵀ as decoder: the mean over
// the rows of 1 - cos(x, x W Wᵀ).
class ReconstructionLoss {
 public:
  ReconstructionLoss(std::int64_t rows, std::int64_t dimension)
      : rebuilt_(rows, dimension), d_rebuilt_(rows, dimension), d_mapped_(rows, dimension) {}

  // → the loss; d_w += weight times its gradient. mapped = x W.
  double add_gradient(ConstView x, ConstView mapped, ConstView w, double weight, View d_w);

 private:
  Matrix<float> rebuilt_, d_rebuilt_, d_mapped_;
};

}  // namespace koine::map
