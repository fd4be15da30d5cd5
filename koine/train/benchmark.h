#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/core/workers.h"
#include "koine/train/options.h"

namespace koine::train {

struct BenchmarkOptions {
  std::vector<std::int64_t> vocabulary_sizes{20'000, 15'000};  // of each language; <unk> not counted
  std::int64_t mean_length = 20;                               // words a sentence
  TrainOptions training;
};

// One matrix product of the training step, and how fast this machine computes it at best: whole or in blocks, the
// median of five, warmed up, taken in turn with the steps.
struct ProductRate {
  std::string name;
  std::int64_t vocabulary = 0;  // of the language it belongs to
  std::int64_t m = 0, n = 0, k = 0;
  double times_a_step = 0;  // how often a step of that language needs it, on average
  double operations_per_second = 0;

  double operations() const { return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k); }
};

// A step here is one mini-batch of each language in turn, averaged over the languages. A word is a predicted position
// (<EOS> included), counted once for both directions.
struct BenchmarkResult {
  double words_per_second = 0;
  double words_per_step = 0;
  double operations_per_word = 0;  // 2 (3 · 2 D (V + 1) + 3 · 2 · 2 · 4 D² layers), averaged over the languages
  double ceiling_seconds = 0;      // of a step: its products alone, each at its best rate
  double step_seconds = 0;         // of a step, everything included
  double output_operations_per_second = 0;  // of the output layer, all of its work included
  double lstm_operations_per_second = 0;    // of the LSTMs, embeddings and dropout included
  std::int64_t peak_bytes = 0;              // of the process, training alone
  std::vector<ProductRate> products;

  double efficiency() const { return ceiling_seconds / step_seconds; }
};

// Times the training step on random text of the given sizes (words by Zipf's law), in turn with the products, so that a
// noisy machine disturbs both alike; medians of both. Errors: kUsage as of check_options.
BenchmarkResult benchmark_training(const BenchmarkOptions& options, Workers& workers, Reporter& reporter);

// The result as one JSON object, with a line's end.
std::string to_json(const BenchmarkOptions& options, const BenchmarkResult& result, int threads);

// Trains `steps` mini-batches on the same random text and leaves in `folder` what another program needs to do the same
// work: the parameters at the start, as NAME.npy by the names of model::Parameters, and steps.jsonl, an object a
// mini-batch with its language, its sentences as word ids, the loss of each direction in nats (summed over positions)
// and the seconds it took. Errors: kUsage as of benchmark_training; kOutput as of io::AtomicFile.
void record_training(const BenchmarkOptions& options, std::int64_t steps, const std::filesystem::path& folder,
                     Workers& workers, Reporter& reporter);

}  // namespace koine::train
