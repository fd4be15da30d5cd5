#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/model/parameters.h"
#include "koine/model/scratch.h"

namespace koine::model {

// The gradient of one mini-batch: of one language, and of what the languages share. Everything the optimiser sees, and
// the one place where gradients of several processes would be summed.
class Gradients {
 public:
  explicit Gradients(const ModelConfig& config);

  // Makes room for a batch of `language` that reads `words` different words. Contents are not defined until the model
  // has written them.
  void prepare(int language, std::int64_t words);

  int language = 0;
  bool has_direction[kDirections] = {true, true};  // a direction that was not run has no gradient

  View output;                         // [V + 1, D], the last row is that of <EOS>; embeddings' part added where tied
  Matrix<float> bos;                   // [1, D]
  std::vector<std::int32_t> word_ids;  // the different words that were read, ascending
  View word_rows;                      // [word_ids, D], the gradient of their embeddings; not used where tied
  std::vector<LstmLayer> lstm[kDirections];

  // ||g||² over all parameters that received a gradient, in a fixed order.
  double squared_norm(Workers& workers);

  // Brings every entry into [-limit, limit].
  void clamp(float limit, Workers& workers);

  // p = decay * p + step * g: the update of plain SGD with step = -rate, decay = 1. Parameters without a gradient are
  // multiplied by decay alone.
  void apply(Parameters& parameters, float step, float decay, Workers& workers);

  // In the names of Parameters::named(), dense, for tests.
  std::vector<std::pair<std::string, Matrix<float>>> dense() const;

  // A matrix of the gradient, and the parameter that it belongs to.
  struct Part {
    View gradient;
    View parameter;
  };

 private:
  // All but the rows of the embeddings; without parameters where `to` is null.
  std::vector<Part> parts(Parameters* to);

  bool tied_;
  std::vector<std::int64_t> vocabulary_sizes_;
  Scratch output_storage_, word_storage_;
};

}  // namespace koine::model
