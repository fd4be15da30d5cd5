#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/model/scratch.h"

namespace koine::model {

// The exact softmax over the V + 1 output rows of one language, and its gradient, for all hidden states of a
// mini-batch.
//
//   z = h Wᵀ,  loss = Σ_n -log softmax(z_n)[target_n],  d_h = P W,  d_W = Pᵀ h,  P = scale (softmax(z) - onehot)
//
// Only a block of rows × (V + 1) logits exists at a time.
// Shapes: h, d_h [N, D]; weights, d_weights [V + 1, D]; targets, losses [N]. d_h and d_weights are written.
class OutputLayerPass {
 public:
  void run(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets, float scale, View d_h,
           View d_weights, std::vector<double>& losses_nats, Workers& workers);

  // The losses alone.
  void evaluate(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets,
                std::vector<double>& losses_nats, Workers& workers);

 private:
  void softmax_block(ConstView h, ConstView weights, const std::int64_t* targets, float scale, View logits,
                     double* losses, Workers& workers);

  Scratch logits_;
};

}  // namespace koine::model
