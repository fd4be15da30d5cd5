// The reference, and the fast path, against PyTorch: whatever model and whatever batches the oracle file holds.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "koine/core/error.h"
#include "koine/core/workers.h"
#include "koine/model/language_model.h"
#include "koine/model/oracle_test_file.h"

namespace koine::model {
namespace {

// Both sides work in float64 and differ only in the order of sums, so in the last few of 16 digits. The absolute part
// is for gradients near zero, which are small differences of terms of size 1.
constexpr double kRelative = 1e-10;
constexpr double kAbsolute = 1e-12;

// |found - expected| as a share of what is allowed: at most 1 where they agree.
double share(double found, double expected) {
  return std::abs(found - expected) / (kRelative * std::abs(expected) + kAbsolute);
}

#define EXPECT_AGREES(found, expected) \
  EXPECT_LE(share(found, expected), 1) << "found " << (found) << ", expected " << (expected)

std::set<std::string> names_of(const ReferenceParameters& tensors) {
  std::set<std::string> names;
  for (const auto& [name, tensor] : tensors) names.insert(name);
  return names;
}

TEST(oracle, reference_agrees_with_pytorch) {
  Oracle oracle;
  try {
    oracle = read_oracle(oracle_path());
  } catch (const Error& e) {
    FAIL() << e.what();
  }
  double largest = 0;
  for (std::size_t c = 0; c < oracle.cases.size(); ++c) {
    const auto& config = oracle.cases[c].config;
    auto parameters = oracle.cases[c].parameters;
    for (std::size_t s = 0; s < oracle.cases[c].steps.size(); ++s) {
      const OracleStep& step = oracle.cases[c].steps[s];
      const auto& batch = oracle.batches[step.language];
      SCOPED_TRACE("case " + std::to_string(c) + ", step " + std::to_string(s));
      const auto before = reference_loss_and_gradients(config, parameters, step.language, batch);
      EXPECT_AGREES(before.loss_nats_per_sentence, step.loss_nats_per_sentence);
      EXPECT_EQ(before.tokens, step.tokens);
      EXPECT_AGREES(gradient_norm(before.gradients), step.gradient_norm);
      ASSERT_EQ(names_of(before.gradients), names_of(step.gradients));
      for (const auto& [name, expected] : step.gradients) {
        const auto& found = before.gradients.at(name);
        for (std::int64_t i = 0; i < expected.size(); ++i) {
          ASSERT_LE(share(found.data()[i], expected.data()[i]), 1)
              << name << ", element " << i << ": found " << found.data()[i] << ", expected " << expected.data()[i];
          largest = std::max(largest, std::abs(found.data()[i] - expected.data()[i]));
        }
      }
      clipped_sgd_step(parameters, before.gradients, oracle.learning_rate, oracle.clip_norm);
      const auto after = reference_loss_and_gradients(config, parameters, step.language, batch);
      EXPECT_AGREES(after.loss_nats_per_sentence, step.loss_after_step_nats_per_sentence);
      largest = std::max({largest, std::abs(before.loss_nats_per_sentence - step.loss_nats_per_sentence),
                          std::abs(after.loss_nats_per_sentence - step.loss_after_step_nats_per_sentence)});
    }
  }
  RecordProperty("largest_absolute_deviation", testing::PrintToString(largest));
}

// The fast path on the same file, in float32: within the roundings of a few hundred operations, relative to the norm.
TEST(oracle, fast_path_agrees_with_pytorch) {
  const Oracle oracle = read_oracle(oracle_path());
  for (const OracleCase& oracle_case : oracle.cases) {
    const ModelConfig config{.vocabulary_sizes = oracle_case.config.vocabulary_sizes,
                             .dimension = oracle_case.config.dimension,
                             .layers = oracle_case.config.layers,
                             .tied = oracle_case.config.tied};
    Parameters parameters(config);
    for (const auto& [name, matrix] : parameters.named()) {
      const auto& start = oracle_case.parameters.at(name);
      ASSERT_EQ(start.size(), matrix.rows * matrix.cols) << name;
      for (std::int64_t i = 0; i < start.size(); ++i) matrix.data[i] = static_cast<float>(start.data()[i]);
    }
    Workers workers(2);
    LanguageModel model(config, parameters, workers);
    Gradients gradients(config);
    for (const OracleStep& step : oracle_case.steps) {
      auto batch = oracle.batches[step.language];
      std::stable_sort(batch.begin(), batch.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
      const std::vector<std::span<const std::int32_t>> sentences(batch.begin(), batch.end());
      const auto loss_of = [&](const LossSum& sum) {
        return (sum.nats[kForward] + sum.nats[kBackward]) / static_cast<double>(batch.size());
      };
      const int language = static_cast<int>(step.language);
      const LossSum before = model.loss_and_gradients(language, sentences, {}, gradients);
      constexpr double kTolerance = 512.0 * std::numeric_limits<float>::epsilon();
      EXPECT_NEAR(loss_of(before), step.loss_nats_per_sentence, kTolerance * step.loss_nats_per_sentence);
      const double norm = std::sqrt(gradients.squared_norm(workers));
      EXPECT_NEAR(norm, step.gradient_norm, kTolerance * step.gradient_norm);
      for (const auto& [name, gradient] : gradients.dense()) {
        const auto& expected = step.gradients.at(name);
        for (std::int64_t i = 0; i < expected.size(); ++i) {
          ASSERT_NEAR(gradient.data()[i], expected.data()[i], kTolerance * step.gradient_norm) << name << ' ' << i;
        }
      }
      gradients.apply(parameters, static_cast<float>(-oracle.learning_rate * std::min(1.0, oracle.clip_norm / norm)), 1,
                      workers);
      EXPECT_NEAR(loss_of(model.loss(language, sentences)), step.loss_after_step_nats_per_sentence,
                  kTolerance * step.loss_after_step_nats_per_sentence);
    }
  }
}

// A file that cannot be compared must never look like one that agrees.
class OracleFileTest : public testing::Test {
 protected:
  using Json = nlohmann::json;

  Json good() {
    std::ifstream file(KOINE_ROOM_DIR "/testdata/language_model_oracle.json");
    return Json::parse(file);
  }
  void expect_refused(const std::string& text, const std::string& message) {
    // ctest runs tests side by side: a file of its own for each.
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string path = testing::TempDir() + "/" + name + ".json";
    std::ofstream(path) << text;
    try {
      read_oracle(path);
      ADD_FAILURE() << "accepted, though it should say: " << message;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      EXPECT_THAT(e.what(), testing::HasSubstr(path));
      EXPECT_THAT(e.what(), testing::HasSubstr(message));
    }
  }
};

TEST_F(OracleFileTest, oracle_that_is_missing_empty_or_cut_short_is_refused) {
  EXPECT_THROW(read_oracle("/nonexistent/oracle.json"), Error);
  expect_refused("", "parse error");
  expect_refused("{}", "learning_rate");
  expect_refused(good().dump().substr(0, 5000), "parse error");
}

TEST_F(OracleFileTest, oracle_without_a_case_a_step_or_a_sentence_is_refused) {
  for (const char* path : {"/cases", "/cases/0/steps", "/batches/0", "/batches/0/0", "/vocabulary_sizes"}) {
    Json json = good();
    json[Json::json_pointer(path)] = Json::array();
    expect_refused(json.dump(), "a list that is not empty");
  }
}

TEST_F(OracleFileTest, oracle_with_wrong_sizes_or_values_is_refused) {
  const auto with = [this](const char* path, const Json& value) {
    Json json = good();
    json[Json::json_pointer(path)] = value;
    return json.dump();
  };
  expect_refused(with("/dimension", 7), "a list of");
  expect_refused(with("/dimension", 6.5), "dimension");
  expect_refused(with("/vocabulary_sizes", {7, 8}), "word id");  // id 8 stands in the batch
  expect_refused(with("/vocabulary_sizes", {7, 9, 4}), "batches: found 2 elements, expected a list of 3");
  expect_refused(with("/batches/0/0/0", -1), "word id");
  expect_refused(with("/cases/0/layers", 2), "no backward.1.b");
  expect_refused(with("/cases/0/parameters/bos", Json::array({1, 2})), "bos");
  expect_refused(with("/cases/0/parameters/extra", Json::array({1})), "extra");
  expect_refused(with("/cases/0/parameters/forward.0.w_x/3/2", nullptr), "forward.0.w_x");
  expect_refused(with("/cases/0/steps/0/language", 2), "language");
  expect_refused(with("/cases/0/steps/0/loss", "18"), "loss");
}

}  // namespace
}  // namespace koine::model
