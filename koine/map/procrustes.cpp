#include "koine/map/procrustes.h"

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/map/linear_algebra.h"

namespace koine::map {

Matrix<float> procrustes(Spaces spaces, std::span<const Pair> pairs, Workers& workers, Arithmetic arithmetic) {
  require(!pairs.empty(), "procrustes: there are pairs");
  return to_float(nearest_orthogonal(cross_product(spaces.source, spaces.target, pairs, arithmetic, workers)));
}

Matrix<float> random_map(std::int64_t dimension, std::uint64_t seed) {
  Random random(seed, Purpose::kMapStart);
  return to_float(random_orthogonal(dimension, random));
}

}  // namespace koine::map
