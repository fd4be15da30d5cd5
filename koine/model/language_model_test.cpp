#include "koine/model/language_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "koine/core/random.h"
#include "koine/kernels/kernels_test_support.h"
#include "koine/model/reference_language_model.h"

namespace koine::model {
namespace {

using Sentences = std::vector<std::vector<std::int32_t>>;

std::vector<std::span<const std::int32_t>> spans(const Sentences& sentences) {
  return {sentences.begin(), sentences.end()};
}

Sentences random_sentences(Random& random, std::int64_t vocabulary, std::size_t count, std::size_t longest) {
  Sentences sentences(count);
  for (auto& sentence : sentences) {
    sentence.resize(1 + random.below(longest));
    for (auto& word : sentence) word = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(vocabulary)));
  }
  std::sort(sentences.begin(), sentences.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return sentences;
}

void fill(Parameters& parameters, Random& random, double range) {
  for (const auto& [name, matrix] : parameters.named()) {
    for (std::int64_t i = 0; i < matrix.rows * matrix.cols; ++i) {
      matrix.data[i] = static_cast<float>(random.uniform(-range, range));
    }
  }
}

ReferenceParameters as_double(Parameters& parameters) {
  ReferenceParameters all;
  for (const auto& [name, matrix] : parameters.named()) {
    Matrix<double> copy(matrix.rows, matrix.cols);
    for (std::int64_t i = 0; i < copy.size(); ++i) copy.data()[i] = matrix.data[i];
    all.emplace(name, std::move(copy));
  }
  return all;
}

ReferenceConfig reference_config(const ModelConfig& config) {
  return {.vocabulary_sizes = config.vocabulary_sizes,
          .dimension = config.dimension,
          .layers = config.layers,
          .tied = config.tied};
}

// Where the fast path has the position (step, sentence) of a batch.
DropoutFactor replay(const PackedBatch& batch, const Dropout& dropout, std::int64_t dimension) {
  return [&batch, dropout, dimension](int direction, int layer, std::size_t sentence, std::size_t position,
                                      std::size_t unit) {
    std::vector<float> factors(static_cast<std::size_t>(dimension));
    dropout_factors(dropout, direction, layer, batch.step_begin[position] + static_cast<std::int64_t>(sentence),
                    factors);
    return double{factors[unit]};
  };
}

// A gradient entry is a sum over the positions of the batch of products of errors that have come through up to
// steps * layers cells. Each term is off by a few roundings for every cell and product it passed (sums of D or V terms
// behave like their square root), relative to the largest entry of its tensor or of what feeds it.
double bound(const ModelConfig& config, const PackedBatch& batch, std::int64_t vocabulary) {
  const double passed = static_cast<double>(batch.steps() * config.layers) + 8;
  const double sums = std::sqrt(static_cast<double>(config.dimension + vocabulary + batch.rows()));
  return std::numeric_limits<float>::epsilon() * passed * sums;
}

void expect_agreement(const ModelConfig& config, int language, const Sentences& sentences, const Dropout& dropout,
                      std::uint64_t seed, int threads) {
  Parameters parameters(config);
  Random random(seed, Purpose::kTest, 99);
  fill(parameters, random, 0.4);
  Workers workers(threads);
  LanguageModel model(config, parameters, workers);
  Gradients gradients(config);
  const LossSum fast = model.loss_and_gradients(language, spans(sentences), dropout, gradients);

  const PackedBatch batch(spans(sentences));
  const auto law = reference_loss_and_gradients(
      reference_config(config), as_double(parameters), static_cast<std::size_t>(language), sentences,
      dropout.rate + dropout.embedding_rate > 0 ? replay(batch, dropout, config.dimension) : nullptr);
  EXPECT_EQ(2 * fast.words, law.tokens);
  const double tolerance = bound(config, batch, config.vocabulary_sizes[static_cast<std::size_t>(language)]);
  for (const int direction : {kForward, kBackward}) {
    const double expected = law.direction_nats[static_cast<std::size_t>(direction)];
    EXPECT_NEAR(fast.nats[direction], expected, tolerance * expected);
  }
  double squared_norm = 0, largest = 0;
  for (const auto& [name, gradient] : law.gradients) {
    for (std::int64_t i = 0; i < gradient.size(); ++i) {
      squared_norm += gradient.data()[i] * gradient.data()[i];
      largest = std::max(largest, std::abs(gradient.data()[i]));
    }
  }
  EXPECT_NEAR(gradients.squared_norm(workers), squared_norm, 2 * tolerance * squared_norm);
  const auto dense = gradients.dense();
  EXPECT_EQ(dense.size(), law.gradients.size());
  for (const auto& [name, gradient] : dense) {
    ASSERT_TRUE(law.gradients.contains(name)) << name;
    const auto& expected = law.gradients.at(name);
    ASSERT_EQ(gradient.size(), expected.size()) << name;
    for (std::int64_t i = 0; i < gradient.size(); ++i) {
      ASSERT_NEAR(gradient.data()[i], expected.data()[i], tolerance * largest) << name << " entry " << i;
    }
  }
}

TEST(LanguageModelTest, AgreesWithTheReferenceOnRandomShapes) {
  Random random(1, Purpose::kTest);
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    ModelConfig config;
    const std::size_t languages = 1 + random.below(3);
    for (std::size_t l = 0; l < languages; ++l) {
      config.vocabulary_sizes.push_back(static_cast<std::int64_t>(2 + random.below(trial % 10 == 0 ? 2500 : 40)));
    }
    config.dimension = static_cast<std::int64_t>(1 + random.below(24));
    config.layers = static_cast<int>(1 + random.below(3));
    config.tied = random.below(2) == 1;
    const int language = static_cast<int>(random.below(languages));
    const auto vocabulary = config.vocabulary_sizes[static_cast<std::size_t>(language)];
    const auto sentences =
        random_sentences(random, vocabulary, 1 + random.below(trial % 3 == 0 ? 70 : 9), 1 + random.below(12));
    const Dropout dropout{trial, 7, trial % 2 ? 0.3 : 0.0, trial % 4 > 1 ? 0.2 : 0.0};
    SCOPED_TRACE(testing::Message() << "trial " << trial << " D " << config.dimension << " layers " << config.layers
                                    << " tied " << config.tied << " B " << sentences.size());
    expect_agreement(config, language, sentences, dropout, trial, 1 + static_cast<int>(trial % 3));
  }
}

TEST(LanguageModelTest, AgreesWithTheReferenceAtTheEdges) {
  const ModelConfig config{.vocabulary_sizes = {5, 1}, .dimension = 4, .layers = 2, .tied = false};
  expect_agreement(config, 0, {{3}}, {}, 1, 1);                               // one sentence of one word
  expect_agreement(config, 0, {{3}, {3}, {3}}, {}, 2, 2);                     // one word everywhere
  expect_agreement(config, 1, {{0, 0, 0, 0}, {0}}, {}, 3, 2);                 // a vocabulary of <unk> alone
  expect_agreement(config, 0, {{0, 1, 2, 3, 4, 3, 2, 1, 0}, {4}}, {}, 4, 2);  // ragged
  const ModelConfig wide{.vocabulary_sizes = {9}, .dimension = 80, .layers = 2, .tied = false};
  expect_agreement(wide, 0, {{1, 2, 3, 4}, {5, 6}}, {}, 5, 2);  // more gates than a block of them has
}

// More rows than a block of scores has, more words than a tile has.
TEST(LanguageModelTest, AgreesWithTheReferenceOverSeveralBlocks) {
  const ModelConfig config{.vocabulary_sizes = {1100}, .dimension = 4, .layers = 1, .tied = false};
  Random random(21, Purpose::kTest);
  for (const std::size_t sentences : {200, 520}) {
    expect_agreement(config, 0, random_sentences(random, 1100, sentences, 12), {}, sentences, 2);
  }
}

// One of two words of the last tile has a score that is higher than those of the first one by far more than an
// exponential holds.
TEST(LanguageModelTest, LargeScoresOfOneTileDoNotOverflow) {
  const ModelConfig config{.vocabulary_sizes = {2200}, .dimension = 4, .layers = 1, .tied = false};
  Parameters parameters(config);
  Random random(22, Purpose::kTest);
  fill(parameters, random, 0.4);
  for (std::int64_t d = 0; d < 4; ++d) {
    parameters.output(0)(2150, d) = 100'000;
    parameters.output(0)(2151, d) = -100'000;
  }
  const Sentences sentences = random_sentences(random, 2200, 6, 5);
  Workers workers(1);
  LanguageModel model(config, parameters, workers);
  Gradients gradients(config);
  const LossSum fast = model.loss_and_gradients(0, spans(sentences), {}, gradients);
  const auto law = reference_loss_and_gradients(reference_config(config), as_double(parameters), 0, sentences);
  ASSERT_GT(law.direction_nats[0], 1000 * static_cast<double>(fast.words));
  for (const int direction : {kForward, kBackward}) {
    const double expected = law.direction_nats[static_cast<std::size_t>(direction)];
    EXPECT_NEAR(fast.nats[direction], expected, 1e-4 * expected);
  }
  EXPECT_TRUE(std::isfinite(gradients.squared_norm(workers)));
}

// Every product reads numbers that are off by at most 2^-9 of themselves, and some five of them stand between a loss
// and the gradient of any parameter of two layers: each gradient, as a whole, is off by a few times 2^-9.
TEST(LanguageModelTest, Bf16AgreesWithTheReferenceAsFarAsItsRoundingAllows) {
  if (!kernels::choose_bf16()) GTEST_SKIP() << kernels::kNoBf16;
  Random random(12, Purpose::kTest);
  for (std::uint64_t trial = 0; trial < 12; ++trial) {
    const ModelConfig config{.vocabulary_sizes = {trial % 2 ? 30 : 1500},
                             .dimension = 40,
                             .layers = 1 + static_cast<int>(trial % 2),
                             .precision = Precision::kBf16,
                             .tied = trial % 3 == 0};
    const auto sentences = random_sentences(random, config.vocabulary_sizes[0], 20 + 20 * (trial % 3), 12);
    Parameters parameters(config);
    fill(parameters, random, 0.3);
    Workers workers(1 + static_cast<int>(trial % 2));
    LanguageModel model(config, parameters, workers);
    Gradients gradients(config);
    const Dropout dropout{trial, 3, 0.3, 0.0};
    const LossSum fast = model.loss_and_gradients(0, spans(sentences), dropout, gradients);
    const PackedBatch batch(spans(sentences));
    const auto law = reference_loss_and_gradients(reference_config(config), as_double(parameters), 0, sentences,
                                                  replay(batch, dropout, config.dimension));
    for (const int direction : {kForward, kBackward}) {
      const double expected = law.direction_nats[static_cast<std::size_t>(direction)];
      EXPECT_NEAR(fast.nats[direction], expected, 1.0 / 512 * expected);
    }
    for (const auto& [name, gradient] : gradients.dense()) {
      const auto& expected = law.gradients.at(name);
      double error = 0, square = 0;
      for (std::int64_t i = 0; i < gradient.size(); ++i) {
        error += std::pow(gradient.data()[i] - expected.data()[i], 2);
        square += std::pow(expected.data()[i], 2);
      }
      EXPECT_LT(std::sqrt(error), 6.0 / 512 * std::sqrt(square)) << name << " trial " << trial;
      EXPECT_GT(std::sqrt(error), 0.02 / 512 * std::sqrt(square)) << "not rounded at all: " << name;
    }
  }
}

class ThreadsTest : public testing::TestWithParam<Precision> {};
INSTANTIATE_TEST_SUITE_P(Precisions, ThreadsTest, testing::Values(Precision::kF32, Precision::kBf16));

TEST_P(ThreadsTest, SameBitsAtAnyNumberOfThreads) {
  if (GetParam() == Precision::kBf16 && !kernels::choose_bf16()) GTEST_SKIP() << kernels::kNoBf16;
  const ModelConfig config{
      .vocabulary_sizes = {3000}, .dimension = 40, .layers = 2, .precision = GetParam(), .tied = true};
  Random random(4, Purpose::kTest);
  const auto sentences = random_sentences(random, 3000, 64, 30);
  const auto result = [&](int threads) {
    Parameters parameters(config);
    parameters.initialise(1);
    Workers workers(threads);
    LanguageModel model(config, parameters, workers);
    Gradients gradients(config);
    const LossSum loss = model.loss_and_gradients(0, spans(sentences), {5, 6, 0.3}, gradients);
    gradients.apply(parameters, -0.5f, 0.999f, workers);
    std::string bits(reinterpret_cast<const char*>(&loss.nats), sizeof loss.nats);
    const double norm = gradients.squared_norm(workers);
    bits.append(reinterpret_cast<const char*>(&norm), sizeof norm);
    for (const auto& [name, m] : parameters.named()) {
      bits.append(reinterpret_cast<const char*>(m.data), static_cast<std::size_t>(m.rows * m.cols) * sizeof(float));
    }
    return bits;
  };
  const std::string one = result(1);
  EXPECT_TRUE(one == result(2));
  EXPECT_TRUE(one == result(4));
}

// A candidate of weight n counts like n words with the same row. So the law for a sampled softmax is the reference
// model with a vocabulary that holds the candidates alone, each n times; the copies' gradients add up.
TEST(LanguageModelTest, SampledSoftmaxAgreesWithTheReferenceOfRepeatedCandidates) {
  const Sentences sentences{{4, 9, 4, 1}, {9, 1}, {7}};
  const Candidates candidates{{1, 2, 4, 7, 9, 11, 12}, {0, std::log(3.0f), 0, 0, 0, std::log(2.0f), 0}};
  const std::vector<int> copies{1, 3, 1, 1, 1, 2};  // of each candidate but <EOS>
  for (const bool tied : {false, true}) {
    const ModelConfig config{.vocabulary_sizes = {12}, .dimension = 5, .layers = 2, .tied = tied};
    Parameters parameters(config);
    Random random(3, Purpose::kTest);
    fill(parameters, random, 0.4);
    Workers workers(2);
    LanguageModel model(config, parameters, workers);
    Gradients gradients(config);
    const LossSum fast = model.loss_and_gradients(0, spans(sentences), {}, gradients, {}, &candidates);

    std::vector<std::int32_t> word_of_copy;
    for (std::size_t i = 0; i < copies.size(); ++i)
      word_of_copy.insert(word_of_copy.end(), copies[i], candidates.rows[i]);
    const auto first_copy = [&](std::int32_t word) {
      return static_cast<std::int32_t>(std::find(word_of_copy.begin(), word_of_copy.end(), word) -
                                       word_of_copy.begin());
    };
    auto small = as_double(parameters);
    for (auto& [name, matrix] : small) {
      if (name != "embedding.0" && name != "output.0") continue;
      Matrix<double> rows(static_cast<std::int64_t>(word_of_copy.size()), config.dimension);
      for (std::int64_t i = 0; i < rows.rows(); ++i) {
        std::copy_n(matrix.row(word_of_copy[static_cast<std::size_t>(i)]), rows.cols(), rows.row(i));
      }
      matrix = rows;
    }
    Sentences renamed = sentences;
    for (auto& sentence : renamed) {
      for (auto& word : sentence) word = first_copy(word);
    }
    auto small_config = reference_config(config);
    small_config.vocabulary_sizes = {static_cast<std::int64_t>(word_of_copy.size())};
    const auto law = reference_loss_and_gradients(small_config, small, 0, renamed);

    EXPECT_NEAR(fast.nats[kForward], law.direction_nats[0], 1e-4);
    EXPECT_NEAR(fast.nats[kBackward], law.direction_nats[1], 1e-4);
    double squared_norm = 0;
    for (const auto& [name, gradient] : gradients.dense()) {
      Matrix<double> expected = law.gradients.at(name);
      if (name == "embedding.0" || name == "output.0") {
        expected = Matrix<double>(12, config.dimension);
        for (std::int64_t i = 0; i < law.gradients.at(name).rows(); ++i) {
          for (std::int64_t j = 0; j < config.dimension; ++j) {
            expected(word_of_copy[static_cast<std::size_t>(i)], j) += law.gradients.at(name)(i, j);
          }
        }
      }
      for (std::int64_t i = 0; i < gradient.size(); ++i) {
        ASSERT_NEAR(gradient.data()[i], expected.data()[i], 2e-6) << name << " entry " << i << " tied " << tied;
        squared_norm += expected.data()[i] * expected.data()[i];
      }
    }
    EXPECT_NEAR(gradients.squared_norm(workers), squared_norm, 1e-5 * squared_norm);

    auto moved = as_double(parameters);
    for (const auto& [name, gradient] : gradients.dense()) {
      for (std::int64_t i = 0; i < gradient.size(); ++i) moved.at(name).data()[i] -= 2.0 * gradient.data()[i];
    }
    gradients.apply(parameters, -2.0f, 1.0f, workers);
    for (const auto& [name, matrix] : parameters.named()) {
      for (std::int64_t i = 0; i < matrix.rows * matrix.cols; ++i) {
        ASSERT_NEAR(matrix.data[i], moved.at(name).data()[i], 1e-6) << name;
      }
    }
  }
}

TEST(LanguageModelTest, WithAllWordsAsCandidatesTheSampledSoftmaxIsTheExactOne) {
  for (const bool tied : {false, true}) {
    const ModelConfig config{.vocabulary_sizes = {1500}, .dimension = 20, .layers = 1, .tied = tied};
    Parameters parameters(config);
    parameters.initialise(7);
    Workers workers(2);
    LanguageModel model(config, parameters, workers);
    Random random(6, Purpose::kTest);
    const auto sentences = random_sentences(random, 1500, 50, 20);
    const CandidateSampler sampler(std::vector<std::int64_t>(1500, 1), 1500);
    const Candidates all = sampler.draw(words_of(spans(sentences)), 1, 1, 0);
    Gradients exact(config), sampled(config);
    const LossSum exact_loss = model.loss_and_gradients(0, spans(sentences), {1, 2, 0.3}, exact);
    const LossSum sampled_loss = model.loss_and_gradients(0, spans(sentences), {1, 2, 0.3}, sampled, {}, &all);
    EXPECT_EQ(exact_loss.nats[kForward], sampled_loss.nats[kForward]);
    EXPECT_EQ(exact_loss.nats[kBackward], sampled_loss.nats[kBackward]);
    const auto a = exact.dense(), b = sampled.dense();
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].first, b[i].first);
      EXPECT_TRUE(std::equal(a[i].second.data(), a[i].second.data() + a[i].second.size(), b[i].second.data()))
          << a[i].first;
    }
  }
}

TEST(LanguageModelTest, OneDirectionAloneHasItsOwnLossAndLeavesTheOtherAlone) {
  const ModelConfig config{.vocabulary_sizes = {20}, .dimension = 6, .layers = 1, .tied = false};
  Parameters parameters(config);
  parameters.initialise(1);
  Workers workers(2);
  LanguageModel model(config, parameters, workers);
  Gradients both(config), forward(config), backward(config);
  const Sentences sentences{{1, 2, 3}, {4, 5}};
  const LossSum all = model.loss_and_gradients(0, spans(sentences), {}, both);
  const LossSum f = model.loss_and_gradients(0, spans(sentences), {}, forward, {true, false});
  const LossSum b = model.loss_and_gradients(0, spans(sentences), {}, backward, {false, true});
  EXPECT_NEAR(f.nats[kForward], all.nats[kForward], 1e-5);
  EXPECT_EQ(f.nats[kBackward], 0);
  EXPECT_NEAR(b.nats[kBackward], all.nats[kBackward], 1e-5);
  for (std::int64_t i = 0; i < both.output.rows; ++i) {
    for (std::int64_t j = 0; j < 6; ++j)
      EXPECT_NEAR(forward.output(i, j) + backward.output(i, j), both.output(i, j), 1e-6);
  }
  // What the other direction left there is no part of the norm.
  Gradients reused(config);
  model.loss_and_gradients(0, spans(sentences), {}, reused, {true, false});
  model.loss_and_gradients(0, spans(sentences), {}, reused, {false, true});
  EXPECT_EQ(reused.squared_norm(workers), backward.squared_norm(workers));
  const Matrix<float> before = parameters.lstm[kBackward][0].w_x;
  forward.apply(parameters, -1, 1, workers);
  EXPECT_EQ(std::memcmp(before.data(), parameters.lstm[kBackward][0].w_x.data(), sizeof(float) * 24 * 6), 0);
}

// As where one batch trains both directions, and the next one the backward direction alone.
TEST(LanguageModelTest, ApplyLeavesADirectionAloneThatWasNotRun) {
  const ModelConfig config{.vocabulary_sizes = {20}, .dimension = 6, .layers = 2, .tied = false};
  Parameters parameters(config);
  parameters.initialise(1);
  Workers workers(2);
  LanguageModel model(config, parameters, workers);
  Gradients gradients(config);
  model.loss_and_gradients(0, spans({{1, 2, 3}, {4, 5}}), {}, gradients);
  model.loss_and_gradients(0, spans({{1, 2, 3}, {4, 5}}), {}, gradients, {false, true});
  const auto before = as_double(parameters);
  gradients.apply(parameters, -1, 1, workers);
  for (const auto& [name, after] : as_double(parameters)) {
    const Matrix<double>& old = before.at(name);
    EXPECT_EQ(std::equal(old.data(), old.data() + old.size(), after.data()), name.starts_with("forward")) << name;
  }
  EXPECT_THROW(model.loss_and_gradients(0, spans({{1}}), {}, gradients, {false, false}), Error);
}

TEST(LanguageModelTest, ClampBringsEveryEntryWithinTheLimit) {
  for (const bool tied : {false, true}) {
    const ModelConfig config{.vocabulary_sizes = {20}, .dimension = 6, .layers = 2, .tied = tied};
    Parameters parameters(config);
    Random random(2, Purpose::kTest);
    fill(parameters, random, 0.4);
    Workers workers(2);
    LanguageModel model(config, parameters, workers);
    Gradients gradients(config);
    model.loss_and_gradients(0, spans({{1, 2, 3}, {4, 5}}), {}, gradients);
    const auto before = gradients.dense();
    constexpr float kLimit = 0.0005f;
    gradients.clamp(kLimit, workers);
    const auto after = gradients.dense();
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t m = 0; m < before.size(); ++m) {
      bool reached = false;
      for (std::int64_t i = 0; i < before[m].second.size(); ++i) {
        const float clamped = std::clamp(before[m].second.data()[i], -kLimit, kLimit);
        ASSERT_EQ(after[m].second.data()[i], clamped) << before[m].first;
        reached = reached || clamped != before[m].second.data()[i];
      }
      EXPECT_TRUE(reached) << before[m].first;
    }
  }
}

TEST(LanguageModelTest, TellsWhereItsTimeWent) {
  const ModelConfig config{.vocabulary_sizes = {20}, .dimension = 6, .layers = 1, .tied = false};
  Parameters parameters(config);
  Workers workers(1);
  LanguageModel model(config, parameters, workers);
  Gradients gradients(config);
  model.loss_and_gradients(0, spans({{1, 2, 3}}), {}, gradients);
  const PassSeconds once = model.seconds();
  EXPECT_GT(once.lstm, 0);
  EXPECT_GT(once.output, 0);
  model.loss_and_gradients(0, spans({{1, 2, 3}}), {}, gradients);
  EXPECT_GT(model.seconds().lstm, once.lstm);
  EXPECT_GT(model.seconds().output, once.output);
}

TEST(LanguageModelTest, AWordThatIsNoCandidateIsRefused) {
  for (const bool tied : {false, true}) {
    const ModelConfig config{.vocabulary_sizes = {12}, .dimension = 6, .layers = 1, .tied = tied};
    Parameters parameters(config);
    parameters.initialise(1);
    Workers workers(1);
    LanguageModel model(config, parameters, workers);
    Gradients gradients(config);
    Candidates candidates{{1, 3, 7, 12}, {0, 0, 0, 0}};
    EXPECT_THROW(model.loss_and_gradients(0, spans({{4, 2}}), {}, gradients, {}, &candidates), Error);
    candidates = {{2, 4, 12}, {0, 0, 0}};
    EXPECT_NO_THROW(model.loss_and_gradients(0, spans({{4, 2}}), {}, gradients, {}, &candidates));
  }
}

TEST(LanguageModelTest, ApplyMovesEveryParameterAndDecaysTheRest) {
  const ModelConfig config{.vocabulary_sizes = {20, 30}, .dimension = 6, .layers = 1, .tied = false};
  Parameters parameters(config);
  parameters.initialise(1);
  auto expected = as_double(parameters);
  Workers workers(2);
  LanguageModel model(config, parameters, workers);
  Gradients gradients(config);
  model.loss_and_gradients(1, spans({{1, 2, 3}, {4, 5}}), {}, gradients);
  for (auto& [name, matrix] : expected) {
    for (std::int64_t i = 0; i < matrix.size(); ++i) matrix.data()[i] *= 0.5;
  }
  for (const auto& [name, gradient] : gradients.dense()) {
    for (std::int64_t i = 0; i < gradient.size(); ++i) expected.at(name).data()[i] -= 2.0 * gradient.data()[i];
  }
  gradients.apply(parameters, -2.0f, 0.5f, workers);
  for (const auto& [name, matrix] : parameters.named()) {
    for (std::int64_t i = 0; i < matrix.rows * matrix.cols; ++i) {
      ASSERT_NEAR(matrix.data[i], expected.at(name).data()[i], 1e-6) << name;
    }
  }
}

TEST(LanguageModelTest, EvaluationHasTheLossOfTrainingWithoutDropout) {
  const ModelConfig config{.vocabulary_sizes = {1500}, .dimension = 10, .layers = 2, .tied = false};
  Parameters parameters(config);
  parameters.initialise(2);
  Workers workers(2);
  LanguageModel model(config, parameters, workers);
  Gradients gradients(config);
  Random random(8, Purpose::kTest);
  const auto sentences = random_sentences(random, 1500, 40, 25);
  const LossSum trained = model.loss_and_gradients(0, spans(sentences), {}, gradients);
  const LossSum evaluated = model.loss(0, spans(sentences));
  EXPECT_EQ(trained.words, evaluated.words);
  EXPECT_EQ(trained.nats[kForward], evaluated.nats[kForward]);
  EXPECT_EQ(trained.nats[kBackward], evaluated.nats[kBackward]);
}

// Of numbers that can be counted by hand: E, W and the gradient of W, which has an eighth to spare; and what each
// position holds, with some sixteenth to spare.
TEST(LanguageModelTest, TheMemoryOfAStepGrowsByWhatAWordAndAPositionNeed) {
  constexpr std::int64_t words = 100'000, positions = 1000;
  for (const bool tied : {false, true}) {
    for (const Precision precision : {Precision::kF32, Precision::kBf16}) {
      ModelConfig config{
          .vocabulary_sizes = {2 * words}, .dimension = 300, .layers = 1, .precision = precision, .tied = tied};
      const auto more = LanguageModel::memory_bytes(config, positions, false, 2);
      const auto longer = LanguageModel::memory_bytes(config, 2 * positions, false, 2) - more;
      config.vocabulary_sizes = {words};
      const auto less = LanguageModel::memory_bytes(config, positions, false, 2);
      const bool bf16 = precision == Precision::kBf16;
      const double block = 256 * (bf16 ? 2.0 : 4.0) * 9 / 8;  // of scores, for each word
      const double word = 300 * (4.0 * (tied ? 1 : 2) + 4.0 * 9 / 8 + (bf16 ? 2.0 * 17 / 16 : 0)) + block;
      EXPECT_NEAR(static_cast<double>(more - less) / words, word, 0.02 * word) << tied << bf16;
      // Both directions: input, hidden, mask, four gates, cells, the gradients of input and top, the top and its
      // transpose; h before; and the words that were read, once.
      const double numbers = 2 * (3 + 4 + 1 + 1 + 3) + (tied ? 0 : 1);
      const double position = 300 * (4 * numbers + (bf16 ? 2 * 2 + 2 * 2 * 7 : 4 * 2)) * 17 / 16;
      EXPECT_NEAR(static_cast<double>(longer) / positions, position, 0.02 * position) << tied << bf16;
      // A mask of the embeddings for each direction.
      const double mask = 2 * 300 * 4.0 * 17 / 16;
      const auto masked = LanguageModel::memory_bytes(config, positions, true, 2) - less;
      EXPECT_NEAR(static_cast<double>(masked) / positions, mask, 0.001 * mask) << tied << bf16;
    }
  }
}

// Each has a tile of scores, of 1024 words and 128 rows (256 in bf16), the gradient of such words, h of a block of rows
// times its factors, and what oneDNN holds.
TEST(LanguageModelTest, TheMemoryOfAStepGrowsByWhatAThreadNeeds) {
  for (const Precision precision : {Precision::kF32, Precision::kBf16}) {
    const ModelConfig config{.vocabulary_sizes = {100'000}, .dimension = 300, .layers = 1, .precision = precision};
    const bool bf16 = precision == Precision::kBf16;
    const double scores = 4.0 * 1024 * (bf16 ? 256 : 128), gradient = 4.0 * 1024 * 300;
    const double scaled = (bf16 ? 2.0 : 4.0) * 256 * 300, product = 12e6;
    const auto more =
        LanguageModel::memory_bytes(config, 1000, false, 5) - LanguageModel::memory_bytes(config, 1000, false, 2);
    EXPECT_EQ(static_cast<double>(more) / 3, scores + gradient + scaled + product) << bf16;
  }
}

// Parameters and gradients, 4D (2D + 1) of each direction; for each position of each direction input, hidden, mask,
// four gates, cells, and h before; the weights once more, transposed, and for bf16 rounded, as x, h and the gates are.
TEST(LanguageModelTest, TheMemoryOfAStepGrowsByWhatALayerNeeds) {
  constexpr double d = 300, positions = 1000;
  for (const Precision precision : {Precision::kF32, Precision::kBf16}) {
    ModelConfig config{.vocabulary_sizes = {100}, .dimension = 300, .layers = 2, .precision = precision};
    const auto two = LanguageModel::memory_bytes(config, 1000, false, 2);
    config.layers = 5;
    const auto more = static_cast<double>(LanguageModel::memory_bytes(config, 1000, false, 2) - two) / 3;
    const bool bf16 = precision == Precision::kBf16;
    const double weights = 8 * d * d, kept = 2 * 4 * (weights + 4 * d);
    const double passed = positions * d * (4 * 8 + (bf16 ? 2 * (1 + 6) : 4)) + weights * (bf16 ? 2 + 2 : 4);
    EXPECT_NEAR(more, 2 * (kept + passed * 17 / 16), 100) << bf16;
  }
}

}  // namespace
}  // namespace koine::model
