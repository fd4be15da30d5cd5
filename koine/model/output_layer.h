#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/kernels/elementwise.h"
#include "koine/model/scratch.h"

namespace koine::model {

// The exact softmax over the V + 1 output rows of one language, and its gradient, for all hidden states of a
// mini-batch.
//
//   z = h Wᵀ,  loss = Σ_n -log softmax(z_n)[target_n],  d_h = P W,  d_W = Pᵀ h,  P = scale (softmax(z) - onehot)
//
// With log_weights (a sampled softmax, see candidates.h) `weights` are the candidates' rows, and log_weights is added
// to each row of z before the softmax; a target has log weight 0.
//
// Only a block of rows × (V + 1) scores exists at a time, and it passes through memory as seldom as can be: each tile
// of it becomes e^(z - highest of its row) while it is in the cache. The factor that makes P of it is known once all
// tiles are done; it is applied to h and to the rows of d_h, which are smaller, and so is the one-hot part.
// Shapes: h, d_h [N, D]; weights, d_weights [V + 1, D]; log_weights [V + 1] or empty; targets, losses [N]. d_h and
// d_weights are written.
class OutputLayerPass {
 public:
  void run(ConstView h, ConstView weights, std::span<const float> log_weights, const std::vector<std::int64_t>& targets,
           float scale, View d_h, View d_weights, std::vector<double>& losses_nats, Workers& workers);

  // The losses alone.
  void evaluate(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets,
                std::vector<double>& losses_nats, Workers& workers);

  // Rows of scores that exist at a time.
  static std::int64_t block_rows(std::int64_t rows, std::int64_t words);

 private:
  // Some rows of h, and all that belongs to them.
  struct Block {
    ConstView h;
    const std::int64_t* targets;
    double* losses;
    View exps;  // [rows, V + 1]: e^(z - highest of the tile)
  };
  Block block(std::int64_t begin, std::int64_t rows, ConstView h, std::int64_t words,
              const std::vector<std::int64_t>& targets, std::vector<double>& losses_nats);
  // Fills block.exps, block.losses and factors_.
  void softmax(const Block& block, ConstView weights, std::span<const float> log_weights, float scale,
               Workers& workers);
  void hidden_gradient(const Block& block, std::int64_t first, std::int64_t count, ConstView weights, float scale,
                       View d_h);
  void weight_gradient(const Block& block, std::int64_t first, std::int64_t count, const float* factors, float scale,
                       bool first_block, View d_weights);

  Scratch exps_;
  Scratch products_;                     // [rows, D]: of one tile with the weights
  std::vector<kernels::ExpPart> parts_;  // of tile t and row i: parts_[t * rows + i]
  std::vector<float> factors_;           // likewise: scale softmax = factor exps
  std::vector<float> target_scores_;     // of each row
};

}  // namespace koine::model
