#pragma once

#include <cstdint>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/corpus/run_text.h"
#include "koine/counting/cooccurrence.h"
#include "koine/map/method.h"

namespace koine::counting {

struct CountOptions {
  CooccurrenceOptions cooccurrence = {};
  double context_power = 0.75;  // of positive_pmi()
  double value_power = 0.5;     // of the singular values
  std::int64_t dimension = 300;
};

// U diag(s)^power [N, dimension] of A ≈ U diag(s) Vᵀ, the largest singular values first. Columns beyond the rank of
// A are zero; the sign of a column is any. By subspace iteration: some more directions than asked for, random ones at
// first, are multiplied by Aᵀ A and put at right angles, a fixed number of times (Halko, Martinsson, Tropp 2011, SIAM
// Review 53, algorithm 4.4). The same bits at any number of threads. Error: kInterrupted where context.stop became
// true, within a step, that is within some seconds.
Matrix<float> leading_directions(const SparseRows& a, std::int64_t dimension, double power, Random random,
                                 map::MethodContext& context);

// Vectors of the words of one language, [V, dimension], without `<unk>`: the positive mutual information of a word
// with the words around it, in its main directions (Levy, Goldberg, Dagan 2015). A word with no such information has
// zeros. Everything random is from context.seed. Cost: 6 products of a matrix with one entry for each two words seen
// together with one of some more than `dimension` columns, and 5 with its transpose. Errors: as of
// leading_directions().
Matrix<float> count_vectors(const corpus::RunLanguage& language, const CountOptions& options,
                            map::MethodContext& context);

// About the most memory that count_vectors() takes, its result among it.
std::int64_t memory_bytes(const corpus::RunLanguage& language, const CountOptions& options);

}  // namespace koine::counting
