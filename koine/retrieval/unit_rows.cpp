#include "koine/retrieval/unit_rows.h"

#include <cmath>
#include <string>

namespace koine::retrieval {

UnitRows unit_rows(ConstView x) {
  UnitRows result{Matrix<float>(x.rows, x.cols)};
  for (std::int64_t i = 0; i < x.rows; ++i) {
    const float* from = x.row(i);
    float* to = result.rows.row(i);
    double squares = 0;
    for (std::int64_t j = 0; j < x.cols; ++j) squares += double{from[j]} * from[j];
    if (!std::isfinite(squares)) {
      throw Error(ErrorKind::kInput, "a vector holds a number that is not finite")
          .where("row " + std::to_string(i + 1));
    }
    if (squares == 0) {
      ++result.zero_rows;
      continue;
    }
    const double scale = 1 / std::sqrt(squares);
    for (std::int64_t j = 0; j < x.cols; ++j) to[j] = static_cast<float>(from[j] * scale);
  }
  return result;
}

}  // namespace koine::retrieval
