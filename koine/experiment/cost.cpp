#include "koine/experiment/cost.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/stopwatch.h"
#include "koine/experiment/method_options.h"
#include "koine/kernels/gemm.h"
#include "koine/train/run_join.h"

namespace koine::experiment {
namespace {

constexpr double kNominalRate = 1.5e11;  // of a thread: only ratios to it are kept
constexpr double kBf16 = 1.84;           // times as fast as float32, measured (docs/performance.md)
constexpr double kTrainShare = 0.85;     // of the rate of products that a training step reaches, likewise
constexpr double kSkipgramShare = 0.03;  // rows from all over the memory, for each pair of words
constexpr double kSubwords = 2.5;        // times as long with subwords, measured (docs/results/best.md)

TextSize guessed(std::int64_t sentences) {
  const auto n = static_cast<double>(sentences);
  return {sentences * 23, std::llround(20'000 * std::pow(n / 50'000, 0.45))};
}

double words(const Step& step, const std::vector<TextSize>& sizes) {
  double sum = 0;
  for (const TextSize& size : sizes) sum += static_cast<double>(size.tokens + step.sentences);
  return sum;
}

double skipgram_operations(double words, const skipgram::SkipgramOptions& o) {
  const auto a_pair = static_cast<double>((o.negative + 1) * 6 * o.dimension);
  const double a_word = static_cast<double>(o.window + 1) * a_pair * (o.subwords ? kSubwords : 1);
  return words * static_cast<double>(o.epochs) * a_word / kSkipgramShare;
}

Work train_work(const Step& step, const std::vector<TextSize>& sizes) {
  const auto o = train_options(step.options);
  const auto d = static_cast<double>(o.dimension);
  const bool sampled = o.softmax == train::Softmax::kSampled, bf16 = o.precision == model::Precision::kBf16;
  Work work{.seconds = 1, .rate_class = "train " + option_text(o.softmax) + " " + option_text(o.precision)};
  for (const TextSize& size : sizes) {
    const auto all = static_cast<double>(size.vocabulary + 1);
    const double rows = sampled ? std::min(all, static_cast<double>(o.samples) + 600) : all;
    const double a_word = 12 * d * rows + 48 * d * d * static_cast<double>(o.layers);
    work.operations += static_cast<double>(size.tokens + step.sentences) * static_cast<double>(o.epochs) * a_word;
  }
  work.operations /= kTrainShare * (bf16 ? kBf16 : 1);
  if (o.join) {
    work.rate_class += " join";  // it has products of matrices and of rows, and joining, which is not counted
    for (const auto& beside : train::skipgrams_beside(o)) {
      work.operations += skipgram_operations(words(step, sizes), beside);
    }
  }
  return work;
}

Work skipgram_work(const Step& step, const std::vector<TextSize>& sizes) {
  return {.operations = skipgram_operations(words(step, sizes), skipgram_options(step.options)),
          .seconds = 1,
          .rate_class = "skipgram"};
}

// One pass of CSLS over the most frequent words, both ways.
double pass(const std::vector<TextSize>& sizes, std::int64_t limit, double dimension) {
  double product = 8 * dimension;
  for (const TextSize& size : sizes) product *= static_cast<double>(std::min(limit, size.vocabulary));
  return product;
}

Work map_work(const Step& step, const std::vector<TextSize>& sizes) {
  const map::MapOptions o = map_options(step.method, step.options);
  const map::Method method = o.method;
  const std::string dimension = value_of(step.options, "dimension");
  const double d = dimension.empty() ? 300 : std::stod(dimension);
  Work work{.seconds = 2, .rate_class = "map " + step.method};
  const bool game = (map::of(method) & map::kGames) != 0;
  if (game) {
    const std::int64_t papers = o.game.preset == map::Preset::kQuick ? 1'024 : 2'048;
    const auto hidden = static_cast<double>(o.game.hidden > 0 ? o.game.hidden : papers);
    const double steps = static_cast<double>(o.game.epochs * o.game.epoch_size) / 32;
    work.operations = steps * 2'070 * (d * hidden + hidden * hidden);
    work.operations += 35 * pass(sizes, o.max_rank, d);  // six trials an epoch, and refinement
    work.rate_class += o.game.preset == map::Preset::kQuick ? " quick" : "";
  } else if ((map::of(method) & map::kSelfLearners) != 0) {
    work.operations = 400 * pass(sizes, o.cutoff, d);
  } else {
    work.operations = static_cast<double>(o.iterations) * pass(sizes, o.max_rank, d);
  }
  const bool checked = o.null_check && (map::of(method) & map::kUnsupervised) != 0;
  if (checked && !game) work.operations *= 6;  // five shuffled runs besides
  return work;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

Work work_of(const Step& step, const Plan& plan, const std::function<std::optional<TextSize>(std::size_t)>& sizes) {
  if (step.taken) return {};
  std::vector<TextSize> texts;
  for (const std::size_t text : step.texts) {
    texts.push_back(sizes(text).value_or(guessed(plan[text].sentences)));
  }
  if (step.kind == "train") return train_work(step, texts);
  if (step.kind == "skipgram") return skipgram_work(step, texts);
  if (step.kind == "map") return map_work(step, texts);
  Work work{.seconds = 1, .rate_class = step.kind};
  if (step.kind == "vocabulary") work.seconds = 0.1 + static_cast<double>(step.sentences) * 1e-5;
  if (step.kind == "translate") work.seconds = 3;
  if (step.kind == "tsne") work.seconds = 60;
  return work;
}

double measure_product_rate(Workers& workers) {
  constexpr std::int64_t kRows = 512, kCols = 2048, kInner = 300;
  const auto tasks = static_cast<std::int64_t>(workers.threads()) * 4;
  Matrix<float> a(kRows, kInner), b(kInner, kCols);
  std::fill_n(a.data(), a.size(), 0.01f);
  std::fill_n(b.data(), b.size(), 0.01f);
  std::vector<Matrix<float>> results;
  for (std::int64_t t = 0; t < tasks; ++t) results.emplace_back(kRows, kCols);
  double best = 0;
  for (int round = 0; round < 6; ++round) {
    const Stopwatch stopwatch;
    workers.run(tasks, [&](std::int64_t t) {
      kernels::gemm(kernels::Transpose::kNo, kernels::Transpose::kNo, a.view(), b.view(), 0,
                    results[static_cast<std::size_t>(t)].view());
    });
    const double seconds = stopwatch.seconds();
    best = std::max(best, static_cast<double>(tasks) * 2 * kRows * kCols * kInner / seconds);
  }
  return best;
}

CostModel::CostModel(const std::vector<StepRecord>& done, int threads, std::function<double()> product_rate)
    : threads_(threads), product_rate_(std::move(product_rate)) {
  std::map<std::string, std::vector<double>> ratios;
  for (const StepRecord& record : done) {
    const double nominal = record.work.at(kNominalRate * record.threads);
    // What collapsed may have ended early, or have tried again and again.
    if (record.seconds > 0 && nominal > 0 && !record.resumed && !record.collapsed()) {
      ratios[record.work.rate_class].push_back(record.seconds / nominal);
    }
  }
  for (const auto& [rate_class, values] : ratios) factors_[rate_class] = median(values);
}

double CostModel::seconds(const Work& work) const {
  if (const auto known = factors_.find(work.rate_class); known != factors_.end()) {
    return known->second * work.at(kNominalRate * threads_);
  }
  return work.at(product_rate_());
}

}  // namespace koine::experiment
