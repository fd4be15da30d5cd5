#include "koine/kernels/elementwise_reference.h"

#include <algorithm>
#include <cmath>

namespace koine::kernels::reference {
namespace {

double sigmoid(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

}  // namespace

double exp_minus_highest(std::vector<double>& z, const std::vector<double>& offsets, double& highest) {
  for (std::size_t i = 0; i < z.size(); ++i) z[i] += offsets[i];
  highest = *std::max_element(z.begin(), z.end());
  double sum = 0;
  for (double& x : z) sum += x = std::exp(x - highest);
  return sum;
}

void lstm_cell_forward(std::vector<double>& gates, const std::vector<double>& bias, const std::vector<double>& c_before,
                       std::vector<double>& c, std::vector<double>& h) {
  const std::size_t d = c.size();
  for (std::size_t k = 0; k < 4 * d; ++k) {
    const double sum = gates[k] + bias[k];
    gates[k] = k / d == 2 ? std::tanh(sum) : sigmoid(sum);
  }
  for (std::size_t j = 0; j < d; ++j) {
    c[j] = gates[d + j] * c_before[j] + gates[j] * gates[2 * d + j];
    h[j] = gates[3 * d + j] * std::tanh(c[j]);
  }
}

void lstm_cell_backward(std::vector<double>& gates, const std::vector<double>& c_before, const std::vector<double>& c,
                        const std::vector<double>& d_h, std::vector<double>& d_c) {
  const std::size_t d = c.size();
  for (std::size_t j = 0; j < d; ++j) {
    const double i = gates[j], f = gates[d + j], g = gates[2 * d + j], o = gates[3 * d + j], t = std::tanh(c[j]);
    const double d_cell = d_c[j] + d_h[j] * o * (1 - t * t);
    gates[j] = d_cell * g * i * (1 - i);
    gates[d + j] = d_cell * c_before[j] * f * (1 - f);
    gates[2 * d + j] = d_cell * i * (1 - g * g);
    gates[3 * d + j] = d_h[j] * t * o * (1 - o);
    d_c[j] = d_cell * f;
  }
}

void dropout_factors(Random stream, std::uint32_t dropped, float kept, std::vector<float>& factors) {
  std::uint32_t word = 0;
  for (std::size_t j = 0; j < factors.size(); ++j) {
    if (j % 2 == 0) word = stream.next_u32();
    factors[j] = (j % 2 == 0 ? word & 0xFFFF : word >> 16) < dropped ? 0.0f : kept;
  }
}

}  // namespace koine::kernels::reference
