#pragma once

#include "koine/map/method.h"

namespace koine::map {

struct TrialOptions {
  std::int64_t rounds = 20;        // at most
  std::int64_t max_rank = 15'000;  // only the most frequent words of each side make pairs
  std::int64_t neighbours = 10;    // K of CSLS
};

// Where refinement leads from a map: mutual nearest neighbours by CSLS and Procrustes on them (refine.h), as long as
// that makes more pairs; where it does not, a round by the closer half of the pairs: with a map that is right for many
// words and wrong for the others the wrong pairs keep it there, and nearly all of them are in the other half. With it
// the loop of a game sees that the map has come close enough, which it does all at once and between two epochs as a
// rule, while the criterion of the unrefined map still says little.
struct Trial {
  Matrix<float> map;          // the one with the most pairs
  double share = 0;           // those pairs, of the words that can have one
  double share_at_start = 0;  // the same before any round
};

// Cost: two products of max_rank² D a round.
Trial try_refinement(Spaces spaces, const Matrix<float>& start, const TrialOptions& options, MethodContext& context);

}  // namespace koine::map
