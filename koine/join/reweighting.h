#pragma once

#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/join/language_pairs.h"

namespace koine::join {

struct ReweightingOptions {
  double shrinkage = 0.5;  // in [0, 1]: how much of the words' covariance is replaced by as much in every direction
  double power = 0.4;      // of the correlations; 0: whitening alone
};

// A linear map of the space that several languages share, a matrix [V, D] each, to be applied to all of them: it makes
// more of the directions in which the words of a pair agree, and less of those that only one language's words tell
// apart. Whitening and symmetric re-weighting, not undone (Artetxe, Labaka, Agirre 2018 (AAAI), steps 1 and 3), but one
// map for all languages: with W the words' covariance, each language counting the same, (1 - s) W + s tr(W)/D I in its
// place, and C the pairs' covariance, made symmetric, W^(-1/2) C W^(-1/2) = Q diag(λ) Qᵀ, the map is
// W^(-1/2) Q diag(max(λ, 0)^p). C is of few pairs often, so that D pairs more are counted that agree as much in every
// direction as all do on average. → [D, D]; empty, the identity, where pairs do not agree at all.
// Cost: (words + pairs) D².
Matrix<float> reweighting(const std::vector<Matrix<float>>& languages, std::span<const LanguagePairs> pairs,
                          const ReweightingOptions& options, Workers& workers);

}  // namespace koine::join
