#include "koine/train/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "koine/model/reference_language_model.h"
#include "koine/train/train_test_support.h"

namespace koine::train {
namespace {

std::string bits(model::Parameters& parameters) {
  std::string all;
  for (const auto& [name, m] : parameters.named()) {
    all.append(reinterpret_cast<const char*>(m.data), static_cast<std::size_t>(m.rows * m.cols) * sizeof(float));
  }
  return all;
}

model::ReferenceParameters as_double(model::Parameters& parameters) {
  model::ReferenceParameters all;
  for (const auto& [name, m] : parameters.named()) {
    Matrix<double> copy(m.rows, m.cols);
    for (std::int64_t i = 0; i < copy.size(); ++i) copy.data()[i] = m.data[i];
    all.emplace(name, std::move(copy));
  }
  return all;
}

struct Pair {
  RunLanguage a = small_language("a", 20, 50), b = small_language("b", 31, 30);
  std::vector<std::int64_t> sizes{21, 32};
  std::vector<const corpus::EncodedCorpus*> corpora() const { return {&a.corpus, &b.corpus}; }
};

TEST(TrainerTest, LearnsAndVisitsEveryLanguageEachRound) {
  const Pair pair;
  Workers workers(2);
  TrainOptions options = small_options();
  options.dropout = 0;
  Trainer trainer(options, pair.sizes, pair.corpora(), workers);
  EXPECT_EQ(trainer.steps_per_epoch(), 14);  // seven batches of the larger language, as many of the other
  double first = 0, last = 0;
  for (int epoch = 0; epoch < 60; ++epoch) {
    while (!trainer.epoch_is_done()) trainer.step();
    for (const auto& totals : trainer.position().totals) EXPECT_GT(totals.words, 0);
    EpochMetrics metrics;
    metrics.losses = trainer.position().totals;
    (epoch == 0 ? first : last) = metrics.loss_nats();
    trainer.begin_next_epoch();
  }
  EXPECT_LT(last, first - 1);
}

TEST(TrainerTest, WordsPerEpochAreThoseThatItsStepsPredict) {
  const Pair pair;
  Workers workers(1);
  Trainer trainer(small_options(), pair.sizes, pair.corpora(), workers);
  // After four epochs the shorter language has been gone through seven times, to its last sentence.
  std::int64_t words = 0;
  for (int epoch = 0; epoch < 4; ++epoch) {
    while (!trainer.epoch_is_done()) words += trainer.step();
    trainer.begin_next_epoch();
  }
  EXPECT_NEAR(trainer.words_per_epoch(), static_cast<double>(words) / 4, 1e-9 * static_cast<double>(words));
}

TEST(TrainerTest, ADictionaryOfWeightZeroChangesNoBitAndOneAboveDrawsItsWordsTogether) {
  const Pair pair;
  const std::vector<Translation> translations{{0, 3, 1, 4}, {0, 9, 1, 9}, {0, 15, 1, 2}};
  Workers workers(2);
  std::string without;
  std::vector<double> distances;
  for (const double weight : {-1.0, 0.0, 0.05}) {  // -1: no dictionary
    TrainOptions options = small_options();
    options.dictionary_weight = std::max(weight, 0.0);
    Trainer trainer(options, pair.sizes, pair.corpora(), workers,
                    weight < 0 ? std::vector<Translation>{} : translations);
    while (!trainer.epoch_is_done()) trainer.step();
    if (weight < 0) without = bits(trainer.parameters());
    EXPECT_EQ(bits(trainer.parameters()) == without, weight <= 0);
    EXPECT_EQ(trainer.dictionary_distance().has_value(), weight >= 0);
    distances.push_back(trainer.dictionary_distance().value_or(0));
  }
  EXPECT_LT(distances[2], 0.8 * distances[1]);
}

TEST(TrainerTest, AWeightOfTheDictionaryThatItsStepsDoNotBearIsRefused) {
  const Pair pair;
  Workers workers(1);
  TrainOptions options = small_options();
  options.dictionary_weight = 1.5;  // P / (2 rate m) with P = 3, a rate of 1 and one translation a word
  const std::vector<Translation> translations{{0, 3, 1, 4}, {0, 9, 1, 9}, {0, 15, 1, 2}};
  const std::string said =
      error_of(ErrorKind::kUsage, [&] { Trainer(options, pair.sizes, pair.corpora(), workers, translations); });
  EXPECT_NE(said.find("less than 1.5"), std::string::npos) << said;
}

TEST(TrainerTest, SameBitsAtAnyNumberOfThreads) {
  const Pair pair;
  for (const Softmax softmax : {Softmax::kFull, Softmax::kSampled}) {
    TrainOptions options = small_options();
    options.softmax = softmax;
    options.samples = 5;
    std::string before;
    for (const int threads : {1, 2, 4}) {
      Workers workers(threads);
      Trainer trainer(options, pair.sizes, pair.corpora(), workers);
      for (int i = 0; i < 6; ++i) trainer.step();
      const std::string now = bits(trainer.parameters());
      EXPECT_TRUE(before.empty() || now == before) << threads;
      before = now;
    }
  }
}

TEST(TrainerTest, ASampledSoftmaxLearnsWhatTheFullOneDoes) {
  const Pair pair;
  Workers workers(2);
  TrainOptions options = small_options();
  options.dropout = 0;
  const auto exact_loss_after = [&](Softmax softmax, int epochs) {
    options.softmax = softmax;
    Trainer trainer(options, pair.sizes, pair.corpora(), workers);
    for (int epoch = 0; epoch < epochs; ++epoch) {
      while (!trainer.epoch_is_done()) trainer.step();
      trainer.begin_next_epoch();
    }
    // The same parameters without dropout, under a trainer that measures.
    TrainOptions measuring = options;
    measuring.softmax = Softmax::kSampled;
    Trainer measured(measuring, pair.sizes, pair.corpora(), workers);
    const auto from = trainer.parameters().named(), to = measured.parameters().named();
    for (std::size_t k = 0; k < from.size(); ++k) {
      std::copy_n(from[k].matrix.data, from[k].matrix.rows * from[k].matrix.cols, to[k].matrix.data);
    }
    EpochMetrics metrics;
    metrics.losses = measured.exact_losses();
    return metrics.loss_nats();
  };
  options.samples = 6;
  const double start = exact_loss_after(Softmax::kFull, 0);
  EXPECT_NEAR(start, std::log(28.0), 0.3);  // of about 22 and 33 rows, before anything is learnt
  const double full = exact_loss_after(Softmax::kFull, 60), sampled = exact_loss_after(Softmax::kSampled, 60);
  EXPECT_LT(full, start - 1);
  EXPECT_NEAR(sampled, full, 0.15);
}

TEST(TrainerTest, ExactLossesAreThoseOfTheReference) {
  const RunLanguage language = small_language("a", 20, 8);
  Workers workers(1);
  TrainOptions options = small_options();
  options.softmax = Softmax::kSampled;
  options.samples = 3;
  Trainer trainer(options, {21}, {&language.corpus}, workers);
  const model::ReferenceConfig config{.vocabulary_sizes = {21}, .dimension = options.dimension, .layers = 1};
  std::vector<std::vector<std::int32_t>> sentences;
  for (std::int64_t i = 0; i < 8; ++i) {
    const auto s = language.corpus.sentence(i);
    sentences.emplace_back(s.begin(), s.end());
  }
  const auto law = model::reference_loss_and_gradients(config, as_double(trainer.parameters()), 0, sentences);
  const auto losses = trainer.exact_losses();
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_EQ(2 * losses[0].words, law.tokens);
  EXPECT_NEAR(losses[0].nats[model::kForward], law.direction_nats[0], 1e-3);
  EXPECT_NEAR(losses[0].nats[model::kBackward], law.direction_nats[1], 1e-3);

  options.softmax = Softmax::kFull;
  EXPECT_TRUE(Trainer(options, {21}, {&language.corpus}, workers).exact_losses().empty());
}

// One step against the float64 reference: the same loss, clipped, at the given rate.
void expect_reference_step(const TrainOptions& options, double effective_rate_of_norm(double norm)) {
  const RunLanguage language = small_language("a", 20, 8);  // a single batch
  Workers workers(2);
  Trainer trainer(options, {21}, {&language.corpus}, workers);
  const model::ReferenceConfig config{.vocabulary_sizes = {21}, .dimension = options.dimension, .layers = 1};
  model::ReferenceParameters law = as_double(trainer.parameters());
  std::vector<std::vector<std::int32_t>> sentences;
  for (std::int64_t i = 0; i < 8; ++i) {
    const auto s = language.corpus.sentence(i);
    sentences.emplace_back(s.begin(), s.end());
  }
  const auto result = model::reference_loss_and_gradients(config, law, 0, sentences);
  const double rate = effective_rate_of_norm(model::gradient_norm(result.gradients));
  model::clipped_sgd_step(law, result.gradients, rate, 1e30);
  trainer.step();
  for (const auto& [name, m] : trainer.parameters().named()) {
    const auto& expected = law.at(name);
    for (std::int64_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(m.data[i], expected.data()[i], 2e-5) << name;
  }
}

TEST(TrainerTest, OneStepIsThatOfTheReference) {
  TrainOptions options = small_options();
  options.dropout = 0;
  options.clip = 0;
  expect_reference_step(options, [](double) { return 1.0; });
  options.clip = 0.5;
  expect_reference_step(options, [](double norm) { return std::min(1.0, 0.5 / norm); });
  options.learning_rate = 0.25;
  expect_reference_step(options, [](double norm) { return 0.25 * std::min(1.0, 0.5 / norm); });
}

TEST(TrainerTest, EachOpenPointChangesTheResult) {
  const Pair pair;
  Workers workers(2);
  const auto after = [&](void change(TrainOptions&)) {
    TrainOptions options = small_options();
    change(options);
    Trainer trainer(options, pair.sizes, pair.corpora(), workers);
    for (int i = 0; i < 6; ++i) trainer.step();
    return bits(trainer.parameters());
  };
  const std::string usual = after([](TrainOptions&) {});
  EXPECT_TRUE(usual == after([](TrainOptions&) {}));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.seed = 2; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.layers = 2; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.tied = true; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.dropout = 0; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.softmax = Softmax::kSampled, o.samples = 5; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.embedding_dropout = 0.1; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.bias_start = BiasStart::kZero; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.batches = corpus::Bucketing::kRandom; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.schedule = Schedule::kLinear; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.schedule = Schedule::kAsgd; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.updates = Updates::kApart; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.loss_scale = LossScale::kWords; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.clip = 0.1; }));
  EXPECT_FALSE(usual == after([](TrainOptions& o) { o.clip = 0.1, o.clip_by = Clip::kValue; }));
  EXPECT_FALSE(after([](TrainOptions& o) { o.clip = 0.1; }) ==
               after([](TrainOptions& o) { o.clip = 0.1, o.clip_by = Clip::kValue; }));
}

TEST(TrainerTest, LossScaleDividesTheStepByTheMeanLength) {
  const RunLanguage language = small_language("a", 20, 8);
  Workers workers(1);
  TrainOptions options = small_options();
  options.dropout = 0;
  options.clip = 0;
  const double mean_positions = static_cast<double>(language.corpus.token_count() + 8) / 8;
  Trainer sentences(options, {21}, {&language.corpus}, workers);
  options.loss_scale = LossScale::kWords;
  options.learning_rate = mean_positions;
  Trainer words(options, {21}, {&language.corpus}, workers);
  sentences.step();
  words.step();
  const auto a = sentences.parameters().named(), b = words.parameters().named();
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::int64_t i = 0; i < a[k].matrix.rows * a[k].matrix.cols; ++i) {
      ASSERT_NEAR(a[k].matrix.data[i], b[k].matrix.data[i], 1e-6) << a[k].name;
    }
  }
}

TEST(TrainerTest, ALossThatIsNotFiniteStopsAndLeavesTheParameters) {
  const Pair pair;
  Workers workers(2);
  TrainOptions options = small_options();
  options.learning_rate = 1e30;
  options.clip = 0;
  Trainer trainer(options, pair.sizes, pair.corpora(), workers);
  std::string before;
  try {
    for (int i = 0; i < 14; ++i) {
      before = bits(trainer.parameters());
      trainer.step();
    }
    FAIL() << "nothing blew up";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kCollapsed);
    EXPECT_NE(std::string(error.what()).find("step"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("--learning-rate"), std::string::npos);
  }
  EXPECT_TRUE(before == bits(trainer.parameters()));
}

}  // namespace
}  // namespace koine::train
