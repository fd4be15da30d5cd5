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
    benchmark::DoNotOptimize(softmax_cross_entropy(logits.data(), state.range(0), 3, 1e-3f));
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

// The step of the recurrence: [32, D] x [D, 4D].
void gemm_recurrence(benchmark::State& state) {
  const std::int64_t d = state.range(0);
  Matrix<float> h(32, d), w(4 * d, d), gates(32, 4 * d);
  for (auto _ : state) gemm(Transpose::kNo, Transpose::kYes, h.view(), w.view(), 1, gates.view());
  state.counters["GFLOP/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * 2 * 32 * 4 * d * d / 1e9,
                                                 benchmark::Counter::kIsRate);
}
BENCHMARK(gemm_recurrence)->Arg(300);

}  // namespace

BENCHMARK_MAIN();
