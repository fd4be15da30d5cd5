#pragma once

#include <cstdint>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/retrieval/nearest.h"

namespace koine::retrieval {

struct SelectionOptions {
  std::int64_t frequent = 3000;     // how many of the most frequent source words are translated
  std::int64_t neighbours = kCslsNeighbours;   // K of r_S and r_T
  std::int64_t source_limit = 0;    // take only the first rows of the source; 0: all
  std::int64_t target_limit = 0;    // take only the first rows of the target; 0: all
};

struct SelectionCriterion {
  double without_r_target = 0;      // mean over x of max_y [2 cos(x, y) - r_S(y)], the paper's choice
  double with_r_target = 0;         // mean over x of max_y CSLS(x, y) = the same - r_T(x)
  double margin = 0;                // mean over x of max_y CSLS(x, y) less the second highest; 0 with one target word
  std::int64_t frequent = 0;        // how many words it is the mean of, after clamping
  std::int64_t zero_rows = 0;       // in both matrices; their cosine with everything is 0
};

// The unsupervised model selection of Wada & Iwata 2018 (arXiv 1809.02306), after Conneau et al. 2018, section 2.4:
// how close the frequent source words x come to their best target words y. r_S(y) is the mean cosine of y with its K
// nearest rows of the whole source, r_T(x) that of x with its K nearest of the whole target. Without r_T a total
// collapse, where every cosine is 1, scores 1, and spaces of use score less (docs/results/criteria.md); with it
// a collapse scores 0.
// The margin is not theirs: it tells how clearly x has one translation, and follows p@1 where the others do not
// (docs/results/criteria.md). A collapse has none.
// Shapes: source [V_s, D], target [V_t, D], any scale, rows in order of frequency, without `<unk>`. Every rank and
// limit is clamped to the rows there are; with no rows on a side all values are 0.
// Errors: kInput where a number is not finite. Cost: (V_s + frequent) V_t D multiplications. Threads: any number gives
// the same bits.
SelectionCriterion selection_criterion(ConstView source, ConstView target, const SelectionOptions& options,
                                       Workers& workers);

}  // namespace koine::retrieval
