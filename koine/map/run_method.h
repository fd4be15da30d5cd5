#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "koine/map/method.h"
#include "koine/map/null_check.h"
#include "koine/map/options.h"

namespace koine::map {

// What the methods are given beside their options.
struct MethodInput {
  Spaces spaces;                                              // normalised as the options say
  std::vector<Pair> seeds = {};                               // for those that start from pairs
  std::function<double(ConstView, ConstView)> validate = {};  // as of RefineOptions; may be empty
};

// Error: kInput where one side holds nothing but zero vectors, as the normalisation makes of vectors that are all the
// same, or a vector too long for float32 (above 10^15), or none but vectors too short for it (below 10^-15).
void require_vectors(const MapOptions& options, Spaces spaces);

// Calls the method that the options name. Procrustes without seeds starts from a random map (random_map()): the
// identity would not be chance, for two trainings that began with the same random vectors have some of it in common.
// Options are checked and clamped. Errors: as of require_vectors().
MethodResult run_method(const MapOptions& options, const MethodInput& input, MethodContext& context);

// The same, and where the options ask for it the null check, with another seed as often as they allow until it is
// passed.
struct Attempt {
  std::uint64_t seed = 0;
  double criterion = 0;
  std::optional<NullCheck> check;  // none where none was asked for, or the attempt was stopped
};
struct Outcome {
  MethodResult result;  // of the last attempt; stopped: of the one with the highest criterion
  std::vector<Attempt> attempts;

  // No attempt passed: the result is of no use.
  bool collapsed() const { return attempts.back().check && !attempts.back().check->passed(); }
};
Outcome run_with_restarts(const MapOptions& options, const MethodInput& input, MethodContext& context);

}  // namespace koine::map
