#pragma once

#include <cstdint>
#include <span>

#include "koine/model/config.h"

namespace koine::model {

// Names the random masks of one mini-batch: a function of (seed, step). Rates of 0 draw nothing.
struct Dropout {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;
  double rate = 0;            // at the output of each layer
  double embedding_rate = 0;  // at the embeddings that are read
};

// The mask that dropout lays on `layer` (or kEmbeddingLayer) of `direction`, for row `row` of the packed batch: 0 or
// 1 / (1 - rate) for each unit, where the rate is rounded to a multiple of 2^-16. Of fewer than 2^26 rows and 31
// layers.
void dropout_factors(const Dropout& dropout, int direction, int layer, std::int64_t row, std::span<float> factors);

}  // namespace koine::model
