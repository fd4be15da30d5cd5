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
// One word is taken to be right, so that of several right ones each has its part. β and π are those of the source word.
//
// Cautious: β is Sharpness::cautious, and likeness counts less above the line,
//   (1 - π) + (1 - kAbsent q(S)) π e^log_ratio(x, y),   S = ln Σ_y e^(β CSLS(x, y)) R(x, y) - ln Σ_y e^(β CSLS(x, y)),
// for the translation may be too rare for the target vocabulary, and a relative of it, or another name, be alike: q is
// the falling_ratio of what S would be were the word that adds most to it not alike, to S. So kAbsent q is a local
// false discovery rate (Efron, Tibshirani, Storey & Tusher 2001), of a translation not being there in one word of two.
class Confidence {
 public:
  static constexpr double kAbsent = 0.5;

  // Of a `trust` that is known. x [N, D] are the source words from the first on, all of them where caution is to be
  // right; y [V, D] all target words, r_x and r_y as of CSLS; similarities [N, V] of spelling, or null without. Cost:
  // N V (D + some) operations; the same bits at any number of threads.
  Confidence(ConstView x, ConstView y, std::span<const float> r_x, std::span<const float> r_y, const Trust& trust,
             const retrieval::SparseScores* similarities, bool cautious, Workers& workers);

  // Of source word x and target word y, which have this CSLS.
  double of(std::int64_t x, std::int64_t y, float csls) const;

 private:
  double sharpness(const Sharpness& trusted) const { return cautious_ ? trusted.cautious : trusted.sharpness; }

  Trust trust_;
  const retrieval::SparseScores* similarities_;
  bool cautious_;
  std::vector<double> log_totals_;  // of each source word, ln of the sum below the line
  std::vector<double> counted_;     // of each source word, 1 - kAbsent q(S), or 1
};

}  // namespace koine::spelling
