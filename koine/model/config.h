#pragma once

#include <cstdint>
#include <vector>

namespace koine::model {

// The two directions of reading, and what they number everywhere.
enum Direction : int { kForward = 0, kBackward = 1 };
inline constexpr int kDirections = 2;

// Where dropout may stand: at the output of layer 0, 1, …, or at the embeddings that the lowest layer reads.
inline constexpr int kEmbeddingLayer = -1;

// What the matrix products read: float32, or float32 rounded to bf16. Sums, results, parameters and everything between
// the products are float32 in both.
enum class Precision { kF32, kBf16 };

// The shape of the multilingual neural language model of Wada & Iwata (2018), arXiv 1809.02306, section 3.
struct ModelConfig {
  std::vector<std::int64_t> vocabulary_sizes;  // V of each language, `<unk>` counted
  std::int64_t dimension = 300;                // D: size of an embedding and of a hidden state
  int layers = 1;                              // of each LSTM; the paper does not say
  Precision precision = Precision::kF32;
  bool tied = false;                           // one matrix for input and output of a language; the paper has two

  int languages() const { return static_cast<int>(vocabulary_sizes.size()); }
};

}  // namespace koine::model
