#pragma once

#include <cstdint>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/retrieval/unit_rows.h"

namespace koine {

constexpr std::int64_t kDimension = 300;

// Unit rows in every direction.
inline Matrix<float> random_space(std::int64_t rows, std::uint64_t seed) {
  Random random(seed, Purpose::kTest);
  Matrix<float> m(rows, kDimension);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return retrieval::unit_rows(m.view()).rows;
}

}  // namespace koine
