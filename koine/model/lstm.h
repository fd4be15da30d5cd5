#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/kernels/bf16.h"
#include "koine/model/config.h"
#include "koine/model/packed_batch.h"
#include "koine/model/parameters.h"
#include "koine/model/scratch.h"

namespace koine::model {

// One layer of the LSTMs over a packed batch, both directions side by side.
//
//   a_t = W_x x_t + W_h h_{t-1} + b,  i f g o = σ σ tanh σ (a_t),  c_t = f c_{t-1} + i g,  h_t = o tanh(c_t),  h_0 =
//   c_0 = 0
//
// Sentences never meet in the recurrence: besides the directions, the batch is cut into groups of sentences, and each
// (direction, group) is a task of its own. Products over all positions are cut into blocks of rows. With
// Precision::kBf16 all products read rounded copies of x, h, the weights and the gradient of the gates.
class LstmLayerPass {
 public:
  explicit LstmLayerPass(Precision precision) : precision_(precision) {}

  // For each direction that is run: x [rows, D] is read, h [rows, D] is written. What the backward pass needs is kept
  // here; x, h and the weights must stay as they are until then.
  struct Io {
    int direction;
    ConstView x;
    View h;
  };
  void forward(const PackedBatch& batch, const Parameters& parameters, int layer, const std::vector<Io>& directions,
               Workers& workers);

  // d_h [rows, D]: the gradient of h, read and overwritten. d_x [rows, D] and `gradient` are written.
  struct GradientIo {
    int direction;
    ConstView x;
    ConstView h;
    View d_h;
    View d_x;
    LstmLayer* gradient;
  };
  void backward(const PackedBatch& batch, const Parameters& parameters, int layer,
                const std::vector<GradientIo>& directions, Workers& workers);

 private:
  // Of one direction, from forward to backward. T: what products read, float or kernels::Bf16. The first five are the
  // rounded copies of what has them; with float there are none.
  template <typename T>
  struct Kept {
    ScratchOf<T> x, h, w_x, w_h, gates_rounded;
    ScratchOf<T> w_x_across, w_h_across;  // [D, 4D]: the weights transposed
    ScratchOf<T> h_before;                // [rows - B, D]: h_{t-1} for the rows of t >= 1
    Scratch gates;                        // [rows, 4D]: activations, then the gradient of the sums before them
    Scratch cells, d_cells;               // [rows, D]; [B, D]
  };
  template <typename T>
  void forward_as(Kept<T>* kept, const PackedBatch& batch, const Parameters& parameters, int layer,
                  const std::vector<Io>& directions, Workers& workers);
  template <typename T>
  void backward_as(Kept<T>* kept, const PackedBatch& batch, const Parameters& parameters, int layer,
                   const std::vector<GradientIo>& directions, Workers& workers);

  Precision precision_;
  Kept<float> kept_[kDirections];
  Kept<kernels::Bf16> kept_bf16_[kDirections];
};

}  // namespace koine::model
