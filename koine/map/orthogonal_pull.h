#pragma once

#include <cstdint>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"

namespace koine::map {

// W = (1 + beta) W - beta (W Wᵀ) W: singular values are drawn towards 1. Source: Conneau et al. 2018 (arXiv
// 1710.04087), equation 7. Cost: 4 D³ operations. Threads: any number gives the same bits.
class OrthogonalPull {
 public:
  explicit OrthogonalPull(std::int64_t dimension) : gram_(dimension, dimension), cubed_(dimension, dimension) {}
  void operator()(View w, float beta, Workers& workers);

 private:
  Matrix<float> gram_, cubed_;
};

}  // namespace koine::map
