#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/map/method.h"

namespace koine::join {

struct SoftDictionaryOptions {
  std::int64_t neighbours = 10;  // K, of CSLS and of the words that may be translations of a word
  double temperature = 0.15;     // τ; towards 0 the dictionary is that of the mutual nearest neighbours
};

struct SoftDictionary {
  std::vector<map::Pair> pairs;  // in the order of the rows of x
  std::int64_t mutual = 0;       // how many of them are each other's nearest
};

// Words of two languages that may be translations of each other, each pair as heavy as it is probable: where vectors
// are poor, the second and third neighbour of a word are right often, too, and a word in a crowd of like ones tells
// less than one that stands alone. The weight of x_i and y_j is p(y_j | x_i) p(x_i | y_j), where p(y_j | x_i) =
// e^(CSLS(x_i, y_j) / τ) / Σ e^(CSLS(x_i, y) / τ), the sum over the K nearest y of x_i by CSLS, and the other way
// round likewise (the second factor is the inverted softmax of Smith et al. 2017, arXiv 1702.03859). Only words that
// are among the K nearest of each other make a pair, and none of a weight below 0.001. Rows of x [N, D] and y [M, D] of
// any length; zero rows have no neighbour. The same bits at any number of threads. Cost: 2 N M D.
SoftDictionary soft_dictionary(ConstView x, ConstView y, const SoftDictionaryOptions& options, Workers& workers);

}  // namespace koine::join
