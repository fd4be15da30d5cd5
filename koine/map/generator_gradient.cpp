#include "koine/map/generator_gradient.h"

#include <cmath>

#include "koine/kernels/gemm.h"

namespace koine::map {

using kernels::Transpose;

void gradient_through_map(ConstView x, ConstView d_mapped, float beta, View d_w) {
  kernels::gemm(Transpose::kYes, Transpose::kNo, x, d_mapped, beta, d_w);
}

void gradient_through_transpose(ConstView y, ConstView d_mapped, float beta, View d_w) {
  kernels::gemm(Transpose::kYes, Transpose::kNo, d_mapped, y, beta, d_w);
}

double ReconstructionLoss::add_gradient(ConstView x, ConstView mapped, ConstView w, double weight, View d_w) {
  const View rebuilt = rebuilt_.view().row_block(0, x.rows), d_rebuilt = d_rebuilt_.view().row_block(0, x.rows);
  const View d_mapped = d_mapped_.view().row_block(0, x.rows);
  kernels::gemm(Transpose::kNo, Transpose::kYes, mapped, w, 0.0f, rebuilt);
  double loss = 0;
  for (std::int64_t i = 0; i < x.rows; ++i) {
    double xx = 0, rr = 0, xr = 0;
    for (std::int64_t j = 0; j < x.cols; ++j) {
      xx += double{x(i, j)} * x(i, j);
      rr += double{rebuilt(i, j)} * rebuilt(i, j);
      xr += double{x(i, j)} * rebuilt(i, j);
    }
    const double lengths = std::sqrt(xx * rr), cosine = lengths > 0 ? xr / lengths : 0;
    loss += (1 - cosine) / static_cast<double>(x.rows);
    const double scale = -weight / static_cast<double>(x.rows);
    for (std::int64_t j = 0; j < x.cols; ++j) {
      const double d = lengths > 0 ? scale * (x(i, j) / lengths - cosine * rebuilt(i, j) / rr) : 0;
      d_rebuilt(i, j) = static_cast<float>(d);
    }
  }
  gradient_through_transpose(mapped, d_rebuilt, 1.0f, d_w);  // W in the decoder
  kernels::gemm(Transpose::kNo, Transpose::kNo, d_rebuilt, w, 0.0f, d_mapped);
  gradient_through_map(x, d_mapped, 1.0f, d_w);  // W in the encoder
  return loss;
}

}  // namespace koine::map
