#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/kernels/elementwise.h"
#include "koine/model/config.h"
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
// tiles are done; it is applied to h and to the rows of d_h, which are smaller, and so is the one-hot part. With
// Precision::kBf16 the products read h, the weights and the exponentials rounded to bf16; the normaliser is that of the
// exponentials before.
// Shapes: h, d_h [N, D]; weights, d_weights [V + 1, D]; log_weights [V + 1] or empty; targets, losses [N]. d_h and
// d_weights are written.
class OutputLayerPass {
 public:
  explicit OutputLayerPass(Precision precision) : precision_(precision) {}

  void run(ConstView h, ConstView weights, std::span<const float> log_weights, const std::vector<std::int64_t>& targets,
           float scale, View d_h, View d_weights, std::vector<double>& losses_nats, Workers& workers);

  // The losses alone.
  void evaluate(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets,
                std::vector<double>& losses_nats, Workers& workers);

  // What a run over that many rows and words asks for, about.
  static std::int64_t memory_bytes(std::int64_t rows, std::int64_t words, std::int64_t dimension, Precision precision,
                                   int threads);

 private:
  // Some rows of h, and all that belongs to them. T: what the exponentials are kept as, float or kernels::Bf16.
  template <typename T>
  struct Block {
    kernels::Operand h;
    const std::int64_t* targets;
    double* losses;
    MatrixView<T> exps;  // [rows, V + 1]: e^(z - highest of the tile)
  };
  // Calls on_block(first row, exps, weights as the products read them) for one block after the other.
  template <typename T, typename OnBlock>
  void for_blocks(ConstView h, ConstView weights, std::span<const float> log_weights,
                  const std::vector<std::int64_t>& targets, float scale, std::vector<double>& losses_nats,
                  Workers& workers, const OnBlock& on_block);
  template <typename T>
  void run_as(ConstView h, ConstView weights, std::span<const float> log_weights,
              const std::vector<std::int64_t>& targets, float scale, View d_h, View d_weights,
              std::vector<double>& losses_nats, Workers& workers);
  // Fills block.exps, block.losses and factors_.
  template <typename T>
  void softmax(const Block<T>& block, kernels::Operand weights, std::span<const float> log_weights, float scale,
               Workers& workers);
  template <typename T>
  ScratchOf<T>& exps();

  Precision precision_;
  Scratch exps_;
  Bf16Scratch exps_bf16_, h_bf16_, weights_bf16_;
  Scratch products_;                     // [rows, D]: of one tile with the weights
  Scratch transposed_h_;                 // [D, N]
  std::vector<kernels::ExpPart> parts_;  // of tile t and row i: parts_[t * rows + i]
  std::vector<float> factors_;           // likewise: scale softmax = factor exps
  std::vector<float> target_scores_;     // of each row
};

}  // namespace koine::model
