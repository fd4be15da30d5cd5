#include "koine/retrieval/random_cosine.h"

#include <cmath>

namespace koine::retrieval {
namespace {

double cosine(const float* a, const float* b, std::int64_t size) {
  double ab = 0, aa = 0, bb = 0;
  for (std::int64_t d = 0; d < size; ++d) {
    ab += double{a[d]} * b[d];
    aa += double{a[d]} * a[d];
    bb += double{b[d]} * b[d];
  }
  return aa == 0 || bb == 0 ? 0 : ab / std::sqrt(aa * bb);
}

}  // namespace

double mean_random_cosine(ConstView x, std::int64_t pairs, Random& random) {
  require(pairs >= 1, "a mean is taken over at least one pair");
  if (x.rows < 2) return 0;
  double sum = 0;
  for (std::int64_t n = 0; n < pairs; ++n) {
    const auto i = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(x.rows)));
    auto j = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(x.rows - 1)));
    if (j >= i) ++j;
    sum += cosine(x.row(i), x.row(j), x.cols);
  }
  return sum / static_cast<double>(pairs);
}

}  // namespace koine::retrieval
