#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/model/config.h"

namespace koine::model {

// One layer of one direction; gate order i, f, g, o.
struct LstmLayer {
  Matrix<float> w_x;  // [4D, D]
  Matrix<float> w_h;  // [4D, D]
  Matrix<float> b;    // [1, 4D]
};

struct NamedMatrix {
  std::string name;
  View matrix;
};

// Everything that is trained. Names in files and in the oracle: "bos", "eos", "embedding.<l>", "output.<l>",
// "forward.<k>.w_x" and so on, where l counts languages and k layers.
class Parameters {
 public:
  explicit Parameters(const ModelConfig& config);  // all zero

  // Every element from U[-0.1, 0.1], the LSTM's biases too: a function of the seed and of the order of named().
  void initialise(std::uint64_t seed);

  std::vector<NamedMatrix> named();  // in a fixed order; views into this

  View embedding(int language);  // E_l [V, D]
  View output(int language);     // W_l [V, D]; the same as E_l where tied
  // [W_l; W_EOS], [V + 1, D]: one matrix for the product with the hidden states. Puts the shared row of <EOS> in its
  // place.
  View output_with_eos(int language);

  Matrix<float> bos;  // [1, D], input of <BOS>, shared by all
  Matrix<float> eos;  // [1, D], output row of <EOS>, shared by all
  std::vector<LstmLayer> lstm[kDirections];

 private:
  std::vector<Matrix<float>> embeddings_;  // [V, D] each; empty where tied
  std::vector<Matrix<float>> outputs_;     // [V + 1, D] each, the last row a place for W_EOS
  bool tied_;
};

}  // namespace koine::model
