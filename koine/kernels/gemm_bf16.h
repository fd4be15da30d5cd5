#pragma once

#include "koine/kernels/gemm.h"

// Inside of the room: gemm() for bf16, without its checks.
namespace koine::kernels {

// C = op(A) op(B) + beta C on as many OpenMP threads as the calling thread is set to; every size at least 1.
void gemm_bf16(bool transpose_a, bool transpose_b, ConstBf16View a, ConstBf16View b, float beta, View c);

}  // namespace koine::kernels
