#pragma once

#include <cstdint>

#include "koine/core/matrix.h"
#include "koine/core/random.h"

namespace koine::retrieval {

// The mean cosine of `pairs` pairs of different rows of x [V, D], drawn at random: near 0 in a healthy space, near 1
// where all words have collapsed into one direction. A zero row has cosine 0 with everything. With fewer than two rows
// the result is 0.
// Cost: pairs D. The sum is taken in double.
double mean_random_cosine(ConstView x, std::int64_t pairs, Random& random);

}  // namespace koine::retrieval
