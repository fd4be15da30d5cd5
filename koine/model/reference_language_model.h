#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/model/config.h"

// The multilingual language model in the plainest code we could write: float64, one sentence and one step at a time,
// no batching, no BLAS. It is the law that the fast path is tested against, and is itself tested against PyTorch
// (oracle_test.cpp) and central differences. For tests: it is far too slow to train with.
namespace koine::model {

struct ReferenceConfig {
  std::vector<std::int64_t> vocabulary_sizes;  // one a language
  std::int64_t dimension = 0;                  // D, of embeddings and hidden states alike
  int layers = 1;
  bool tied = false;  // "embedding.l" serves as "output.l" too, and takes both gradients
};

// Names and shapes, l = language, k = layer from the bottom, gate rows in the order i, f, g, o:
//   bos [1, D], eos [1, D]; embedding.l [V_l, D]; output.l [V_l, D], absent when tied;
//   forward.k.w_x [4D, D], forward.k.w_h [4D, D], forward.k.b [1, 4D]; the same with backward.
using ReferenceParameters = std::map<std::string, Matrix<double>>;

// What one unit of a layer's output, or of an embedding that is read (layer kEmbeddingLayer), is multiplied by on its
// way up (never on its way to the next step): dropout is 0 or 1 / (1 - rate). `direction`: 0 forward, 1 backward.
// `position`: the step in that direction's own reading order, 0 = the step that reads bos. Asked once for each unit, in
// no order that may be relied on.
using DropoutFactor =
    std::function<double(int direction, int layer, std::size_t sentence, std::size_t position, std::size_t unit)>;

struct ReferenceResult {
  double loss_nats_per_sentence = 0;       // both directions and all positions, over the number of sentences
  std::array<double, 2> direction_nats{};  // the sums before that division: forward, backward
  std::int64_t tokens = 0;                 // predicted positions, those of both directions counted
  ReferenceParameters gradients;           // of loss_nats_per_sentence; only what this language uses
};

// Every parameter of the model with its name and shape, all zero.
ReferenceParameters reference_zero_parameters(const ReferenceConfig& config);

// Loss and gradient on one batch of one language. Wada & Iwata 2018, section 3, equations as in the .cpp file.
//   forward reads  bos, w_1 … w_N and predicts w_1 … w_N, eos;
//   backward reads bos, w_N … w_1 and predicts w_N … w_1, eos;
//   logits [eos · h, W_l h], no bias; every LSTM starts from zero.
// Errors: kInternal where a name, a shape, the language or a word id is wrong, or `sentences` is empty.
// Cost: O(tokens * D * (V_l + layers * D)), one thread.
ReferenceResult reference_loss_and_gradients(const ReferenceConfig& config, const ReferenceParameters& parameters,
                                             std::size_t language,
                                             const std::vector<std::vector<std::int32_t>>& sentences,
                                             const DropoutFactor& dropout = nullptr);

// The L2 norm of all gradients as one vector.
double gradient_norm(const ReferenceParameters& gradients);

// p -= learning_rate * min(1, clip_norm / gradient_norm(gradients)) * g for every p that has a gradient.
void clipped_sgd_step(ReferenceParameters& parameters, const ReferenceParameters& gradients, double learning_rate,
                      double clip_norm);

}  // namespace koine::model
