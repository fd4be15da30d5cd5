#include "koine/model/dropout.h"

#include <cmath>

#include "koine/core/random.h"
#include "koine/kernels/elementwise.h"

namespace koine::model {

void dropout_factors(const Dropout& dropout, int direction, int layer, std::int64_t row, std::span<float> factors) {
  constexpr double kSteps = 65536;  // each unit takes 16 random bits
  const double rate = layer == kEmbeddingLayer ? dropout.embedding_rate : dropout.rate;
  const auto dropped = static_cast<std::uint32_t>(std::lround(rate * kSteps));
  const auto kept = static_cast<float>(1.0 / (1.0 - dropped / kSteps));
  constexpr int kEmbeddingStreams = 62;  // of 64: above those of the layers
  const auto stream = static_cast<std::uint32_t>(layer == kEmbeddingLayer ? kEmbeddingStreams + direction
                                                                          : layer * kDirections + direction);
  const Random random(dropout.seed, Purpose::kDropout, dropout.step, stream << 26 | static_cast<std::uint32_t>(row));
  kernels::dropout_factors(random, dropped, kept, factors.data(), static_cast<std::int64_t>(factors.size()));
}

}  // namespace koine::model
