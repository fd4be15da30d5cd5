#pragma once

#include <cstdint>

namespace koine::kernels {

// The upper half of a float32: its sign, its exponent and 7 bits of its fraction, so that rounding to it errs by at
// most 2^-8 of the number. What products in bf16 read (gemm.h); they sum in float32. Nothing here is inline, see
// elementwise_table.h.
struct Bf16 {
  std::uint16_t bits;
};

float to_float(Bf16 x);

}  // namespace koine::kernels
