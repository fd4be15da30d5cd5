#include "koine/kernels/elementwise.h"

#include "koine/kernels/elementwise_table.h"
#include "koine/kernels/isa.h"

namespace koine::kernels {
namespace {

const ElementwiseTable& table() {
  static const ElementwiseTable& chosen = []() -> const ElementwiseTable& {
    switch (active_isa()) {
      case Isa::kAvx512Amx:
      case Isa::kAvx512Bf16:
      case Isa::kAvx512:
        return kElementwiseAvx512;
      case Isa::kAvx2:
        return kElementwiseAvx2;
      case Isa::kSse41:
        break;
    }
    return kElementwiseSse41;
  }();
  return chosen;
}

}  // namespace

ExpPart exp_minus_highest(const float* z, const float* offsets, std::int64_t n, float* out) {
  ExpPart part{};
  part.sum = table().exp_minus_highest(z, offsets, n, out, &part.highest);
  return part;
}

ExpPart exp_minus_highest(const float* z, const float* offsets, std::int64_t n, Bf16* out) {
  ExpPart part{};
  part.sum = table().exp_minus_highest_bf16(z, offsets, n, out, &part.highest);
  return part;
}

void lstm_cell_forward(float* gates, const float* bias, const float* c_before, float* c, float* h,
                       std::int64_t dimension) {
  table().lstm_cell_forward(gates, bias, c_before, c, h, dimension);
}

void lstm_cell_backward(float* gates, const float* c_before, const float* c, const float* d_h, float* d_c,
                        std::int64_t dimension) {
  table().lstm_cell_backward(gates, c_before, c, d_h, d_c, dimension);
}

void add_scaled(float* y, float a, const float* x, std::int64_t n) {
  table().add_scaled(y, a, x, n);
}

void add_difference(float* y, const float* a, const float* b, std::int64_t n) {
  table().add_difference(y, a, b, n);
}

void dot_rows(const float* x, const float* const* rows, std::int64_t count, std::int64_t n, float* out) {
  table().dot_rows(x, rows, count, n, out);
}

void add_scaled_rows(float* y, const float* a, const float* const* rows, std::int64_t count, std::int64_t n) {
  table().add_scaled_rows(y, a, rows, count, n);
}

void sigmoid(float* x, std::int64_t n) {
  table().sigmoid(x, n);
}

void scaled(const float* x, float a, float* y, std::int64_t n) {
  table().scaled(x, a, y, n);
}

void scaled(const float* x, float a, Bf16* y, std::int64_t n) {
  table().scaled_bf16(x, a, y, n);
}

void multiply(const float* x, const float* y, float* out, std::int64_t n) {
  table().multiply(x, y, out, n);
}

void multiply(const float* x, const float* y, Bf16* out, std::int64_t n) {
  table().multiply_bf16(x, y, out, n);
}

void clamp(float* x, float limit, std::int64_t n) {
  table().clamp(x, limit, n);
}

void dropout_factors(const Random& stream, std::uint32_t dropped, float kept, float* factors, std::int64_t n) {
  const auto key = stream.key();
  const auto counter = stream.counter();
  table().dropout_factors(key.data(), counter.data(), dropped, kept, factors, n);
}

void leaky_relu(float* z, const float* bias, float slope, std::int64_t n) {
  table().leaky_relu(z, bias, slope, n);
}

void leaky_relu_gradient(float* d, const float* y, float slope, std::int64_t n) {
  table().leaky_relu_gradient(d, y, slope, n);
}

void adam_step(const AdamStep& step, const float* g, float* m, float* v, float* p, std::int64_t n) {
  table().adam_step(step.rate, step.beta1, step.beta2, step.epsilon, g, m, v, p, n);
}

double sum_of_squares(const float* x, std::int64_t n) {
  return table().sum_of_squares(x, n);
}

void twice_minus(float* z, float a, const float* x, std::int64_t n) {
  table().twice_minus(z, a, x, n);
}

std::int64_t first_above(const float* x, float limit, std::int64_t n) {
  return table().first_above(x, limit, n);
}

std::int64_t first_reaching(const float* x, const float* limits, std::int64_t n) {
  return table().first_reaching(x, limits, n);
}

}  // namespace koine::kernels
