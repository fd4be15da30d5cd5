#pragma once

#include <cstdint>

namespace koine::kernels {

// The arithmetic between the matrix products, one row at a time, float32 on the active instruction set (isa.h). Sums
// run in a fixed order. Each has a plain twin in double in elementwise_reference.h; relative error of exp below 2e-7.

// A part of a softmax, in place; n >= 1.
//   z [n]: in, scores; out, e^{z + offset - highest}, where highest is the largest z + offset
//   offsets [n], or null for zeros
// The sum of the results goes to `sum`; it is not finite where a score is not.
struct ExpPart {
  float highest;
  double sum;
};
ExpPart exp_minus_highest(float* z, const float* offsets, std::int64_t n);

// One step of an LSTM cell for one sentence; gate order i, f, g, o.
//   gates [4D]: in, W_x x + W_h h'; out, the activations σ(i), σ(f), tanh(g), σ(o)
//   bias [4D]; c_before [D] or null for zeros; c, h [D]: out, c = f c' + i g, h = o tanh(c)
void lstm_cell_forward(float* gates, const float* bias, const float* c_before, float* c, float* h,
                       std::int64_t dimension);

// Its gradient.
//   gates [4D]: in, the activations; out, the gradient of the sums before them
//   c, c_before [D] as above; d_h [D]; d_c [D]: in, from the next step; out, for the step before
void lstm_cell_backward(float* gates, const float* c_before, const float* c, const float* d_h, float* d_c,
                        std::int64_t dimension);

// y += a x, both [n].
void add_scaled(float* y, float a, const float* x, std::int64_t n);

// y *= a, y [n].
void scale(float* y, float a, std::int64_t n);

// y *= x, both [n].
void multiply(float* y, const float* x, std::int64_t n);

// Brings every element of x [n] into [-limit, limit].
void clamp(float* x, float limit, std::int64_t n);

// Sum of the squares of x [n], in double.
double sum_of_squares(const float* x, std::int64_t n);

// z = 2 z - a - x, z and x [n]: cosines become CSLS. Doubling is exact, so the bits are those of the plain formula.
void twice_minus(float* z, float a, const float* x, std::int64_t n);

// The first i with x[i] > limit, or n where there is none; x [n]. NaN is above nothing.
std::int64_t first_above(const float* x, float limit, std::int64_t n);

// The first i with x[i] >= limits[i], or n where there is none; both [n]. NaN reaches nothing.
std::int64_t first_reaching(const float* x, const float* limits, std::int64_t n);

}  // namespace koine::kernels
