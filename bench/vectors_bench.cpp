// Reading and writing word vectors of D = 300 as text and as binary, from and to a file in the folder for temporary
// files.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "koine/core/random.h"
#include "koine/core/reporter.h"
#include "koine/io/atomic_file.h"
#include "koine/io/vector_export.h"
#include "koine/io/word_vectors.h"

namespace {

using namespace koine;

constexpr std::int64_t kDimension = 300;

io::WordVectors random_vectors(std::int64_t words) {
  Random random(1, Purpose::kTest);
  io::WordVectors result{{}, Matrix<float>(words, kDimension)};
  for (std::int64_t i = 0; i < words; ++i) result.words.push_back(fmt::format("word{}", i));
  for (std::int64_t i = 0; i < result.vectors.size(); ++i) {
    result.vectors.data()[i] = static_cast<float>(0.1 * random.normal());
  }
  return result;
}

// A file that goes with its benchmark.
struct TemporaryFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / fmt::format("koine_vectors_bench_{}", ::getpid());
  ~TemporaryFile() { std::filesystem::remove(path); }
};

void count_numbers(benchmark::State& state, const std::filesystem::path& path) {
  const std::int64_t numbers = state.iterations() * state.range(0) * kDimension;
  state.SetItemsProcessed(numbers);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(std::filesystem::file_size(path)));
}

void read(benchmark::State& state, const std::filesystem::path& path) {
  for (auto _ : state) benchmark::DoNotOptimize(io::read_word_vectors(path, silent_reporter()));
  count_numbers(state, path);
}

// As koine writes: the shortest digits that give the float back, up to 9 of them.
void read_shortest_digits(benchmark::State& state) {
  const TemporaryFile file;
  io::write_word2vec_text(file.path, random_vectors(state.range(0)));
  read(state, file.path);
}
BENCHMARK(read_shortest_digits)->Arg(20000)->Unit(benchmark::kMillisecond);

// As fastText does: five significant digits, four decimals or more.
void read_five_digits(benchmark::State& state) {
  const TemporaryFile file;
  const io::WordVectors vectors = random_vectors(state.range(0));
  std::string text = fmt::format("{} {}\n", vectors.words.size(), kDimension);
  for (std::size_t i = 0; i < vectors.words.size(); ++i) {
    text += vectors.words[i];
    const float* row = vectors.vectors.row(static_cast<std::int64_t>(i));
    for (std::int64_t j = 0; j < kDimension; ++j) text += fmt::format(" {:.5g}", row[j]);
    text += '\n';
  }
  io::write_file(file.path, text);
  read(state, file.path);
}
BENCHMARK(read_five_digits)->Arg(20000)->Unit(benchmark::kMillisecond);

void read_binary(benchmark::State& state) {
  const TemporaryFile file;
  io::write_word2vec_binary(file.path, random_vectors(state.range(0)));
  read(state, file.path);
}
BENCHMARK(read_binary)->Arg(20000)->Unit(benchmark::kMillisecond);

void write_text(benchmark::State& state) {
  const TemporaryFile file;
  const io::WordVectors vectors = random_vectors(state.range(0));
  for (auto _ : state) io::write_word2vec_text(file.path, vectors);
  count_numbers(state, file.path);
}
BENCHMARK(write_text)->Arg(20000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
