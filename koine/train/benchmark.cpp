#include "koine/train/benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/random.h"
#include "koine/core/stopwatch.h"
#include "koine/io/atomic_file.h"
#include "koine/io/vector_export.h"
#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"
#include "koine/kernels/isa.h"
#include "koine/train/trainer.h"

namespace koine::train {
namespace {

using kernels::Transpose;

constexpr int kMostBatches = 24;  // of each language
constexpr int kWarmUp = 2;        // steps of each language that are not timed
constexpr int kRounds = 5;        // each has some timed steps, then each product once
constexpr int kStepsARound = 8;   // of each language, fewer where they take long
constexpr double kRoundSeconds = 3;

double seconds_of(const std::function<void()>& work) {
  const Stopwatch stopwatch;
  work();
  return stopwatch.seconds();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Sentences of mean_length / 2 to mean_length · 3 / 2 words; word r has a share of 1 / r.
corpus::EncodedCorpus zipf_corpus(std::int64_t words, std::int64_t sentences, std::int64_t mean_length, Random random) {
  std::vector<double> cumulative(static_cast<std::size_t>(words));
  double sum = 0;
  for (std::size_t r = 0; r < cumulative.size(); ++r) cumulative[r] = sum += 1.0 / static_cast<double>(r + 1);
  corpus::EncodedCorpus corpus;
  const auto half = static_cast<std::uint64_t>(mean_length / 2);
  for (std::int64_t i = 0; i < sentences; ++i) {
    std::vector<std::int32_t> sentence(static_cast<std::uint64_t>(mean_length) - half + random.below(2 * half + 1));
    for (auto& word : sentence) {
      const auto at = std::upper_bound(cumulative.begin(), cumulative.end(), random.uniform() * sum);
      word = static_cast<std::int32_t>(std::min<std::ptrdiff_t>(at - cumulative.begin(), words - 1));
    }
    corpus.add(sentence);
  }
  return corpus;
}

struct Cut {
  std::int64_t rows, cols;  // of a task's part of the result
};

// A product, `copies` of them side by side, cut into tasks of that size. T: what it reads, float or kernels::Bf16.
template <typename T>
class TimedProduct {
 public:
  TimedProduct(Transpose a, Transpose b, std::int64_t m, std::int64_t n, std::int64_t k, int copies)
      : ta_(a), tb_(b), m_(m), n_(n), k_(k) {
    for (int i = 0; i < copies; ++i) {
      a_.push_back(filled(ta_ == Transpose::kYes ? k : m, ta_ == Transpose::kYes ? m : k));
      b_.push_back(filled(tb_ == Transpose::kYes ? n : k, tb_ == Transpose::kYes ? k : n));
      c_.emplace_back(m, n);
    }
  }

  void run(const Cut& cut, Workers& workers) {
    const std::int64_t row_parts = (m_ + cut.rows - 1) / cut.rows, col_parts = (n_ + cut.cols - 1) / cut.cols;
    workers.run(static_cast<std::int64_t>(c_.size()) * row_parts * col_parts, [&](std::int64_t task) {
      const auto copy = static_cast<std::size_t>(task / (row_parts * col_parts));
      const std::int64_t i = task / col_parts % row_parts * cut.rows, j = task % col_parts * cut.cols;
      const std::int64_t rows = std::min(cut.rows, m_ - i), cols = std::min(cut.cols, n_ - j);
      const MatrixView<T> a = a_[copy].view(), b = b_[copy].view();
      kernels::gemm(ta_, tb_, ta_ == Transpose::kYes ? a.col_block(i, rows) : a.row_block(i, rows),
                    tb_ == Transpose::kYes ? b.row_block(j, cols) : b.col_block(j, cols), 0,
                    c_[copy].view().row_block(i, rows).col_block(j, cols));
    });
  }

 private:
  static Matrix<T> filled(std::int64_t rows, std::int64_t cols) {
    const std::vector<float> values(static_cast<std::size_t>(cols), 0.01f);
    Matrix<T> matrix(rows, cols);
    for (std::int64_t i = 0; i < rows; ++i) kernels::scaled(values.data(), 1, matrix.row(i), cols);
    return matrix;
  }

  Transpose ta_, tb_;
  std::int64_t m_, n_, k_;
  std::vector<Matrix<T>> a_, b_;
  std::vector<Matrix<float>> c_;
};

// A product of the step, in the cut that this machine computes it in at best.
struct Ceiling {
  ProductRate rate;
  Transpose a, b;
  Cut cut{};
  int copies = 1;  // side by side, as the two directions may run
  std::vector<double> seconds;
};

// The best of several cuts into blocks of rows or of columns, from large to small: where a cut is far slower than the
// best so far, smaller ones are not tried.
template <typename T>
void choose_cut(Ceiling& ceiling, Workers& workers) {
  const ProductRate& p = ceiling.rate;
  double best_seconds = std::numeric_limits<double>::infinity();
  for (const int copies : {1, 2}) {
    TimedProduct<T> product(ceiling.a, ceiling.b, p.m, p.n, p.k, copies);
    // Whether it is worth going on in that direction.
    const auto consider = [&](const Cut& cut) {
      const auto seconds = [&] { return seconds_of([&] { product.run(cut, workers); }) / copies; };
      double tried = seconds();
      if (tried > 2 * best_seconds) return false;
      tried = std::min(tried, seconds());
      if (tried > 1.3 * best_seconds) return true;
      tried = std::min({tried, seconds(), seconds()});
      if (tried < best_seconds) {
        best_seconds = tried;
        ceiling.cut = cut;
        ceiling.copies = copies;
      }
      return true;
    };
    const auto sizes = {2048, 1024, 512, 256, 128, 64, 32};
    consider({p.m, p.n});
    for (const std::int64_t size : sizes) {
      if (size < p.m && p.m / size <= 128 && !consider({size, p.n})) break;
    }
    for (const std::int64_t size : sizes) {
      if (size < p.n && p.n / size <= 128 && !consider({p.m, size})) break;
    }
    if (p.m * p.n > 1'000'000) break;  // large ones fill all cores alone
  }
}

// Times the product in its cut: as often as takes about as long as a step, since what disturbs a machine comes and goes
// within that time.
template <typename T>
void time_product(Ceiling& ceiling, Workers& workers) {
  const ProductRate& p = ceiling.rate;
  TimedProduct<T> product(ceiling.a, ceiling.b, p.m, p.n, p.k, ceiling.copies);
  const auto seconds = [&] { return seconds_of([&] { product.run(ceiling.cut, workers); }) / ceiling.copies; };
  double warm = seconds();
  if (warm < 0.05) warm = std::min(warm, seconds());
  const int times = static_cast<int>(std::clamp(0.15 / warm, 1.0, 500.0));
  double sum = 0;
  for (int i = 0; i < times; ++i) sum += seconds();
  ceiling.seconds.push_back(sum / times);
}

// The products of a step of one language with `words` positions a direction, `rows` of output weights and batches of
// `sentences`.
std::vector<Ceiling> products_of(const TrainOptions& o, double words, std::int64_t output_rows,
                                 std::int64_t vocabulary) {
  const std::int64_t d = o.dimension, positions = std::llround(words);
  const double both = 2 * static_cast<double>(o.layers), steps = words / static_cast<double>(o.batch);
  std::vector<Ceiling> products;
  const auto add = [&](const char* name, Transpose a, Transpose b, std::int64_t m, std::int64_t n, std::int64_t k,
                       double times) {
    products.push_back({.rate = {name, vocabulary, m, n, k, times, 0}, .a = a, .b = b, .seconds = {}});
  };
  constexpr Transpose no = Transpose::kNo, yes = Transpose::kYes;
  // Blocks of rows, as large as may pay: the product over all rows is then as many of them as it takes.
  const std::int64_t block = std::min<std::int64_t>(2 * positions, 2048);
  const double blocks = 2 * words / static_cast<double>(block);
  add("logits", no, yes, block, output_rows, d, blocks);
  add("d_hidden", no, no, block, d, output_rows, blocks);
  add("d_output", yes, no, output_rows, d, block, blocks);
  add("lstm input", no, no, positions, 4 * d, d, both);
  add("lstm d_input", no, no, positions, d, 4 * d, both);
  add("lstm d_weights", yes, no, 4 * d, d, positions, 2 * both);
  add("lstm recurrence", no, no, o.batch, 4 * d, d, both * steps);
  add("lstm d_recurrence", no, no, o.batch, d, 4 * d, both * steps);
  return products;
}

// Random text of all languages, some mini-batches of each.
class RandomText {
 public:
  RandomText(const BenchmarkOptions& options, std::int64_t batches) {
    const auto& sizes = options.vocabulary_sizes;
    if (sizes.empty() || *std::min_element(sizes.begin(), sizes.end()) < 1 || options.mean_length < 1) {
      throw Error(ErrorKind::kUsage, "a benchmark needs vocabularies and sentences of at least 1 word");
    }
    for (std::size_t l = 0; l < sizes.size(); ++l) {
      corpora_.push_back(zipf_corpus(sizes[l], batches * options.training.batch, options.mean_length,
                                     Random(options.training.seed, Purpose::kTest, l)));
    }
  }

  std::vector<const corpus::EncodedCorpus*> views() const {
    std::vector<const corpus::EncodedCorpus*> all;
    for (const auto& corpus : corpora_) all.push_back(&corpus);
    return all;
  }
  const corpus::EncodedCorpus& operator[](std::size_t language) const { return corpora_[language]; }

 private:
  std::vector<corpus::EncodedCorpus> corpora_;
};

}  // namespace

BenchmarkResult benchmark_training(const BenchmarkOptions& options, Workers& workers, Reporter& reporter) {
  const TrainOptions& o = options.training;
  const bool bf16 = o.precision == model::Precision::kBf16;
  const std::size_t languages = options.vocabulary_sizes.size();
  const RandomText text(options, kMostBatches);
  Trainer trainer(o, options.vocabulary_sizes, text.views(), workers);

  // Seconds a word of each step, for each language.
  std::vector<std::vector<double>> seconds_a_word(languages);
  double words_trained = 0;
  const auto train = [&] {
    for (std::size_t l = 0; l < languages; ++l) {
      if (trainer.epoch_is_done()) trainer.begin_next_epoch();
      std::int64_t words = 0;
      const double seconds = seconds_of([&] { words = trainer.step(); });
      seconds_a_word[l].push_back(seconds / static_cast<double>(words));
      words_trained += static_cast<double>(words);
    }
  };
  for (int i = 0; i < kWarmUp; ++i) train();
  seconds_a_word.assign(languages, {});
  words_trained = 0;
  const model::PassSeconds before = trainer.pass_seconds();

  const double d = static_cast<double>(o.dimension), layers = static_cast<double>(o.layers);
  double words = 0, output_operations = 0;
  const double lstm_operations = 2 * 3 * 2 * 2 * 4 * d * d * layers;
  std::vector<Ceiling> products;
  for (std::size_t l = 0; l < languages; ++l) {
    const double language_words =
        static_cast<double>(text[l].token_count()) / kMostBatches + static_cast<double>(o.batch);
    const double rows = o.softmax == Softmax::kFull ? static_cast<double>(options.vocabulary_sizes[l] + 1)
                                                    : trainer.mean_candidates(static_cast<int>(l));
    output_operations += 2 * 3 * 2 * d * rows / static_cast<double>(languages);
    words += language_words / static_cast<double>(languages);
    for (Ceiling& product : products_of(o, language_words, std::llround(rows), options.vocabulary_sizes[l])) {
      products.push_back(std::move(product));
    }
  }

  BenchmarkResult result;
  result.peak_bytes = peak_memory_bytes();
  const auto each_product = [&](const char* what, const auto& on_product) {
    for (std::size_t i = 0; i < products.size(); ++i) {
      on_product(products[i]);
      reporter.progress({.what = what,
                         .done = static_cast<std::int64_t>(i) + 1,
                         .total = static_cast<std::int64_t>(products.size()),
                         .seconds_left = -1,
                         .status = ""});
    }
  };
  each_product("cuts of the products", [&](Ceiling& product) {
    bf16 ? choose_cut<kernels::Bf16>(product, workers) : choose_cut<float>(product, workers);
  });
  // Steps and products in turn, so that a noisy machine disturbs both alike.
  for (int round = 0; round < kRounds; ++round) {
    const Stopwatch stopwatch;
    for (int i = 0; i < kStepsARound && (i < 2 || stopwatch.seconds() < kRoundSeconds); ++i) train();
    const std::string what = fmt::format("round {} of {}", round + 1, kRounds);
    each_product(what.c_str(), [&](Ceiling& product) {
      bf16 ? time_product<kernels::Bf16>(product, workers) : time_product<float>(product, workers);
    });
  }

  for (Ceiling& product : products) {
    product.rate.operations_per_second = product.rate.operations() / median(product.seconds);
    result.ceiling_seconds += product.rate.times_a_step * product.rate.operations() /
                              product.rate.operations_per_second / static_cast<double>(languages);
    result.products.push_back(product.rate);
  }
  double seconds_a_word_mean = 0;
  for (auto& seconds : seconds_a_word) seconds_a_word_mean += median(seconds) / static_cast<double>(languages);
  result.words_per_step = words;
  result.step_seconds = seconds_a_word_mean * words;
  result.words_per_second = 1 / seconds_a_word_mean;
  result.operations_per_word = output_operations + lstm_operations;
  const model::PassSeconds after = trainer.pass_seconds();
  result.output_operations_per_second = words_trained * output_operations / (after.output - before.output);
  result.lstm_operations_per_second = words_trained * lstm_operations / (after.lstm - before.lstm);
  return result;
}

void record_training(const BenchmarkOptions& options, std::int64_t steps, const std::filesystem::path& folder,
                     Workers& workers, Reporter& reporter) {
  const auto languages = static_cast<std::int64_t>(options.vocabulary_sizes.size());
  const RandomText text(options, (steps + languages - 1) / std::max<std::int64_t>(1, languages));
  Trainer trainer(options.training, options.vocabulary_sizes, text.views(), workers);
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    throw Error(ErrorKind::kOutput, "cannot create the folder").where(folder.string()).found(failed.message());
  }
  for (const auto& [name, matrix] : trainer.parameters().named()) io::write_npy(folder / (name + ".npy"), matrix);
  std::string lines;
  for (std::int64_t i = 0; i < steps; ++i) {
    const auto [language, sentences] = trainer.next_batch();
    const LossTotals before = trainer.position().totals[static_cast<std::size_t>(language)];
    const double seconds = seconds_of([&] { trainer.step(); });
    const LossTotals& after = trainer.position().totals[static_cast<std::size_t>(language)];
    nlohmann::ordered_json line = {{"language", language},
                                   {"seconds", seconds},
                                   {"forward_nats", after.nats[model::kForward] - before.nats[model::kForward]},
                                   {"backward_nats", after.nats[model::kBackward] - before.nats[model::kBackward]},
                                   {"words", after.words - before.words}};
    for (const auto& sentence : sentences) {
      line["sentences"].push_back(std::vector<std::int32_t>(sentence.begin(), sentence.end()));
    }
    lines += line.dump() + "\n";
    reporter.progress({.what = "training", .done = i + 1, .total = steps, .seconds_left = -1, .status = ""});
  }
  io::write_file(folder / "steps.jsonl", lines);
}

std::string to_json(const BenchmarkOptions& options, const BenchmarkResult& r, int threads) {
  nlohmann::ordered_json json = {{"words_per_second", r.words_per_second},
                                 {"operations_per_word", r.operations_per_word},
                                 {"words_per_step", r.words_per_step},
                                 {"ceiling_seconds", r.ceiling_seconds},
                                 {"step_seconds", r.step_seconds},
                                 {"efficiency", r.efficiency()},
                                 {"output_gflops", r.output_operations_per_second / 1e9},
                                 {"lstm_gflops", r.lstm_operations_per_second / 1e9},
                                 {"peak_bytes", r.peak_bytes},
                                 {"vocabularies", options.vocabulary_sizes},
                                 {"mean_length", options.mean_length},
                                 {"threads", threads},
                                 {"instruction_set", kernels::name_of(kernels::active_isa())},
                                 {"onednn", kernels::onednn_version()}};
  TrainOptions training = options.training;
  for_each_option(training,
                  [&](const char* name, auto& value, const char*) { json["options"][name] = option_text(value); });
  json["shapes"] = nlohmann::ordered_json::array();
  for (const ProductRate& p : r.products) {
    json["shapes"].push_back({{"name", p.name},
                              {"vocabulary", p.vocabulary},
                              {"m", p.m},
                              {"n", p.n},
                              {"k", p.k},
                              {"times_a_step", p.times_a_step},
                              {"gflops", p.operations_per_second / 1e9},
                              {"seconds", p.times_a_step * p.operations() / p.operations_per_second}});
  }
  return json.dump(2) + "\n";
}

}  // namespace koine::train
