#pragma once

#include <span>

#include "koine/map/method.h"
#include "koine/map/product.h"

namespace koine::map {

// The orthogonal W [D, D] that brings the source rows of the pairs closest to their target rows, the least Σ ‖x W -
// y‖²: W = U Vᵀ with Xᵀ Y = U S Vᵀ. Source: Schönemann 1966; Xing et al. 2015 (NAACL N15-1104); Conneau et al. 2018
// (arXiv 1710.04087), equation 2. With fewer pairs than dimensions W is one of many: what the pairs leave open is
// arbitrary. Errors: kInternal without pairs. Cost: pairs D² + D³.
Matrix<float> procrustes(Spaces spaces, std::span<const Pair> pairs, Workers& workers,
                         Arithmetic arithmetic = Arithmetic::kExact);

// A random rotation or reflection, a function of the seed: what is known without any pair.
Matrix<float> random_map(std::int64_t dimension, std::uint64_t seed);

}  // namespace koine::map
