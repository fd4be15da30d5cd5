#include "koine/kernels/gemm.h"

#include <dnnl.h>
#include <omp.h>

#include <algorithm>
#include <bit>
#include <string>

#include "koine/kernels/gemm_bf16.h"
#include "koine/kernels/isa.h"

namespace koine::kernels {
namespace {

// oneDNN runs its GEMM on OpenMP threads, as many as the calling thread's setting says. Holds that to one for a scope.
class OneOpenMpThread {
 public:
  OneOpenMpThread() : before_(omp_get_max_threads()) {
    if (before_ != 1) omp_set_num_threads(1);
  }
  ~OneOpenMpThread() {
    if (before_ != 1) omp_set_num_threads(before_);
  }
  OneOpenMpThread(const OneOpenMpThread&) = delete;
  OneOpenMpThread& operator=(const OneOpenMpThread&) = delete;

 private:
  int before_;
};

struct Shape {
  std::int64_t m, n, k;
};

Shape checked_shape(Transpose transpose_a, Transpose transpose_b, const Operand& a, const Operand& b, float beta,
                    View c) {
  const bool ta = transpose_a == Transpose::kYes, tb = transpose_b == Transpose::kYes;
  const Shape shape{ta ? a.cols() : a.rows(), tb ? b.rows() : b.cols(), ta ? a.rows() : a.cols()};
  require(a.is_bf16() == b.is_bf16(), "gemm: both operands are float32, or both bf16");
  require(shape.k == (tb ? b.cols() : b.rows()), "gemm: the inner sizes agree");
  require(c.rows == shape.m && c.cols == shape.n, "gemm: the result has the outer sizes");
  require(beta == 0.0f || beta == 1.0f, "gemm: beta is 0 or 1");
  return shape;
}

void gemm_f32(bool transpose_a, bool transpose_b, ConstView a, ConstView b, float beta, View c, std::int64_t k) {
  // A view of one row or column may carry any stride; oneDNN wants it to be at least the row's length.
  const dnnl_status_t status = dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', c.rows, c.cols, k, 1.0f,
                                          a.data, std::max(a.stride, a.cols), b.data, std::max(b.stride, b.cols), beta,
                                          c.data, std::max(c.stride, c.cols));
  if (status != dnnl_success) {
    throw Error(ErrorKind::kInternal, "oneDNN refused a matrix product").found("status " + std::to_string(status));
  }
}

}  // namespace

float to_float(Bf16 x) {
  return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
}

void gemm(Transpose transpose_a, Transpose transpose_b, Operand a, Operand b, float beta, View c) {
  const Shape s = checked_shape(transpose_a, transpose_b, a, b, beta, c);
  if (s.m == 0 || s.n == 0) return;
  if (s.k == 0) {
    if (beta == 0.0f) {
      for (std::int64_t i = 0; i < s.m; ++i) std::fill_n(c.row(i), s.n, 0.0f);
    }
    return;
  }
  const Isa isa = active_isa();  // settles oneDNN's instruction set before its first product
  const OneOpenMpThread one_thread;
  const bool ta = transpose_a == Transpose::kYes, tb = transpose_b == Transpose::kYes;
  if (a.is_bf16()) {
    require(has_bf16(isa), "gemm: products in bf16 need an instruction set that has them");
    gemm_bf16(ta, tb, a.bf16(), b.bf16(), beta, c);
  } else {
    gemm_f32(ta, tb, a.f32(), b.f32(), beta, c, s.k);
  }
}

void gemm_reference(Transpose transpose_a, Transpose transpose_b, Operand a, Operand b, float beta, View c) {
  const Shape s = checked_shape(transpose_a, transpose_b, a, b, beta, c);
  const auto at = [](const Operand& x, Transpose transpose, std::int64_t i, std::int64_t j) {
    if (transpose == Transpose::kYes) std::swap(i, j);
    return double{x.is_bf16() ? to_float(x.bf16()(i, j)) : x.f32()(i, j)};
  };
  for (std::int64_t i = 0; i < s.m; ++i) {
    for (std::int64_t j = 0; j < s.n; ++j) {
      double sum = beta == 0.0f ? 0.0 : c(i, j);
      for (std::int64_t k = 0; k < s.k; ++k) sum += at(a, transpose_a, i, k) * at(b, transpose_b, k, j);
      c(i, j) = static_cast<float>(sum);
    }
  }
}

}  // namespace koine::kernels
