#pragma once

#include "koine/core/workers.h"
#include "koine/eval/evaluation.h"
#include "koine/lexicon/resolved_dictionary.h"

namespace koine::eval {

// Bilingual lexicon induction, the task of Conneau et al. 2018 (arXiv 1710.04087), section 3.1: each source word of the
// dictionary looks among all target words, and any of its translations counts. Scored are the source words with at
// least one pair in the vocabulary; coverage is their share of all source words of the dictionary. The neighbourhoods
// of CSLS reach over both whole vocabularies. `dictionary` is resolved against the words of these two spaces.
// Errors: kInput for different dimensions, a number that is not finite. Memory: no copy of a space that
// is moved in.
// Cost: (V_s V_t + 5 M V_t) D for M source words; the same bits at any number of threads.
Evaluation evaluate_induction(io::WordVectors source, io::WordVectors target,
                              const lexicon::ResolvedDictionary& dictionary, const EvaluationOptions& options,
                              Workers& workers, Reporter& reporter);

}  // namespace koine::eval
