// Cosine, CSLS and the criterion over two random spaces of D = 300, against GEMM alone in the same tiles.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "bench/random_space.h"
#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/kernels/gemm.h"
#include "koine/retrieval/nearest.h"
#include "koine/retrieval/ranks.h"
#include "koine/retrieval/selection_criterion.h"

namespace {

using namespace koine;

// `passes` products of all `rows` of one space with all of the other.
void count_operations(benchmark::State& state, std::int64_t passes) {
  const double operations = 2.0 * static_cast<double>(passes) * static_cast<double>(state.range(0)) *
                            static_cast<double>(state.range(0)) * static_cast<double>(kDimension);
  state.counters["GFLOP/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * operations / 1e9, benchmark::Counter::kIsRate);
}

// The ceiling: the products alone, in tiles of rows x columns, on as many threads.
void gemm_in_tiles(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  const std::int64_t rows = state.range(2), columns = state.range(3), n = state.range(0);
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) {
    workers.run((n + rows - 1) / rows, [&](std::int64_t block) {
      const std::int64_t first = block * rows, here = std::min(rows, n - first);
      Matrix<float> buffer(here, columns);
      for (std::int64_t j = 0; j < n; j += columns) {
        const std::int64_t across = std::min(columns, n - j);
        kernels::gemm(kernels::Transpose::kNo, kernels::Transpose::kYes, x.view().row_block(first, here),
                      y.view().row_block(j, across), 0, View(buffer.data(), here, across, columns));
      }
    });
  }
  count_operations(state, 1);
}
BENCHMARK(gemm_in_tiles)
    ->ArgNames({"words", "threads", "rows", "columns"})
    ->ArgsProduct({{20000}, {1, 2}, {256, 512, 1024, 2048}, {512, 1024, 2048, 4096}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"words", "threads"})
      ->ArgsProduct({{5000, 20000, 40000}, {1, 2}})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

// r_T or r_S: one pass.
void mean_top_10_cosine(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(retrieval::mean_top_k_cosine(x.view(), y.view(), 10, workers));
  count_operations(state, 1);
}
BENCHMARK(mean_top_10_cosine)->Apply(sizes);

// r_T and r_S together: one pass.
void mean_top_10_both_ways(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(retrieval::mean_top_k_cosines_both_ways(x.view(), y.view(), 10, workers));
  }
  count_operations(state, 1);
}
BENCHMARK(mean_top_10_both_ways)->Apply(sizes);

// The search by CSLS, given r_T and r_S: one pass.
void nearest_by_csls(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  const std::vector<float> r(static_cast<std::size_t>(state.range(0)), 0.1f);
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(retrieval::nearest_by_csls(x.view(), y.view(), r, r, 10, workers));
  count_operations(state, 1);
}
BENCHMARK(nearest_by_csls)->Apply(sizes);

// The same in both directions, which a mutual dictionary needs: one pass.
void nearest_by_csls_both_ways(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  const std::vector<float> r(static_cast<std::size_t>(state.range(0)), 0.1f);
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(retrieval::nearest_by_csls_both_ways(x.view(), y.view(), r, r, 10, workers));
  }
  count_operations(state, 1);
}
BENCHMARK(nearest_by_csls_both_ways)->Apply(sizes);

// Where the right answers of an evaluation stand, given r_T and r_S.
void ranks_by_csls(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  const std::vector<float> r(static_cast<std::size_t>(state.range(0)), 0.1f);
  retrieval::RightAnswers right;
  for (std::int64_t i = 0; i < state.range(0); ++i) right.push_back({i});
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(retrieval::ranks_by_csls(x.view(), y.view(), r, r, right, workers));
  count_operations(state, 2);
}
BENCHMARK(ranks_by_csls)->Apply(sizes);

// The criterion with every source word a frequent one: both passes whole.
void criterion(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(retrieval::selection_criterion(x.view(), y.view(), {.frequent = state.range(0)}, workers));
  }
  count_operations(state, 2);
}
BENCHMARK(criterion)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
