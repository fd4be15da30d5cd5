// One row of each elementwise kernel, and GEMM on one thread, at the sizes of a training step.

#include <benchmark/benchmark.h>

#include <vector>

#include "koine/core/matrix.h"
#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"

namespace {

using namespace koine;
using namespace koine::kernels;

void softmax_row(benchmark::State& state) {
  std::vector<float> logits(static_cast<std::size_t>(state.range(0)), 0.1f);
  for (auto _ : state) {
    benchmark::DoNotOptimize(exp_minus_highest(logits.data(), nullptr, state.range(0), logits.data()));
    for (auto& x : logits) x += 0.1f;
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(softmax_row)->Arg(5000)->Arg(20000)->Arg(60000);

void lstm_cell(benchmark::State& state) {
  const auto d = static_cast<std::size_t>(state.range(0));
  std::vector<float> gates(4 * d, 0.1f), bias(4 * d, 0.1f), before(d, 0.1f), c(d), h(d), d_h(d, 0.1f), d_c(d, 0.1f);
  for (auto _ : state) {
    lstm_cell_forward(gates.data(), bias.data(), before.data(), c.data(), h.data(), state.range(0));
    lstm_cell_backward(gates.data(), before.data(), c.data(), d_h.data(), d_c.data(), state.range(0));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(lstm_cell)->Arg(300);

// A step of the recurrence for some sentences, D = 300: [rows, D] x [D, 4D] forward, [rows, 4D] x [4D, D] backward.
void gemm_recurrence(benchmark::State& state) {
  constexpr std::int64_t d = 300;
  const std::int64_t rows = state.range(0);
  const bool backward = state.range(1) == 1;
  Matrix<float> h(rows, d), w(4 * d, d), gates(rows, 4 * d);
  for (auto _ : state) {
    if (backward) {
      gemm(Transpose::kNo, Transpose::kNo, gates.view(), w.view(), 1, h.view());
    } else {
      gemm(Transpose::kNo, Transpose::kYes, h.view(), w.view(), 1, gates.view());
    }
  }
  state.counters["GFLOP/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(2 * rows * 4 * d * d) / 1e9,
                         benchmark::Counter::kIsRate);
}
BENCHMARK(gemm_recurrence)->ArgsProduct({{16, 32, 48, 64, 128}, {0, 1}})->ArgNames({"rows", "backward"});

// The tasks of the output layer: a tile of scores, of the hidden states' gradient, of the weights' gradient.
void gemm_output(benchmark::State& state) {
  constexpr std::int64_t d = 300, stride = 20016;
  const std::int64_t rows = state.range(1), words = state.range(2);
  Matrix<float> h(rows, d), w(words, d), block(rows, stride), product(rows, d), d_w(words, d);
  const View scores(block.data(), rows, words, stride);
  for (auto _ : state) {
    switch (state.range(0)) {
      case 0:
        gemm(Transpose::kNo, Transpose::kYes, h.view(), w.view(), 0, scores);
        break;
      case 1:
        gemm(Transpose::kNo, Transpose::kNo, scores, w.view(), 0, product.view());
        break;
      default:
        gemm(Transpose::kYes, Transpose::kNo, scores, h.view(), 1, d_w.view());
        break;
    }
  }
  state.counters["GFLOP/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(2 * rows * words * d) / 1e9,
                         benchmark::Counter::kIsRate);
}
BENCHMARK(gemm_output)
    ->ArgNames({"kind", "rows", "words"})
    ->ArgsProduct({{0, 1, 2}, {112, 448, 2048}, {512, 1008, 20000}});

}  // namespace

BENCHMARK_MAIN();
