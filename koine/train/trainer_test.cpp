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
  options.dictionary_weight =
      1.5;  // P / (rate m) with P = 3, a rate of 1 and m = 2: two words with one translation each
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

// One step against the float64 reference: `move` makes it of the parameters, the gradient of the loss of a sentence,
// and the mean length of a sentence in words. `updates` were made before; an epoch has one.
void expect_reference_step(const TrainOptions& options,
                           void move(model::ReferenceParameters&, const model::ReferenceParameters&, double),
                           std::int64_t updates = 0) {
  const RunLanguage language = small_language("a", 20, 8);  // a single batch
  Workers workers(2);
  Trainer trainer(options, {21}, {&language.corpus}, workers);
  Position position = trainer.position();
  position.updates = updates;
  trainer.set_position(position);
  const model::ReferenceConfig config{.vocabulary_sizes = {21}, .dimension = options.dimension, .layers = 1};
  model::ReferenceParameters law = as_double(trainer.parameters());
  std::vector<std::vector<std::int32_t>> sentences;
  for (std::int64_t i = 0; i < 8; ++i) {
    const auto s = language.corpus.sentence(i);
    sentences.emplace_back(s.begin(), s.end());
  }
  const auto result = model::reference_loss_and_gradients(config, law, 0, sentences);
  move(law, result.gradients, static_cast<double>(language.corpus.token_count() + 8) / 8);
  trainer.step();
  for (const auto& [name, m] : trainer.parameters().named()) {
    const auto& expected = law.at(name);
    for (std::int64_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(m.data[i], expected.data()[i], 2e-5) << name;
  }
}

using Reference = model::ReferenceParameters;

TEST(TrainerTest, OneStepIsThatOfTheReference) {
  TrainOptions options = small_options();
  options.dropout = 0;
  options.clip = 0;
  expect_reference_step(options,
                        [](Reference& law, const Reference& g, double) { model::clipped_sgd_step(law, g, 1, 1e30); });
  options.clip = 0.1;
  expect_reference_step(options, [](Reference& law, const Reference& g, double) {
    EXPECT_GT(model::gradient_norm(g), 0.1);  // it is clipped
    model::clipped_sgd_step(law, g, 1, 0.1);
  });
  options.learning_rate = 0.25;
  expect_reference_step(options,
                        [](Reference& law, const Reference& g, double) { model::clipped_sgd_step(law, g, 0.25, 0.1); });
  // The gradient of the loss of a word is what is clipped.
  options.loss_scale = LossScale::kWords;
  options.clip = 0.02;
  expect_reference_step(options, [](Reference& law, const Reference& g, double words) {
    EXPECT_GT(model::gradient_norm(g), 0.02 * words);
    model::clipped_sgd_step(law, g, 0.25 / words, 0.02 * words);
  });
}

TEST(TrainerTest, TheRateOfTheScheduleIsThatOfTheStep) {
  TrainOptions options = small_options();
  options.dropout = 0;
  options.clip = 0;
  options.schedule = Schedule::kLinear;
  options.epochs = 4;
  expect_reference_step(
      options, [](Reference& law, const Reference& g, double) { model::clipped_sgd_step(law, g, 1, 1e30); }, 0);
  expect_reference_step(
      options, [](Reference& law, const Reference& g, double) { model::clipped_sgd_step(law, g, 0.25, 1e30); }, 3);
}

void shrink(Reference& law, double decay) {
  for (auto& [name, m] : law) {
    for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] *= decay;
  }
}

// All parameters shrink, too, at a rate of 1000 by a tenth. After 30 updates it is 1000 / 4^0.75.
TEST(TrainerTest, TheDecayOfTheScheduleIsThatOfTheStep) {
  TrainOptions options = small_options();
  options.dropout = 0;
  options.clip = 1e-4;
  options.learning_rate = 1000;
  options.schedule = Schedule::kAsgd;
  expect_reference_step(options, [](Reference& law, const Reference& g, double) {
    shrink(law, 0.9);
    model::clipped_sgd_step(law, g, 1000, 1e-4);
  });
  expect_reference_step(
      options,
      [](Reference& law, const Reference& g, double) {
        shrink(law, 1 - 0.0353553);
        model::clipped_sgd_step(law, g, 353.553, 1e-4);
      },
      30);
}

constexpr double kClip = 0.002;

// Each number of the gradient by itself, of every parameter.
TEST(TrainerTest, ClippingByValueIsThatOfTheReference) {
  TrainOptions options = small_options();
  options.dropout = 0;
  options.clip = kClip;
  options.clip_by = Clip::kValue;
  expect_reference_step(options, [](Reference& law, const Reference& g, double) {
    for (auto& [name, m] : law) {
      bool bites = false;
      for (std::int64_t i = 0; i < m.size(); ++i) {
        bites = bites || std::abs(g.at(name).data()[i]) > kClip;
        m.data()[i] -= std::clamp(g.at(name).data()[i], -kClip, kClip);
      }
      EXPECT_TRUE(bites) << name;
    }
  });
  options.loss_scale = LossScale::kWords;
  expect_reference_step(options, [](Reference& law, const Reference& g, double words) {
    for (auto& [name, m] : law) {
      for (std::int64_t i = 0; i < m.size(); ++i) {
        m.data()[i] -= std::clamp(g.at(name).data()[i] / words, -kClip, kClip);
      }
    }
  });
}

// One update for each direction moves the LSTM of each, and the linear rate knows that there are twice as many.
TEST(TrainerTest, UpdatesApartAreOneOfEachDirection) {
  const Pair pair;
  Workers workers(1);
  TrainOptions options = small_options();
  options.updates = Updates::kApart;
  options.schedule = Schedule::kLinear;
  options.epochs = 2;
  Trainer trainer(options, pair.sizes, pair.corpora(), workers);
  const Reference start = as_double(trainer.parameters());
  trainer.step();
  EXPECT_EQ(trainer.position().updates, 2);
  const Reference moved = as_double(trainer.parameters());
  for (const char* name : {"forward.0.w_h", "backward.0.w_h"}) {
    const auto& a = start.at(name);
    EXPECT_FALSE(std::equal(a.data(), a.data() + a.size(), moved.at(name).data())) << name;
  }
  double least = trainer.learning_rate();
  for (int epoch = 0; epoch < 2; ++epoch) {
    while (!trainer.epoch_is_done()) {
      trainer.step();
      least = std::min(least, trainer.learning_rate());
    }
    trainer.begin_next_epoch();
  }
  EXPECT_GT(least, 0);
  EXPECT_LT(least, 0.05 * options.learning_rate);
}

TEST(TrainerTest, AnEpochMayEndWithTheShortestText) {
  const Pair pair;
  Workers workers(1);
  TrainOptions options = small_options();
  options.cycling = corpus::Cycling::kStopAtShortest;
  // Four batches of eight of the 30 sentences, as many of the other language.
  EXPECT_EQ(Trainer(options, pair.sizes, pair.corpora(), workers).steps_per_epoch(), 8);
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

TEST(TrainerTest, OnlyADictionaryThatPullsCanPullTooFar) {
  TrainOptions options = small_options();
  options.learning_rate = 1e6;
  const std::vector<Translation> translations{{0, 1, 1, 1}};
  options.dictionary_weight = 0;
  EXPECT_NO_THROW(check_dictionary_weight(options, translations));
  options.dictionary_weight = 1;
  EXPECT_THROW(check_dictionary_weight(options, translations), Error);
}

}  // namespace
}  // namespace koine::train
