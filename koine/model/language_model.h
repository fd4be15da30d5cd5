#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/workers.h"
#include "koine/model/candidates.h"
#include "koine/model/config.h"
#include "koine/model/dropout.h"
#include "koine/model/gradients.h"
#include "koine/model/lstm.h"
#include "koine/model/output_layer.h"
#include "koine/model/packed_batch.h"
#include "koine/model/parameters.h"
#include "koine/model/scratch.h"

namespace koine::model {

// Which directions a pass runs.
struct Directions {
  bool forward = true;
  bool backward = true;
};

// Sum of -log p over the predicted positions, for each direction that was run.
struct LossSum {
  double nats[kDirections] = {0, 0};
  std::int64_t words = 0;  // predicted positions of one direction, <EOS> among them
};

// Where the time of the passes so far went.
struct PassSeconds {
  double lstm = 0;    // embeddings, layers and dropout, both ways
  double output = 0;  // the output layer: logits, softmax, gradients
};

// The multilingual neural language model of Wada & Iwata (2018), section 3: a forward and a backward LSTM shared by all
// languages, embeddings and output rows of each language, shared <BOS> and <EOS>. Its plain float64 twin, the law for
// every number here, is reference_language_model.h.
class LanguageModel {
 public:
  LanguageModel(const ModelConfig& config, Parameters& parameters, Workers& workers);

  // loss = (Σ over both directions and all positions of -log p) / number of sentences; its gradient goes to
  // `gradients`. sentences: word ids of `language`, longest first. With `candidates`, drawn for the words of these
  // sentences, the softmax is sampled. Same bits at any number of threads.
  LossSum loss_and_gradients(int language, const std::vector<std::span<const std::int32_t>>& sentences,
                             const Dropout& dropout, Gradients& gradients, Directions directions = {},
                             const Candidates* candidates = nullptr);

  // The losses alone, without dropout.
  LossSum loss(int language, const std::vector<std::span<const std::int32_t>>& sentences);

  // Memory of a training step: parameters, gradients, and a pass with dropout, that of the embeddings only where asked
  // for, over a batch with that many positions a direction, in the largest language.
  static std::int64_t memory_bytes(const ModelConfig& config, std::int64_t positions, bool embedding_dropout,
                                   int threads);

  const PassSeconds& seconds() const { return seconds_; }

 private:
  std::vector<int> chosen(Directions directions) const;
  View layer_input(int layer, int direction, std::int64_t rows);
  void embed(int language, const PackedBatch& batch, const std::vector<int>& directions, const Dropout& dropout);
  void run_layers(const PackedBatch& batch, const std::vector<int>& directions, const Dropout& dropout);
  std::vector<std::int64_t> targets(int language, const PackedBatch& batch, const std::vector<int>& directions) const;
  ConstView candidate_rows(ConstView weights, const Candidates& candidates);
  LossSum loss_sum(const PackedBatch& batch, const std::vector<int>& directions) const;
  void backward_layers(const PackedBatch& batch, const std::vector<int>& directions, const Dropout& dropout,
                       Gradients& gradients);
  void gather_embedding_gradient(const PackedBatch& batch, const std::vector<int>& directions, Gradients& gradients);

  ModelConfig config_;
  PassSeconds seconds_;
  Parameters& parameters_;
  Workers& workers_;

  // All of these keep what the backward pass needs; [rows, D] for each direction unless said otherwise.
  std::vector<LstmLayerPass> layers_;
  OutputLayerPass output_layer_;
  std::vector<Scratch> inputs_[kDirections];   // of each layer
  std::vector<Scratch> hidden_[kDirections];   // of each layer, before dropout
  std::vector<Scratch> factors_[kDirections];  // of each layer: dropout's mask
  Scratch embedding_factors_[kDirections];     // dropout's mask on the input of the lowest layer
  Scratch d_input_[kDirections];
  Scratch top_, d_top_;     // [directions × rows, D]: what the output layer reads, and its gradient
  Scratch candidate_rows_;  // [candidates, D]
  std::vector<double> losses_nats_;
};

}  // namespace koine::model
