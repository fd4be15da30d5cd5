#include "koine/retrieval/cosine_tiles.h"

#include <algorithm>

#include "koine/kernels/gemm.h"

namespace koine::retrieval {
namespace {

constexpr std::int64_t kQueriesInTile = 256;
constexpr std::int64_t kCandidatesInTile = 1024;   // a tile of 1 MB: what follows the product finds it in the cache

}  // namespace

void for_each_cosine_tile(ConstView queries, ConstView candidates, Workers& workers, const TileVisitor& visit) {
  require(queries.cols == candidates.cols, "cosines: queries and candidates have one dimension");
  const std::int64_t blocks = (queries.rows + kQueriesInTile - 1) / kQueriesInTile;
  workers.run(blocks, [&](std::int64_t block) {
    const std::int64_t first_query = block * kQueriesInTile;
    const std::int64_t rows = std::min(kQueriesInTile, queries.rows - first_query);
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
