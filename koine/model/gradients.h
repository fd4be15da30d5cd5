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

  // Makes room for a batch of `language` that reads `words` and whose output layer looks at the rows `candidates`
  // (ascending, <EOS> last; empty: at all rows). Contents are not defined until the model has written them.
  void prepare(int language, std::vector<std::int32_t> words, std::vector<std::int32_t> candidates);

  int language = 0;
  bool has_direction[kDirections] = {true, true};  // a direction that was not run has no gradient

  std::vector<std::int32_t> output_rows;  // the rows of W_l that have a gradient, V for <EOS>; empty: all of them
  View output;        // [output_rows or V + 1, D], the last row is that of <EOS>; embeddings' part added where tied
  Matrix<float> bos;  // [1, D]
  std::vector<std::int32_t> word_ids;  // the different words that were read, ascending
  View word_rows;                      // [word_ids, D], the gradient of their embeddings; not used where tied
  std::vector<LstmLayer> lstm[kDirections];

  // The row of `output` that belongs to a word.
  float* output_row(std::int32_t word) const;

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
  // All that is not given by a list of rows.
  std::vector<Part> dense_parts(Parameters& parameters);
  // Everything, without parameters.
  std::vector<Part> all();

  bool tied_;
  std::vector<std::int64_t> vocabulary_sizes_;
  Scratch output_storage_, word_storage_;
};

}  // namespace koine::model
