#include "koine/map/orthogonal_pull.h"

#include <algorithm>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"

namespace koine::map {

void OrthogonalPull::operator()(View w, float beta, Workers& workers) {
  using kernels::Transpose;
  constexpr std::int64_t kTile = 64;
  const std::int64_t d = w.rows, tiles = (d + kTile - 1) / kTile;
  const auto tile_of = [&](std::int64_t tile, auto x) {
    return x.row_block(tile * kTile, std::min(kTile, d - tile * kTile));
  };
  workers.run(tiles, [&](std::int64_t tile) {
    kernels::gemm(Transpose::kNo, Transpose::kYes, tile_of(tile, w), w, 0.0f, tile_of(tile, gram_.view()));
    kernels::gemm(Transpose::kNo, Transpose::kNo, tile_of(tile, gram_.view()), w, 0.0f, tile_of(tile, cubed_.view()));
  });
  workers.run(tiles, [&](std::int64_t tile) {
    const View rows = tile_of(tile, w);
    for (std::int64_t i = 0; i < rows.rows; ++i) {
      kernels::scaled(rows.row(i), 1 + beta, rows.row(i), d);
      kernels::add_scaled(rows.row(i), -beta, cubed_.row(tile * kTile + i), d);
    }
  });
}

}  // namespace koine::map
