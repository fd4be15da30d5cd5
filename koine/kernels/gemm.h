#pragma once

#include "koine/core/matrix.h"

namespace koine::kernels {

enum class Transpose { kNo, kYes };

// C = op(A) op(B) + beta C, float32, on the calling thread alone: the result has the same bits wherever and beside
// whatever it runs, on one instruction set. Split large products into tiles that do not depend on the number of
// threads, and give the tiles to Workers. Shapes: op(A) [M, K], op(B) [K, N], C [M, N]; beta is 0 (C need not be
// initialised) or 1. Any size may be 0. Source: oneDNN dnnl_sgemm. Errors: kInternal where shapes disagree. Twin:
// gemm_reference.
void gemm(Transpose transpose_a, Transpose transpose_b, ConstView a, ConstView b, float beta, View c);

// The plain twin: three loops, sums in double.
void gemm_reference(Transpose transpose_a, Transpose transpose_b, ConstView a, ConstView b, float beta, View c);

}  // namespace koine::kernels
