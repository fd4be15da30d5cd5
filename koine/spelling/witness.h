#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/reporter.h"
#include "koine/core/workers.h"
#include "koine/retrieval/nearest.h"
#include "koine/spelling/evidence.h"
#include "koine/spelling/sharpness.h"

namespace koine::spelling {

// One language as the witnesses see it: its words, their unit rows [V, D], and r of CSLS towards the other language
// [V]. The space must not have been made with pairs that were chosen by their spelling: there it agrees with the
// vectors whatever these are worth.
struct Side {
  const std::vector<std::string>& words;
  ConstView rows;
  std::span<const float> r;
};

// Spelling as a second witness beside the vectors, learned from the words of two languages and the space they lie in.
struct Witness {
  Evidence evidence;
  Trust trust;
  std::vector<float> weights;            // [source words], of similarity beside CSLS, chosen without a dictionary
  retrieval::SparseScores similarities;  // [source words, target words], of the pairs that were looked at

  // Of similarity, for the source word of this row: ln of the odds that it is spelled like its translation, and
  // kLeeway more; only that where nothing is known.
  double log_odds(std::int64_t row) const { return kLeeway + (trust.known() ? trust.of(row).log_odds() : 0); }

  double mean_weight() const;
};

// Looked at are, for each word of either side, the kLookedAt words most like it by NgramIndex and as many by CSLS.
// Letter correspondences (Evidence) are learned from the pairs that are each other's best: first by n-grams, then,
// kRounds - 1 times, by CSLS + weight similarity. The weight of a source word is 1 / β of fit_sharpness, which is
// fitted on kObserved words of each band of frequency (ranks to kFirstBand, and then to twice as many each time), so
// that spelling weighs more where the vectors know less; where spelling tells nothing of translations the weights are
// 0. A `weight` that is given is that of all words in the end; nothing is learned by it. What spelling is worth is said
// to the reporter, who is warned where it tells nothing. `between_steps` is called again and again, on the calling
// thread, and may throw to end this. Cost: V_s V_t D multiplications; some 60 pairs a word, each some microseconds a
// round. Memory: 32 bytes a pair. The same bits at any number of threads.
inline constexpr std::int64_t kLookedAt = 30, kObserved = 1000, kFirstBand = 2500;
inline constexpr int kRounds = 3, kSteps = 6;
Witness learn_witness(
    const Side& source, const Side& target, std::optional<double> weight, Workers& workers, Reporter& reporter,
    const std::function<void()>& between_steps = [] {});

// The similarities of the words of these rows of both sides alone, as a matrix of them: looked at are kLookedAtWithin
// words of each. x, y, r: as of Side, of these rows, with the neighbourhoods of CSLS among them.
inline constexpr std::int64_t kLookedAtWithin = 100;
retrieval::SparseScores similarities_within(const Witness& witness, const std::vector<std::int64_t>& source_rows,
                                            const std::vector<std::int64_t>& target_rows, ConstView x, ConstView y,
                                            std::span<const float> r_x, std::span<const float> r_y, Workers& workers);

}  // namespace koine::spelling
