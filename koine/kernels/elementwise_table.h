#pragma once

#include <cstdint>

#include "koine/kernels/bf16.h"

// Inside of the room: one table of functions for each instruction set. This header and elementwise_body.inc include
// nothing that defines inline functions: such a function, compiled here for AVX-512, could be the copy that the linker
// keeps for the whole program, which then dies on an older processor.
namespace koine::kernels {

struct ElementwiseTable {
  // → the sum; the highest through the last pointer
  double (*exp_minus_highest)(const float*, const float*, std::int64_t, float*, float*);
  double (*exp_minus_highest_bf16)(const float*, const float*, std::int64_t, Bf16*, float*);
  void (*lstm_cell_forward)(float*, const float*, const float*, float*, float*, std::int64_t);
  void (*lstm_cell_backward)(float*, const float*, const float*, const float*, float*, std::int64_t);
  void (*add_scaled)(float*, float, const float*, std::int64_t);
  void (*add_difference)(float*, const float*, const float*, std::int64_t);
  void (*dot_rows)(const float*, const float* const*, std::int64_t, std::int64_t, float*);
  void (*add_scaled_rows)(float*, const float*, const float* const*, std::int64_t, std::int64_t);
  void (*sigmoid)(float*, std::int64_t);
  void (*scaled)(const float*, float, float*, std::int64_t);
  void (*scaled_bf16)(const float*, float, Bf16*, std::int64_t);
  void (*multiply)(const float*, const float*, float*, std::int64_t);
  void (*multiply_bf16)(const float*, const float*, Bf16*, std::int64_t);
  void (*clamp)(float*, float, std::int64_t);
  // Key [2] and counter [4] of the stream.
  void (*dropout_factors)(const std::uint32_t*, const std::uint32_t*, std::uint32_t, float, float*, std::int64_t);
  void (*leaky_relu)(float*, const float*, float, std::int64_t);
  void (*leaky_relu_gradient)(float*, const float*, float, std::int64_t);
  // rate, β1, β2, epsilon; g, m, v, p
  void (*adam_step)(float, float, float, float, const float*, float*, float*, float*, std::int64_t);
  double (*sum_of_squares)(const float*, std::int64_t);
  void (*twice_minus)(float*, float, const float*, std::int64_t);
  std::int64_t (*first_above)(const float*, float, std::int64_t);
  std::int64_t (*first_reaching)(const float*, const float*, std::int64_t);
};

extern const ElementwiseTable kElementwiseSse41;
extern const ElementwiseTable kElementwiseAvx2;
extern const ElementwiseTable kElementwiseAvx512;

}  // namespace koine::kernels
