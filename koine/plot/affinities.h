#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/reporter.h"
#include "koine/core/workers.h"

namespace koine::plot {

// A symmetric matrix P [N, N] of which most elements are 0: those of row i are columns[n], values[n] for n in
// [offsets[i], offsets[i + 1]), by rising column. They sum to 1.
struct Affinities {
  std::vector<std::int64_t> offsets;  // [N + 1]
  std::vector<std::int32_t> columns;
  std::vector<double> values;

  std::int64_t rows() const { return static_cast<std::int64_t>(offsets.size()) - 1; }
};

// How many neighbours have a share in a perplexity, among N points: 3 times the perplexity, and at most N - 1.
std::int64_t neighbours_for(double perplexity, std::int64_t points);

// p_ij = (p_j|i + p_i|j) / 2N, where p_j|i ∝ exp(-β_i |x_i - x_j|²) over the neighbours_for() nearest x_j of x_i, and
// β_i as of calibrate(). Source: van der Maaten 2014, equations 6 and 7, with the nearest neighbours exact.
//
// unit_rows [N, D]: of length 1, or zero; perplexity of at least 1 and below N - 1.
// Says how many points have more equals than the perplexity. Cost: N² D multiplications.
Affinities affinities(ConstView unit_rows, double perplexity, Workers& workers, Reporter& reporter);

}  // namespace koine::plot
