#include "koine/model/reference_language_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::model {
namespace {

using Sentences = std::vector<std::vector<std::int32_t>>;

ReferenceParameters random_parameters(const ReferenceConfig& config, std::uint64_t seed) {
  auto parameters = reference_zero_parameters(config);
  Random random(seed, Purpose::kTest);
  for (auto& [name, p] : parameters) {
    for (std::int64_t i = 0; i < p.size(); ++i) p.data()[i] = random.uniform(-0.8, 0.8);
  }
  return parameters;
}

// Zeros and other factors mixed, different for every unit: what a mask looks like, and more.
double uneven_factor(int direction, int layer, std::size_t sentence, std::size_t position, std::size_t unit) {
  const auto key = static_cast<std::uint64_t>(direction) + 2 * static_cast<std::uint64_t>(layer) + 16 * sentence +
                   256 * position + 4096 * unit;
  Random random(key, Purpose::kTest);
  return random.below(4) == 0 ? 0.0 : random.uniform(0.5, 2.0);
}

const Sentences kRagged = {{1, 3, 0}, {2}, {3, 3, 1, 3}};  // of several lengths, one word, repeated words

// --- Central differences: every entry of every parameter -------------------------------------------------------------

// The five-point rule (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h. With h = 1e-3 its own error is about
// h^4 / 30 * f^(5) = 3e-14 f^(5), and float64 adds 1.5 * epsilon * f / h = 3e-12 for losses of up to 10 nats: together
// well below the bound of 1e-10 (1 + |gradient|), while gradients here are of size 0.001 to 1.
void expect_central_differences(const ReferenceConfig& config, std::size_t language, const Sentences& sentences,
                                const DropoutFactor& dropout) {
  auto parameters = random_parameters(config, 7);
  const auto result = reference_loss_and_gradients(config, parameters, language, sentences, dropout);
  const double h = 1e-3;
  double largest = 0;
  for (auto& [name, p] : parameters) {
    const auto found = result.gradients.find(name);
    for (std::int64_t i = 0; i < p.size(); ++i) {
      const double at = p.data()[i];
      const auto loss = [&](double offset) {
        p.data()[i] = at + offset;
        return reference_loss_and_gradients(config, parameters, language, sentences, dropout).loss_nats_per_sentence;
      };
      const double expected = (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h);
      p.data()[i] = at;
      if (found == result.gradients.end()) {  // a tensor of another language
        ASSERT_EQ(expected, 0) << name;
        continue;
      }
      const double gradient = found->second.data()[i];
      const double deviation = std::abs(gradient - expected) / (1 + std::abs(expected));
      ASSERT_LE(deviation, 1e-10) << name << ", element " << i << ": " << gradient << " against " << expected;
      largest = std::max(largest, deviation);
    }
  }
  testing::Test::RecordProperty("largest_deviation", testing::PrintToString(largest));
}

TEST(ReferenceGradientTest, OneLayer) {
  expect_central_differences({{3, 4}, 3, 1, false}, 1, kRagged, nullptr);
}
TEST(ReferenceGradientTest, OneLayerTied) {
  expect_central_differences({{3, 4}, 3, 1, true}, 1, kRagged, nullptr);
}
TEST(ReferenceGradientTest, OneLayerDropout) {
  expect_central_differences({{3, 4}, 3, 1, false}, 1, kRagged, uneven_factor);
}
TEST(ReferenceGradientTest, OneLayerTiedDropout) {
  expect_central_differences({{3, 4}, 3, 1, true}, 1, kRagged, uneven_factor);
}
TEST(ReferenceGradientTest, TwoLayers) {
  expect_central_differences({{4, 2}, 3, 2, false}, 0, kRagged, nullptr);
}
TEST(ReferenceGradientTest, TwoLayersTied) {
  expect_central_differences({{4, 2}, 3, 2, true}, 0, kRagged, nullptr);
}
TEST(ReferenceGradientTest, TwoLayersDropout) {
  expect_central_differences({{4, 2}, 3, 2, false}, 0, kRagged, uneven_factor);
}
TEST(ReferenceGradientTest, TwoLayersTiedDropout) {
  expect_central_differences({{4, 2}, 3, 2, true}, 0, kRagged, uneven_factor);
}
TEST(ReferenceGradientTest, ThreeLayersOfThreeLanguages) {
  expect_central_differences({{2, 5, 3}, 2, 3, false}, 1, kRagged, uneven_factor);
}
TEST(ReferenceGradientTest, OneSentence) {
  expect_central_differences({{4}, 4, 1, false}, 0, {{2, 0, 2}}, nullptr);
}
TEST(ReferenceGradientTest, OneWord) {
  expect_central_differences({{4}, 4, 2, true}, 0, {{3}}, uneven_factor);
}
TEST(ReferenceGradientTest, OneDimension) {
  expect_central_differences({{4}, 1, 1, false}, 0, kRagged, nullptr);
}

// --- The loss, where it is known without the program -----------------------------------------------------------------

TEST(ReferenceTest, ZeroParametersGiveTheUniformDistribution) {
  const ReferenceConfig config{{5, 9}, 3, 2, false};
  const auto result = reference_loss_and_gradients(config, reference_zero_parameters(config), 1, kRagged);
  EXPECT_EQ(result.tokens, 2 * (4 + 2 + 5));
  EXPECT_NEAR(result.direction_nats[0], 11 * std::log(10.0), 1e-12);
  EXPECT_NEAR(result.direction_nats[1], 11 * std::log(10.0), 1e-12);
  EXPECT_NEAR(result.loss_nats_per_sentence, 22 * std::log(10.0) / 3, 1e-12);
}

TEST(ReferenceTest, TurningSentencesRoundSwapsTheDirections) {
  const ReferenceConfig config{{4}, 3, 2, false};
  auto parameters = random_parameters(config, 3);
  const auto plain = reference_loss_and_gradients(config, parameters, 0, kRagged);
  for (const char* tensor : {"0.w_x", "0.w_h", "0.b", "1.w_x", "1.w_h", "1.b"}) {
    std::swap(parameters.at("forward." + std::string(tensor)), parameters.at("backward." + std::string(tensor)));
  }
  auto turned = kRagged;
  for (auto& sentence : turned) std::reverse(sentence.begin(), sentence.end());
  const auto swapped = reference_loss_and_gradients(config, parameters, 0, turned);
  EXPECT_NE(plain.direction_nats[0], plain.direction_nats[1]);
  EXPECT_EQ(plain.direction_nats[0], swapped.direction_nats[1]);
  EXPECT_EQ(plain.direction_nats[1], swapped.direction_nats[0]);
}

TEST(ReferenceTest, TiedIsTheSameModelWithBothMatricesEqual) {
  const ReferenceConfig tied{{4, 3}, 3, 2, true}, untied{{4, 3}, 3, 2, false};
  auto parameters = random_parameters(tied, 4);
  const auto one = reference_loss_and_gradients(tied, parameters, 0, kRagged, uneven_factor);
  parameters["output.0"] = parameters.at("embedding.0");
  parameters["output.1"] = parameters.at("embedding.1");
  const auto two = reference_loss_and_gradients(untied, parameters, 0, kRagged, uneven_factor);
  EXPECT_EQ(one.loss_nats_per_sentence, two.loss_nats_per_sentence);
  EXPECT_FALSE(one.gradients.contains("output.0"));
  const auto& sum = one.gradients.at("embedding.0");
  for (std::int64_t i = 0; i < sum.size(); ++i) {
    const double expected = two.gradients.at("embedding.0").data()[i] + two.gradients.at("output.0").data()[i];
    EXPECT_NEAR(sum.data()[i], expected, 1e-13);
  }
}

TEST(ReferenceTest, LargeLogitsDoNotOverflow) {
  const ReferenceConfig config{{3}, 2, 1, false};
  auto parameters = random_parameters(config, 5);
  for (const char* name : {"eos", "output.0"}) {
    auto& rows = parameters.at(name);
    for (std::int64_t i = 0; i < rows.size(); ++i) rows.data()[i] *= 1e5;
  }
  const auto result = reference_loss_and_gradients(config, parameters, 0, {{0, 1, 2}});
  EXPECT_TRUE(std::isfinite(result.loss_nats_per_sentence));
  EXPECT_TRUE(std::isfinite(gradient_norm(result.gradients)));
}

// --- Dropout ---------------------------------------------------------------------------------------------------------

TEST(ReferenceTest, AsksOnceForTheFactorOfEachUnit) {
  const ReferenceConfig config{{4}, 3, 2, false};
  const auto parameters = random_parameters(config, 6);
  std::multiset<std::tuple<int, int, std::size_t, std::size_t, std::size_t>> asked, expected;
  const auto one = [&](int direction, int layer, std::size_t sentence, std::size_t position, std::size_t unit) {
    asked.emplace(direction, layer, sentence, position, unit);
    return 1.0;
  };
  const auto with = reference_loss_and_gradients(config, parameters, 0, kRagged, one);
  for (int direction : {0, 1}) {
    for (int layer : {kEmbeddingLayer, 0, 1}) {
      for (std::size_t sentence = 0; sentence < kRagged.size(); ++sentence) {
        for (std::size_t position = 0; position <= kRagged[sentence].size(); ++position) {
          for (std::size_t unit = 0; unit < 3; ++unit) expected.emplace(direction, layer, sentence, position, unit);
        }
      }
    }
  }
  EXPECT_EQ(asked, expected);
  const auto without = reference_loss_and_gradients(config, parameters, 0, kRagged);
  EXPECT_EQ(with.loss_nats_per_sentence, without.loss_nats_per_sentence);
}

// Dropping the whole top output of one position makes that one prediction uniform and leaves the other as it was.
TEST(ReferenceTest, DropoutStaysOutOfTheRecurrence) {
  const ReferenceConfig config{{4}, 3, 1, false};
  const auto parameters = random_parameters(config, 8);
  const auto forward_nats = [&](const std::set<std::size_t>& dropped) {
    const auto factor = [&](int, int layer, std::size_t, std::size_t position, std::size_t) {
      return layer == 0 && dropped.contains(position) ? 0.0 : 1.0;
    };
    return reference_loss_and_gradients(config, parameters, 0, {{2}}, factor).direction_nats[0];
  };
  const double uniform = std::log(5.0);
  EXPECT_NEAR(forward_nats({0, 1}), 2 * uniform, 1e-13);
  EXPECT_NEAR(forward_nats({0}) + forward_nats({1}), forward_nats({}) + 2 * uniform, 1e-13);
  EXPECT_GT(std::abs(forward_nats({0}) - forward_nats({})), 1e-3);
}

// --- The step --------------------------------------------------------------------------------------------------------

TEST(ReferenceTest, StepIsClippedOnlyAboveTheNorm) {
  ReferenceParameters gradients, parameters;
  gradients["bos"] = Matrix<double>(1, 2);
  gradients["eos"] = Matrix<double>(1, 1);
  gradients["bos"](0, 0) = 2;
  gradients["bos"](0, 1) = -3;
  gradients["eos"](0, 0) = 6;  // norm 7
  for (const char* name : {"bos", "eos", "untouched"}) parameters[name] = Matrix<double>(1, 2);
  parameters["untouched"](0, 0) = 0.5;
  EXPECT_DOUBLE_EQ(gradient_norm(gradients), 7);

  clipped_sgd_step(parameters, gradients, 0.5, 8);  // below the bound: the plain step
  EXPECT_DOUBLE_EQ(parameters["bos"](0, 1), 1.5);
  EXPECT_DOUBLE_EQ(parameters["eos"](0, 0), -3);

  clipped_sgd_step(parameters, gradients, 0.5, 3.5);  // above: half of it
  EXPECT_DOUBLE_EQ(parameters["bos"](0, 0), -1.5);
  EXPECT_DOUBLE_EQ(parameters["bos"](0, 1), 2.25);
  EXPECT_DOUBLE_EQ(parameters["eos"](0, 0), -4.5);
  EXPECT_EQ(parameters["untouched"](0, 0), 0.5);
}

TEST(ReferenceTest, RefusesWhatDoesNotFitTheConfiguration) {
  const ReferenceConfig config{{4}, 3, 1, false};
  const auto good = random_parameters(config, 9);
  EXPECT_THROW(reference_loss_and_gradients(config, good, 1, {{2}}), Error);
  EXPECT_THROW(reference_loss_and_gradients(config, good, 0, {}), Error);
  EXPECT_THROW(reference_loss_and_gradients(config, good, 0, {{0, 4}}), Error);
  EXPECT_THROW(reference_loss_and_gradients(config, good, 0, {{-1}}), Error);
  EXPECT_THROW(reference_loss_and_gradients({{4}, 3, 1, true}, good, 0, {{2}}), Error);  // tied has no output.0
  auto missing = good;
  missing.erase("forward.0.b");
  EXPECT_THROW(reference_loss_and_gradients(config, missing, 0, {{2}}), Error);
  auto renamed = missing;
  renamed["forward.1.b"] = Matrix<double>(1, 12);
  EXPECT_THROW(reference_loss_and_gradients(config, renamed, 0, {{2}}), Error);
  auto reshaped = good;
  reshaped["eos"] = Matrix<double>(1, 4);
  EXPECT_THROW(reference_loss_and_gradients(config, reshaped, 0, {{2}}), Error);
}

}  // namespace
}  // namespace koine::model
