#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
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
// (direction, group) is a task of its own. Products over all positions are cut into blocks of rows.
class LstmLayerPass {
 public:
  // For each direction that is run: x [rows, D] is read, h [rows, D] is written. What the backward pass needs is kept
  // here; x must stay as it is until then.
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
  // Kept from forward to backward, for each direction.
  Scratch gates_[kDirections];     // [rows, 4D]: activations, then their gradients
  Scratch cells_[kDirections];     // [rows, D]
  Scratch d_cells_[kDirections];   // [B, D]
  Scratch h_before_[kDirections];  // [rows - B, D]: h_{t-1} for the rows of t >= 1
};

}  // namespace koine::model
