// A round of self-learning over two random spaces of D = 300, against GEMM alone.

#include <benchmark/benchmark.h>

#include <cstdint>

#include "bench/random_space.h"
#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/map/pair_inducer.h"
#include "koine/map/procrustes.h"
#include "koine/map/refine.h"
#include "koine/map/self_learning.h"
#include "koine/retrieval/cosine_tiles.h"

namespace {

using namespace koine;

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"words", "threads"})->ArgsProduct({{5000, 20000}, {1, 2}})->UseRealTime()->Unit(benchmark::kMillisecond);
}

// The measure: words x words x 300.
void gemm(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  Workers workers(static_cast<int>(state.range(1)));
  for (auto _ : state) {
    retrieval::for_each_cosine_tile(x.view(), y.view(), workers,
                                    [](std::int64_t, std::int64_t, View tile) { benchmark::DoNotOptimize(tile.data); });
  }
}
BENCHMARK(gemm)->Apply(sizes);

// Procrustes on the pairs of the last round, the map of the source, the next pairs: all that a round does.
void round_of_self_learning(benchmark::State& state, double keep, std::int64_t kept_bytes) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  const map::Spaces spaces{x.view(), y.view()};
  Workers workers(static_cast<int>(state.range(1)));
  map::PairInducer inducer(kept_bytes);
  std::uint64_t round = 0;
  // The first round asks for memory.
  auto pairs = inducer.induce(x.view(), y.view(), {.keep = keep, .round = round++}, workers).pairs;
  for (auto _ : state) {
    const auto w = map::procrustes(spaces, pairs, workers, map::Arithmetic::kFast);
    const auto moved = map::mapped(x.view(), w, workers);
    pairs = inducer.induce(moved.view(), y.view(), {.keep = keep, .round = round++}, workers).pairs;
  }
}
BENCHMARK_CAPTURE(round_of_self_learning, keep_a_tenth, 0.1, map::PairInducer::kKeptBytes)->Apply(sizes);
BENCHMARK_CAPTURE(round_of_self_learning, keep_all, 1.0, map::PairInducer::kKeptBytes)->Apply(sizes);
BENCHMARK_CAPTURE(round_of_self_learning, keep_a_tenth_without_room, 0.1, 0)->Apply(sizes);

void procrustes(benchmark::State& state, map::Arithmetic arithmetic) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  Workers workers(static_cast<int>(state.range(1)));
  std::vector<map::Pair> pairs;
  for (std::int64_t i = 0; i < x.rows(); ++i) pairs.push_back({i, i});
  for (auto _ : state) {
    benchmark::DoNotOptimize(map::procrustes({x.view(), y.view()}, pairs, workers, arithmetic));
  }
}
BENCHMARK_CAPTURE(procrustes, fast, map::Arithmetic::kFast)->Apply(sizes);
BENCHMARK_CAPTURE(procrustes, exact, map::Arithmetic::kExact)->Apply(sizes);

void reweighted_mapping(benchmark::State& state) {
  const auto x = random_space(state.range(0), 1), y = random_space(state.range(0), 2);
  Workers workers(static_cast<int>(state.range(1)));
  std::vector<map::Pair> pairs;
  for (std::int64_t i = 0; i < 2 * x.rows(); ++i) pairs.push_back({i / 2, i / 2});
  for (auto _ : state) {
    benchmark::DoNotOptimize(map::reweighted_mapping({x.view(), y.view()}, pairs, 0.5, true, workers));
  }
}
BENCHMARK(reweighted_mapping)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
