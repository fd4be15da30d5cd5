#include "koine/train/benchmark.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "koine/train/train_test_support.h"

namespace koine::train {
namespace {

BenchmarkOptions small_benchmark() {
  BenchmarkOptions options;
  options.vocabulary_sizes = {300, 200};
  options.mean_length = 5;
  options.training = small_options();
  return options;
}

TEST(BenchmarkTest, CountsTheOperationsOfAWord) {
  Workers workers(2);
  RecordingReporter reporter;
  BenchmarkOptions options = small_benchmark();
  const double output = 2 * 3 * 2 * 12 * (250 + 1), lstm = 2 * 3 * 2 * 2 * 4 * 12 * 12;
  EXPECT_DOUBLE_EQ(benchmark_training(options, workers, reporter).operations_per_word, output + lstm);
  options.training.layers = 3;
  EXPECT_DOUBLE_EQ(benchmark_training(options, workers, reporter).operations_per_word, output + 3 * lstm);
  options.training.softmax = Softmax::kSampled;
  options.training.samples = 20;
  const double sampled = benchmark_training(options, workers, reporter).operations_per_word;
  EXPECT_GT(sampled, 2 * 3 * 2 * 12 * 21 + 3 * lstm);  // the words of the batch come on top
  EXPECT_LT(sampled, 2 * 3 * 2 * 12 * 120 + 3 * lstm);
}

TEST(BenchmarkTest, TheJsonHoldsWhatTheCeilingIsMadeOf) {
  Workers workers(2);
  RecordingReporter reporter;
  const BenchmarkOptions options = small_benchmark();
  const BenchmarkResult result = benchmark_training(options, workers, reporter);
  const auto json = nlohmann::json::parse(to_json(options, result, 2));
  double ceiling = 0, operations = 0;
  for (const auto& shape : json.at("shapes")) {
    const double product =
        2.0 * shape.at("m").get<double>() * shape.at("n").get<double>() * shape.at("k").get<double>();
    ceiling += shape.at("times_a_step").get<double>() * product / shape.at("gflops").get<double>() / 1e9 / 2;
    operations += shape.at("times_a_step").get<double>() * product / 2;
  }
  EXPECT_NEAR(json.at("ceiling_seconds").get<double>(), ceiling, 1e-9 + 1e-6 * ceiling);
  // The shapes of a mean step hold all of its operations, but for rounding the mean number of words.
  const double counted = json.at("operations_per_word").get<double>() * json.at("words_per_step").get<double>();
  EXPECT_NEAR(operations, counted, 0.05 * counted);
  EXPECT_NEAR(json.at("efficiency").get<double>(), ceiling / json.at("step_seconds").get<double>(), 1e-6);
  EXPECT_GT(json.at("words_per_second").get<double>(), 0);
  EXPECT_GT(json.at("peak_bytes").get<double>(), 0);
  EXPECT_EQ(json.at("options").at("dimension"), "12");
}

TEST(BenchmarkTest, ARecordHoldsWhatTheStepsWereMadeOf) {
  Workers workers(2);
  RecordingReporter reporter;
  const TestFolder folder;
  BenchmarkOptions options = small_benchmark();
  options.training.dropout = 0;
  record_training(options, 3, folder.path() / "record", workers, reporter);
  std::istringstream lines(folder.read("record/steps.jsonl"));
  std::string line;
  std::vector<nlohmann::json> steps;
  while (std::getline(lines, line)) steps.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].at("language"), 0);
  EXPECT_EQ(steps[1].at("language"), 1);
  for (const auto& step : steps) {
    std::int64_t words = 0;
    for (const auto& sentence : step.at("sentences")) words += static_cast<std::int64_t>(sentence.size()) + 1;
    EXPECT_EQ(step.at("words"), words);
    // The first steps know nothing yet: every word is about as likely as any other.
    const double uniform = std::log(step.at("language") == 0 ? 301.0 : 201.0) * static_cast<double>(words);
    EXPECT_NEAR(step.at("forward_nats").get<double>(), uniform, 0.05 * uniform);
    EXPECT_NEAR(step.at("backward_nats").get<double>(), uniform, 0.05 * uniform);
  }
  for (const char* name : {"bos", "eos", "embedding.0", "output.1", "forward.0.w_x", "backward.0.b"}) {
    EXPECT_GT(folder.read(std::string("record/") + name + ".npy").size(), 80u) << name;
  }
}

TEST(BenchmarkTest, ALanguageWithoutWordsIsRefused) {
  Workers workers(1);
  RecordingReporter reporter;
  BenchmarkOptions options = small_benchmark();
  options.vocabulary_sizes = {0};
  error_of(ErrorKind::kUsage, [&] { benchmark_training(options, workers, reporter); });
}

}  // namespace
}  // namespace koine::train
