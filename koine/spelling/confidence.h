#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/retrieval/sparse_scores.h"
#include "koine/spelling/sharpness.h"

namespace koine::spelling {

// How likely a target word is the translation of a source word, in [0, 1], calibrated without a dictionary: the model
// of fit_sharpness with the values that make the spellings of the words most likely,
//   p(y | x) = e^(β CSLS(x, y)) R(x, y) / Σ_y' e^(β CSLS(x, y')) R(x, y'),   R = (1 - π) + π e^log_ratio(x, y),
// where y' are all target words, and R = 1 without spelling: then spelling has only shown, by β, what a CSLS is worth.
// One word is taken to be right, so that of several right ones each has its part. β and π are those of the source word;
// β is Sharpness::cautious.
class Confidence {
 public:
  // Of a `trust` that is known. x [N, D] are the first N source words, y [V, D] all target words, r_x and r_y as of
  // CSLS; similarities [N, V] of spelling, or null without. Cost: N V (D + some) operations; the same bits at any
  // number of threads.
  Confidence(ConstView x, ConstView y, std::span<const float> r_x, std::span<const float> r_y, const Trust& trust,
             const retrieval::SparseScores* similarities, Workers& workers);

  // Of source word x and target word y, which have this CSLS.
  double of(std::int64_t x, std::int64_t y, float csls) const;

 private:
  double log_spelling(float similarity, double share) const;  // ln R; that of no similarity is ln (1 - π)

  Trust trust_;
  const retrieval::SparseScores* similarities_;
  std::vector<double> log_totals_;  // of each source word, ln of the sum below the line
};

}  // namespace koine::spelling
