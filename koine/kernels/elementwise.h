#pragma once

#include <cstdint>

#include "koine/core/random.h"
#include "koine/kernels/bf16.h"

namespace koine::kernels {

// The arithmetic between the matrix products, one row at a time, float32 on the active instruction set (isa.h). Sums
// run in a fixed order. A part of a softmax, the LSTM cell and the mask of dropout have plain twins in
// elementwise_reference.h; the others are a formula, which their tests write down. Relative error of exp below 2e-7.

// A part of a softmax; n >= 1. out = e^{z + offset - highest}, where highest is the largest z + offset.
//   z [n]; offsets [n], or null for zeros; out [n], which may be z itself
// The sum of the results, before they are rounded to bf16, goes to `sum`; it is not finite where a score is not.
struct ExpPart {
  float highest;
  double sum;
};
ExpPart exp_minus_highest(const float* z, const float* offsets, std::int64_t n, float* out);
ExpPart exp_minus_highest(const float* z, const float* offsets, std::int64_t n, Bf16* out);

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

// y += a - b, all [n].
void add_difference(float* y, const float* a, const float* b, std::int64_t n);

// Products of one vector with a few others that lie anywhere: out[j] = x · rows[j]; x and each row [n], out [count].
void dot_rows(const float* x, const float* const* rows, std::int64_t count, std::int64_t n, float* out);

// y += Σ_j a[j] rows[j]; y and each row [n], none of them y; a [count].
void add_scaled_rows(float* y, const float* a, const float* const* rows, std::int64_t count, std::int64_t n);

// x = 1 / (1 + e^-x), [n].
void sigmoid(float* x, std::int64_t n);

// y = a x, both [n]; y may be x itself. To bf16: rounded to the nearest, ties to even; NaN stays NaN.
void scaled(const float* x, float a, float* y, std::int64_t n);
void scaled(const float* x, float a, Bf16* y, std::int64_t n);

// out = x ⊙ y, each [n]; out may be x or y itself. To bf16: rounded as above.
void multiply(const float* x, const float* y, float* out, std::int64_t n);
void multiply(const float* x, const float* y, Bf16* out, std::int64_t n);

// Brings every element of x [n] into [-limit, limit].
void clamp(float* x, float limit, std::int64_t n);

// The mask of dropout: factors [n], each 0 with probability dropped / 2^16 and else kept. Unit j takes the lower 16
// bits of word j / 2 of the stream, or the upper ones where j is odd. The stream must not have been drawn from; n <
// 2^34.
void dropout_factors(const Random& stream, std::uint32_t dropped, float kept, float* factors, std::int64_t n);

// A layer's bias and LeakyReLU: z = y where y = z + bias > 0, else slope y. z, bias [n]; 0 <= slope < 1, 0: ReLU.
void leaky_relu(float* z, const float* bias, float slope, std::int64_t n);

// Its gradient: d stays where the sum was above 0, else slope d. d [n]; y [n], what leaky_relu gave.
void leaky_relu_gradient(float* d, const float* y, float slope, std::int64_t n);

// One step of Adam: m = β1 m + (1 - β1) g; v = β2 v + (1 - β2) g²; p -= rate m / (√v + epsilon). All [n]. Source:
// Kingma & Ba 2015 (arXiv 1412.6980), the end of section 2, where `rate` and `epsilon` hold the corrections of the
// bias. With β1 = 0 and a rate that does not change it is RMSProp.
struct AdamStep {
  float rate, beta1, beta2, epsilon;
};
void adam_step(const AdamStep& step, const float* g, float* m, float* v, float* p, std::int64_t n);

// Sum of the squares of x [n]: blocks of it in float32, their sums in double. Not finite where a square is beyond
// float32 (|x| above 1.8e19), even if x is.
double sum_of_squares(const float* x, std::int64_t n);

// z = 2 z - a - x, z and x [n]: cosines become CSLS. Doubling is exact, so the bits are those of the plain formula.
void twice_minus(float* z, float a, const float* x, std::int64_t n);

// The first i with x[i] > limit, or n where there is none; x [n]. NaN is above nothing.
std::int64_t first_above(const float* x, float limit, std::int64_t n);

// The first i with x[i] >= limits[i], or n where there is none; both [n]. NaN reaches nothing.
std::int64_t first_reaching(const float* x, const float* limits, std::int64_t n);

}  // namespace koine::kernels
