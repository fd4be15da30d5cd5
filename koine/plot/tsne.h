#pragma once

#include <cstdint>

#include "koine/core/matrix.h"
#include "koine/core/reporter.h"
#include "koine/core/workers.h"

namespace koine::plot {

struct TsneOptions {
  double perplexity = 30;          // how many neighbours count, softly; from 2 on
  std::int64_t iterations = 1000;  // of the descent, those with exaggeration among them
  double exaggeration = 12;        // what P is multiplied by at first, so that clusters find together
  std::int64_t exaggerated = 250;  // for how many iterations; a quarter of them at most, for the rest is to undo it
  double learning_rate = 0;        // 0: max(N / exaggeration / 4, 50), after Belkina et al. 2019 (see descent.h)
  double theta = 0.5;              // how wide a cell may seem that counts as one point: 0 (exact) to 0.7
  std::uint64_t seed = 1;          // of the random start
};

// Fewer points than this have no neighbourhoods worth the name.
inline constexpr std::int64_t kFewestTsnePoints = 7;

// Places on a plane, [N, 2], for points [N, D], such that those that lie close in their direction lie close there.
//
// Source: van der Maaten and Hinton, "Visualizing data using t-SNE" (JMLR 9, 2008); van der Maaten, "Accelerating
// t-SNE using tree-based algorithms" (JMLR 15, 2014). Minimises KL(P || Q), where p of two points follows from the
// Euclidean distance of the points divided by their lengths (affinities.h; exp(-β d²) there is exp(-2 β (1 - cos)), so
// that this is the cosine's t-SNE too) and q from 1 / (1 + distance²) on the plane. The mean of the result is 0.
//
// A perplexity that N points are too few for is lowered to (N - 1) / 3, and this is said; so are rows of zeros, which
// are as far from all others, and neighbourhoods of equals that no perplexity can tell apart.
//
// Errors: kUsage: an option out of its range; kInput: fewer than kFewestTsnePoints rows; a number that is not finite.
// Cost: N² D multiplications for the neighbours, then about N log N an iteration.
// Threads: the same bits at any number of them.
Matrix<float> tsne(ConstView points, const TsneOptions& options, Workers& workers, Reporter& reporter);

}  // namespace koine::plot
