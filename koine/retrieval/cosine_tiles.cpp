#include "koine/retrieval/cosine_tiles.h"

#include <algorithm>

#include "koine/kernels/gemm.h"

namespace koine::retrieval {
namespace {

// oneDNN packs both its operands anew in each product, which pays the better the more rows there are.
constexpr std::int64_t kFewestQueries = 256, kMostQueries = 1024, kBlocks = 16, kStep = 64;

std::int64_t queries_in_tile(std::int64_t queries) {
  const std::int64_t share = (queries + kBlocks - 1) / kBlocks;
  return std::clamp((share + kStep - 1) / kStep * kStep, kFewestQueries, kMostQueries);
}

}  // namespace

std::int64_t cosine_tiles(std::int64_t candidates) {
  return (candidates + kCandidatesInTile - 1) / kCandidatesInTile;
}

void for_each_cosine_tile(ConstView queries, ConstView candidates, Workers& workers, const TileVisitor& visit) {
  require(queries.cols == candidates.cols, "cosines: queries and candidates have one dimension");
  const std::int64_t queries_in_block = queries_in_tile(queries.rows);
  const std::int64_t blocks = (queries.rows + queries_in_block - 1) / queries_in_block;
  workers.run(blocks, [&](std::int64_t block) {
    const std::int64_t first_query = block * queries_in_block;
    const std::int64_t rows = std::min(queries_in_block, queries.rows - first_query);
    Matrix<float> buffer(rows, std::min(kCandidatesInTile, candidates.rows));
    for (std::int64_t first = 0; first < candidates.rows; first += kCandidatesInTile) {
      const std::int64_t cols = std::min(kCandidatesInTile, candidates.rows - first);
      const View tile(buffer.data(), rows, cols, buffer.cols());
      kernels::gemm(kernels::Transpose::kNo, kernels::Transpose::kYes, queries.row_block(first_query, rows),
                    candidates.row_block(first, cols), 0.0f, tile);
      visit(first_query, first, tile);
    }
  });
}

}  // namespace koine::retrieval
