#pragma once

#include "koine/core/matrix.h"
#include "koine/kernels/bf16.h"

namespace koine::kernels {

enum class Transpose { kNo, kYes };

using Bf16View = MatrixView<Bf16>;
using ConstBf16View = MatrixView<const Bf16>;

// A matrix that a product reads, float32 or bf16; somebody else owns it.
class Operand {
 public:
  Operand() = default;
  Operand(ConstView x) : f32_(x) {}                       // NOLINT(google-explicit-constructor): a matrix is an operand
  Operand(View x) : f32_(x) {}                            // NOLINT(google-explicit-constructor)
  Operand(ConstBf16View x) : bf16_(x), is_bf16_(true) {}  // NOLINT(google-explicit-constructor)
  Operand(Bf16View x) : Operand(ConstBf16View(x)) {}      // NOLINT(google-explicit-constructor)

  bool is_bf16() const { return is_bf16_; }
  ConstView f32() const { return f32_; }
  ConstBf16View bf16() const { return bf16_; }
  std::int64_t rows() const { return is_bf16_ ? bf16_.rows : f32_.rows; }
  std::int64_t cols() const { return is_bf16_ ? bf16_.cols : f32_.cols; }
  // Rows, or columns, [begin, begin + count).
  Operand row_block(std::int64_t begin, std::int64_t count) const {
    return is_bf16_ ? Operand(bf16_.row_block(begin, count)) : Operand(f32_.row_block(begin, count));
  }
  Operand col_block(std::int64_t begin, std::int64_t count) const {
    return is_bf16_ ? Operand(bf16_.col_block(begin, count)) : Operand(f32_.col_block(begin, count));
  }

 private:
  ConstView f32_;
  ConstBf16View bf16_;
  bool is_bf16_ = false;
};

// C = op(A) op(B) + beta C, both operands float32 or both bf16, sums and result in float32, on the calling thread
// alone: the result has the same bits wherever and beside whatever it runs, on one instruction set. Split large
// products into tiles that do not depend on the number of threads, and give the tiles to Workers. Shapes: op(A) [M, K],
// op(B) [K, N], C [M, N]; beta is 0 (C need not be initialised) or 1. Any size may be 0. Where M is small, B should not
// be transposed: its repacking would take longer than the product. Source: oneDNN's dnnl_sgemm, and its matmul
// primitive for bf16. Errors: kInternal where shapes or types disagree, or for bf16 where the instruction set has none.
// Twin: gemm_reference.
void gemm(Transpose transpose_a, Transpose transpose_b, Operand a, Operand b, float beta, View c);

// The plain twin: three loops, sums in double.
void gemm_reference(Transpose transpose_a, Transpose transpose_b, Operand a, Operand b, float beta, View c);

}  // namespace koine::kernels
