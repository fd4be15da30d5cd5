// A step of the adversarial method, and the matrix products that it consists of, in tiles on the same threads.

#include <benchmark/benchmark.h>

#include <algorithm>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/core/workers.h"
#include "koine/kernels/gemm.h"
#include "koine/map/adversarial_game.h"
#include "koine/map/linear_algebra.h"

namespace {

using namespace koine;
using kernels::Transpose;

constexpr std::int64_t kDimension = 300, kBatch = 32;

Matrix<float> random_matrix(std::int64_t rows, std::int64_t cols) {
  Random random(1, Purpose::kTest);
  Matrix<float> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(0.06 * random.normal());
  return m;
}

void rate(benchmark::State& state, double operations) {
  state.counters["GFLOP/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * operations / 1e9, benchmark::Counter::kIsRate);
}

void game_step(benchmark::State& state) {
  const std::int64_t hidden = state.range(0);
  Workers workers(static_cast<int>(state.range(1)));
  const auto source = random_matrix(10'000, kDimension), target = random_matrix(10'000, kDimension);
  map::AdversarialGame game({source.view(), target.view(), 1, workers}, {.hidden = hidden},
                            map::to_float(map::identity(kDimension)));
  for (auto _ : state) game.step(0.1f, 0.1f);
  // Five steps of the discriminator: forward, both gradients but that of the input; one of the map: forward and back.
  const double layer1 = static_cast<double>(2 * kDimension * hidden), layer2 = static_cast<double>(2 * hidden * hidden);
  rate(state, 5 * 2 * kBatch * (2 * layer1 + 3 * layer2) + kBatch * 2 * (layer1 + layer2));
}
BENCHMARK(game_step)
    ->ArgNames({"hidden", "threads"})
    ->ArgsProduct({{1024, 2048}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// kind 0: forward, 1: gradient of the layer's input, 2: gradient of the weights, added to them.
void game_product(benchmark::State& state) {
  const std::int64_t kind = state.range(0), hidden = state.range(1), tile = state.range(2), rows = 2 * kBatch;
  Workers workers(static_cast<int>(state.range(3)));
  auto in = random_matrix(rows, hidden), out = random_matrix(rows, hidden), weights = random_matrix(hidden, hidden);
  for (auto _ : state) {
    workers.run((hidden + tile - 1) / tile, [&](std::int64_t t) {
      const std::int64_t first = t * tile, size = std::min(tile, hidden - first);
      const View w_rows = weights.view().row_block(first, size), w_cols = weights.view().col_block(first, size);
      if (kind == 0) {
        kernels::gemm(Transpose::kNo, Transpose::kNo, in.view(), w_cols, 0, out.view().col_block(first, size));
      } else if (kind == 1) {
        kernels::gemm(Transpose::kNo, Transpose::kYes, out.view(), w_rows, 0, in.view().col_block(first, size));
      } else {
        kernels::gemm(Transpose::kYes, Transpose::kNo, in.view().col_block(first, size), out.view(), 1, w_rows);
      }
    });
  }
  rate(state, static_cast<double>(2 * rows * hidden * hidden));
}
BENCHMARK(game_product)
    ->ArgNames({"kind", "hidden", "tile", "threads"})
    ->ArgsProduct({{0, 1, 2}, {1024, 2048}, {64, 128, 256, 512, 1024}, {1, 2}})
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
