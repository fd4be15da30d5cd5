#include "koine/train/dictionary_term.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "koine/core/random.h"

namespace koine::train {
namespace {

constexpr std::int64_t kDimension = 7;

model::Parameters small_parameters(bool tied = false) {
  model::Parameters parameters({.vocabulary_sizes = {6, 5}, .dimension = kDimension, .tied = tied});
  parameters.initialise(3);
  return parameters;
}

// Word 2 of the first language has two translations, so that one row takes part in two differences.
const std::vector<Translation> kTranslations{{0, 2, 1, 1}, {0, 2, 1, 4}, {0, 5, 1, 3}};

// R by its definition, in double, of embeddings given as two tables.
double distance(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b) {
  double sum = 0;
  for (const Translation& t : kTranslations) {
    for (std::int64_t j = 0; j < kDimension; ++j) {
      const auto k = static_cast<std::size_t>(j);
      const double d = a[static_cast<std::size_t>(t.source)][k] - b[static_cast<std::size_t>(t.target)][k];
      sum += d * d;
    }
  }
  return sum / 3;
}

std::vector<std::vector<double>> table(View matrix) {
  std::vector<std::vector<double>> rows;
  for (std::int64_t i = 0; i < matrix.rows; ++i) rows.emplace_back(matrix.row(i), matrix.row(i) + matrix.cols);
  return rows;
}

TEST(DictionaryTermTest, ItsStepIsTheRateTimesTheGradientByDifferences) {
  constexpr double kRate = 0.5, kWeight = 0.3, kDifference = 1e-4;
  model::Parameters parameters = small_parameters();
  std::vector<std::vector<double>> before[2] = {table(parameters.embedding(0)), table(parameters.embedding(1))};
  DictionaryTerm term(kTranslations, kWeight, kDimension);
  EXPECT_NEAR(term.mean_squared_distance(parameters), distance(before[0], before[1]), 1e-12);
  Workers workers(2);
  term.step(parameters, kRate, workers);
  for (int language = 0; language < 2; ++language) {
    auto& rows = before[language];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < rows[i].size(); ++j) {
        const double value = rows[i][j];
        rows[i][j] = value + kDifference;
        const double above = distance(before[0], before[1]);
        rows[i][j] = value - kDifference;
        const double below = distance(before[0], before[1]);
        rows[i][j] = value;
        const double gradient = kWeight * (above - below) / (2 * kDifference);
        EXPECT_NEAR(parameters.embedding(language)(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)),
                    value - kRate * gradient, 1e-7);
      }
    }
  }
}

TEST(DictionaryTermTest, TouchesEmbeddingsOnlyAndTheOutputRowsWhereTied) {
  for (const bool tied : {false, true}) {
    model::Parameters parameters = small_parameters(tied), before = small_parameters(tied);
    Workers workers(1);
    DictionaryTerm(kTranslations, 1, kDimension).step(parameters, 0.1, workers);
    const auto matrices = parameters.named(), old = before.named();
    for (std::size_t i = 0; i < matrices.size(); ++i) {
      const View& m = matrices[i].matrix;
      const bool same =
          std::memcmp(m.data, old[i].matrix.data, static_cast<std::size_t>(m.rows * m.cols) * sizeof(float)) == 0;
      EXPECT_EQ(same, !matrices[i].name.starts_with("embedding.")) << matrices[i].name;
    }
  }
}

TEST(DictionaryTermTest, UpToTheLargestWeightTheDistanceFallsAndAboveItGrows) {
  // The bound is sharp for a star, a word with its own translations alone: the Laplacian of m leaves has the largest
  // eigenvalue m + 1.
  const std::vector<Translation> pair{{0, 1, 1, 1}}, star{{0, 1, 1, 1}, {0, 1, 1, 2}, {0, 1, 1, 3}};
  for (const auto& translations : {pair, star}) {
    for (const auto& [factor, falls] : {std::pair{0.9, true}, {1.1, false}}) {
      model::Parameters parameters = small_parameters();
      Workers workers(1);
      const double largest = DictionaryTerm(translations, 1, kDimension).largest_weight(0.5);
      DictionaryTerm term(translations, factor * largest, kDimension);
      const double before = term.mean_squared_distance(parameters);
      for (int i = 0; i < 60; ++i) term.step(parameters, 0.5, workers);
      EXPECT_EQ(term.mean_squared_distance(parameters) < before, falls) << factor << " of " << translations.size();
    }
  }
  EXPECT_DOUBLE_EQ(DictionaryTerm(kTranslations, 1, kDimension).largest_weight(0.5), 3 / (0.5 * 3));
}

TEST(DictionaryTermTest, SameBitsAtAnyNumberOfThreads) {
  std::vector<Translation> many;
  Random random(1, Purpose::kTest);
  for (std::int32_t i = 0; i < 400; ++i) many.push_back({0, i, 1, static_cast<std::int32_t>(random.below(300))});
  std::string expected;
  for (const int threads : {1, 2, 4}) {
    model::Parameters parameters({.vocabulary_sizes = {400, 300}, .dimension = kDimension});
    parameters.initialise(1);
    Workers workers(threads);
    DictionaryTerm term(many, 1, kDimension);
    for (int i = 0; i < 3; ++i) term.step(parameters, 0.1, workers);
    std::string bits;
    for (const int language : {0, 1}) {
      const View m = parameters.embedding(language);
      bits.append(reinterpret_cast<const char*>(m.data), static_cast<std::size_t>(m.rows * m.cols) * sizeof(float));
    }
    if (expected.empty()) expected = bits;
    EXPECT_TRUE(bits == expected) << threads;
  }
}

}  // namespace
}  // namespace koine::train
