#pragma once

#include <cstdint>
#include <functional>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"

namespace koine::retrieval {

// What is done with one tile: cosines(i, j) belongs to query first_query + i and candidate first_candidate + j. The
// tile may be overwritten.
using TileVisitor = std::function<void(std::int64_t first_query, std::int64_t first_candidate, View cosines)>;

// All cosines of queries [N, D] with candidates [V, D], both of unit rows, tile by tile. The tiles of one block of
// queries come one after the other on one thread, in the order of the candidates; different blocks come at the same
// time. Tiles depend on the shapes alone, so the bits are the same at any number of threads.
// Cost: N V D multiplications; memory: one tile a thread.
//
// How many rows of queries a tile has depends on how many there are: more make the product faster, fewer leave enough
// blocks for all threads.
void for_each_cosine_tile(ConstView queries, ConstView candidates, Workers& workers, const TileVisitor& visit);

// How many candidates a tile has; the last one may have fewer.
inline constexpr std::int64_t kCandidatesInTile = 1024;

// How many tiles lie side by side over `candidates` of them; all but the last are full.
std::int64_t cosine_tiles(std::int64_t candidates);

}  // namespace koine::retrieval
