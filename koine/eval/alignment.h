#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/workers.h"
#include "koine/eval/evaluation.h"
#include "koine/lexicon/dictionary.h"

namespace koine::eval {

// Word alignment, the task of Wada & Iwata 2018 (arXiv 1809.02306), section 4: M one-to-one pairs, and for each source
// word the candidates are the M target words alone. The neighbourhoods of CSLS lie within the M words too. Chance: p@k
// = k / M. `asked`: how many pairs there should have been, the denominator of coverage. Pairs with a word that has no
// vector (neither as it stands nor in lower case) are left out with a warning.
// Errors: kInput for different dimensions, a word that stands in two pairs, no pair left, a number that is not finite.
// Cost: 6 M² D; the same bits at any number of threads.
Evaluation evaluate_alignment(const io::WordVectors& source, const io::WordVectors& target,
                              const std::vector<lexicon::WordPair>& pairs, std::int64_t asked,
                              const EvaluationOptions& options, Workers& workers, Reporter& reporter);

}  // namespace koine::eval
