// How close a whole training step comes to the machine's limit: the time that oneDNN needs for the step's matrix
// products alone, at the best rate it reaches here for each shape, over the time of the step with everything in it.
// Both are measured in this process, alternately, so that a noisy machine disturbs both alike.
//
//   training_step [THREADS] [V …]     default: the cores present, 20000 15000

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "koine/core/random.h"
#include "koine/core/workers.h"
#include "koine/kernels/gemm.h"
#include "koine/kernels/isa.h"
#include "koine/model/language_model.h"

namespace {

using namespace koine;
using kernels::Transpose;

constexpr std::int64_t kDimension = 300, kSentences = 64, kMeanLength = 20;
constexpr int kRepeats = 5;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// One product of the step: op(A) [m, k] op(B) [k, n].
struct Product {
  std::string name;
  Transpose a, b;
  std::int64_t m, n, k;
  double operations() const { return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k); }
};

// Best operations a second over some ways to cut the product among the threads: the median of five, the way warmed up.
double best_rate(const Product& p, Workers& workers) {
  const bool ta = p.a == Transpose::kYes, tb = p.b == Transpose::kYes;
  Matrix<float> a(ta ? p.k : p.m, ta ? p.m : p.k), b(tb ? p.n : p.k, tb ? p.k : p.n), c(p.m, p.n);
  for (std::int64_t i = 0; i < a.size(); ++i) a.data()[i] = 0.01f;
  for (std::int64_t i = 0; i < b.size(); ++i) b.data()[i] = 0.01f;
  double best = 0;
  for (const bool by_rows : {true, false}) {
    const std::int64_t size = by_rows ? p.m : p.n;
    for (const std::int64_t tile : {32, 128, 256, 512, 1024, 2048}) {
      if (tile != 32 && tile >= 2 * size) continue;
      const std::int64_t tiles = (size + tile - 1) / tile;
      const auto run = [&] {
        workers.run(tiles, [&](std::int64_t i) {
          const std::int64_t first = i * tile, count = std::min(tile, size - first);
          if (by_rows) {
            const ConstView part = ta ? ConstView(a.data() + first, p.k, count, p.m) : a.view().row_block(first, count);
            kernels::gemm(p.a, p.b, part, b.view(), 0, c.view().row_block(first, count));
          } else {
            const ConstView part = tb ? b.view().row_block(first, count) : ConstView(b.data() + first, p.k, count, p.n);
            kernels::gemm(p.a, p.b, a.view(), part, 0, View(c.data() + first, p.m, count, p.n));
          }
        });
      };
      run();
      std::vector<double> seconds;
      for (int r = 0; r < kRepeats; ++r) seconds.push_back(seconds_of(run));
      best = std::max(best, p.operations() / median(seconds));
    }
  }
  return best;
}

std::vector<std::vector<std::int32_t>> sentences(std::int64_t vocabulary, Random& random) {
  std::vector<std::vector<std::int32_t>> batch(kSentences);
  for (auto& sentence : batch) {
    sentence.resize(static_cast<std::size_t>(kMeanLength) - 2 + random.below(5));
    for (auto& word : sentence) word = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(vocabulary)));
  }
  std::sort(batch.begin(), batch.end(), [](const auto& x, const auto& y) { return x.size() > y.size(); });
  return batch;
}

void measure(std::int64_t vocabulary, Workers& workers) {
  const std::int64_t d = kDimension, positions = kSentences * (kMeanLength + 1), rows = 2 * positions,
                     v = vocabulary + 1;
  // The output layer's block of rows is the one that the model uses; the recurrence has the rows of one step.
  const std::vector<std::pair<Product, double>> products = {
      {{"logits", Transpose::kNo, Transpose::kYes, 512, v, d}, static_cast<double>(rows) / 512},
      {{"d_hidden", Transpose::kNo, Transpose::kNo, 512, d, v}, static_cast<double>(rows) / 512},
      {{"d_output", Transpose::kYes, Transpose::kNo, v, d, 512}, static_cast<double>(rows) / 512},
      {{"lstm input", Transpose::kNo, Transpose::kYes, positions, 4 * d, d}, 2},
      {{"lstm d_input", Transpose::kNo, Transpose::kNo, positions, d, 4 * d}, 2},
      {{"lstm d_weights", Transpose::kYes, Transpose::kNo, 4 * d, d, positions}, 4},
      {{"lstm recurrence", Transpose::kNo, Transpose::kYes, kSentences, 4 * d, d}, 2.0 * (kMeanLength + 1)},
      {{"lstm d_recurrence", Transpose::kNo, Transpose::kNo, kSentences, d, 4 * d}, 2.0 * (kMeanLength + 1)}};
  double ceiling_seconds = 0, operations = 0;
  for (const auto& [product, times] : products) {
    const double rate = best_rate(product, workers);
    fmt::print("  {:18} {:6} x {:5} x {:5}  {:6.0f} GFLOP/s\n", product.name, product.m, product.n, product.k,
               rate / 1e9);
    ceiling_seconds += times * product.operations() / rate;
    operations += times * product.operations();
  }

  const model::ModelConfig config{
      .vocabulary_sizes = {vocabulary}, .dimension = d, .layers = 1, .tied = false};
  model::Parameters parameters(config);
  parameters.initialise(1);
  model::LanguageModel language_model(config, parameters, workers);
  model::Gradients gradients(config);
  Random random(1, Purpose::kTest);
  std::vector<double> a_word;
  for (std::uint64_t i = 0; i < kRepeats + 1; ++i) {
    const auto batch = sentences(vocabulary, random);
    std::int64_t words = 0;
    const double seconds = seconds_of([&] {
      const std::vector<std::span<const std::int32_t>> spans(batch.begin(), batch.end());
      words = language_model.loss_and_gradients(0, spans, {1, i, 0.3}, gradients).words;
      const double norm = std::sqrt(gradients.squared_norm(workers));
      gradients.apply(parameters, static_cast<float>(-std::min(1.0, 5.0 / norm)), 1, workers);
    });
    if (i > 0) a_word.push_back(seconds / static_cast<double>(words));
  }
  const double step_seconds = median(a_word) * static_cast<double>(positions);
  fmt::print("V = {}: ceiling {:.0f} ms, step {:.0f} ms, {:.0f} words/s, {:.0f} GFLOP/s, efficiency {:.2f}\n",
             vocabulary, 1000 * ceiling_seconds, 1000 * step_seconds, 1 / median(a_word),
             operations / step_seconds / 1e9, ceiling_seconds / step_seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::stoi(argv[1]) : available_cores();
  Workers workers(threads);
  fmt::print("{} threads, {}, oneDNN {}\n", threads, kernels::name_of(kernels::active_isa()),
             kernels::onednn_version());
  std::vector<std::int64_t> vocabularies;
  for (int i = 2; i < argc; ++i) vocabularies.push_back(std::stoll(argv[i]));
  if (vocabularies.empty()) vocabularies = {20000, 15000};
  for (const std::int64_t v : vocabularies) measure(v, workers);
}
