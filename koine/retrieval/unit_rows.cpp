#include "koine/retrieval/unit_rows.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace koine::retrieval {

UnitRows unit_rows(ConstView x) {
  Matrix<float> copy(x.rows, x.cols);
  for (std::int64_t i = 0; i < x.rows; ++i) std::copy_n(x.row(i), x.cols, copy.row(i));
  return unit_rows(std::move(copy));
}

UnitRows unit_rows(Matrix<float>&& x) {
  UnitRows result{std::move(x)};
  const std::int64_t d = result.rows.cols();
  for (std::int64_t i = 0; i < result.rows.rows(); ++i) {
    float* row = result.rows.row(i);
    double squares = 0;
    for (std::int64_t j = 0; j < d; ++j) squares += double{row[j]} * row[j];
    if (!std::isfinite(squares)) {
      throw Error(ErrorKind::kInput, "a vector holds a number that is not finite")
          .where("row " + std::to_string(i + 1));
    }
    if (squares == 0) {
      ++result.zero_rows;
      std::fill_n(row, d, 0.0f);  // without the sign that a zero may have
      continue;
    }
    const double scale = 1 / std::sqrt(squares);
    for (std::int64_t j = 0; j < d; ++j) row[j] = static_cast<float>(row[j] * scale);
  }
  return result;
}

}  // namespace koine::retrieval
