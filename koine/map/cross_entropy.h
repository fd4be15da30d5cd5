#pragma once

#include <algorithm>
#include <cmath>

namespace koine::map {

struct Loss {
  double nats = 0;
  float d_z = 0;
};

// -t log σ(z) - (1 - t) log(1 - σ(z)) and its derivative σ(z) - t: the loss of a discriminator with smoothed label t.
inline Loss cross_entropy(double z, double t) {
  const double e = std::exp(-std::abs(z)), sigmoid = z >= 0 ? 1 / (1 + e) : e / (1 + e);
  return {std::max(z, 0.0) - t * z + std::log1p(e), static_cast<float>(sigmoid - t)};
}

}  // namespace koine::map
