#pragma once

#include <cstdint>

#include "koine/core/matrix.h"

namespace koine::retrieval {

struct UnitRows {
  Matrix<float> rows;            // [N, D], each row of length 1, or zero where the row was zero
  std::int64_t zero_rows = 0;    // how many: their cosine with everything is 0

  ConstView view() const { return rows.view(); }
};

// A copy of x [N, D] with every row divided by its Euclidean length (taken in double). After this the cosine is a
// product. Errors: kInput where a number is not finite, with its row. Cost: N D.
UnitRows unit_rows(ConstView x);

// The same in the memory of x.
UnitRows unit_rows(Matrix<float>&& x);

}  // namespace koine::retrieval
