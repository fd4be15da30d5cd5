#pragma once

#include <cstdint>

#include "koine/core/workers.h"
#include "koine/corpus/run_text.h"
#include "koine/counting/sparse_rows.h"

namespace koine::counting {

struct CooccurrenceOptions {
  std::int64_t window = 5;       // most tokens to either side
  std::int64_t contexts = 6000;  // only the most frequent words are looked for beside a word
  double subsample = 1e-3;       // a word of a larger share of the text counts less
};

// How often each word has each context beside it, [V, min(V, contexts)]: rows and columns are the words without `<unk>`
// in the order of the vocabulary, the most frequent first. Two words of a sentence at a distance of d ≤ W tokens
// (`<unk>` is one) count k_w k_c (W + 1 - d) / W, the mean of the windows that word2vec draws, where k is
// √(subsample / f) of a word whose share f of the words is larger than `subsample`, else 1: the share of its
// occurrences that subsampling keeps (Mikolov et al. 2013, arXiv 1310.4546, section 2.3; Levy, Goldberg, Dagan 2015,
// TACL, section 3.1, who also give what follows). The same bits at any number of threads.
SparseRows cooccurrences(const corpus::RunLanguage& language, const CooccurrenceOptions& options, Workers& workers);

// ln(p(w, c) / (p(w) p_α(c))) where that is above 0, with p_α(c) ∝ (Σ_w n(w, c))^α: positive pointwise mutual
// information, the contexts smoothed so that the rare ones do not tell most (Levy, Goldberg, Dagan 2015, equation 3).
SparseRows positive_pmi(const SparseRows& counts, double context_power);

}  // namespace koine::counting
