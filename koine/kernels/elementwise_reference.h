#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/random.h"

// The plain twins of elementwise.h, in double, for the tests: the same contracts, the shortest code that meets them.
namespace koine::kernels::reference {

// → the sum; z becomes e^{z + offset - highest}.
double exp_minus_highest(std::vector<double>& z, const std::vector<double>& offsets, double& highest);
void lstm_cell_forward(std::vector<double>& gates, const std::vector<double>& bias, const std::vector<double>& c_before,
                       std::vector<double>& c, std::vector<double>& h);
void lstm_cell_backward(std::vector<double>& gates, const std::vector<double>& c_before, const std::vector<double>& c,
                        const std::vector<double>& d_h, std::vector<double>& d_c);
void dropout_factors(Random stream, std::uint32_t dropped, float kept, std::vector<float>& factors);

}  // namespace koine::kernels::reference
