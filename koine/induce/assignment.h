#pragma once

#include <cstdint>
#include <vector>

#include "koine/retrieval/nearest.h"

namespace koine::induce {

// Each source word gets at most one target word and each target word at most one source word, so that the sum of
//   score - lowest score of all pairs + 1e-6
// over the pairs is the highest: the assignment problem, over pairs that are among the best of either word. (One
// that is not is no pair, so that a word may stay alone.)
// Result: of each source word its target word with the score, or index -1; of several best assignments always the same.
// Solved exactly, for scores rounded to 1e-6, as a flow of minimum cost by the network simplex of LEMON (Dezső,
// Jüttner, Kovács 2011). Cost: for some 100,000 words and a million pairs, some seconds to a minute.
std::vector<retrieval::Neighbour> one_to_one(const retrieval::BothNeighbours& best);

}  // namespace koine::induce
