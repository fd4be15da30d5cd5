#include "koine/join/letter_prediction.h"

#include <gtest/gtest.h>

#include <cmath>

#include "koine/core/random.h"
#include "koine/map/linear_algebra.h"

namespace koine::join {
namespace {

const std::vector<std::string> kWords = {"walk", "walks", "walked", "talk", "talks", "talked", "sing", "x", "y"};

Matrix<float> random_rows(std::int64_t rows, std::int64_t cols) {
  Random random(7, Purpose::kTest);
  Matrix<float> x(rows, cols);
  for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
  return x;
}

// The plain twin: the dense normal equation, solved in double by the decomposition of its matrix.
Matrix<double> reference(ConstView x, const std::vector<double>& counts, const text::LetterSequences& letters,
                         const PredictionOptions& options) {
  Matrix<double> f(x.rows, letters.sequences()), mean(1, x.cols), weighted(letters.sequences(), x.cols);
  for (std::int64_t w = 0; w < x.rows; ++w) {
    for (const auto s : letters.of(w)) f(w, s) = 1 / std::sqrt(static_cast<double>(letters.of(w).size()));
    for (std::int64_t d = 0; d < x.cols; ++d) mean(0, d) += x(w, d) / static_cast<double>(x.rows);
  }
  Matrix<double> equation(f.cols(), f.cols());
  for (std::int64_t w = 0; w < x.rows; ++w) {
    const double c = counts[static_cast<std::size_t>(w)], a = c * options.own_part / (c + options.own_part);
    for (std::int64_t s = 0; s < f.cols(); ++s) {
      for (std::int64_t t = 0; t < f.cols(); ++t) equation(s, t) += a * f(w, s) * f(w, t);
      for (std::int64_t d = 0; d < x.cols; ++d) weighted(s, d) += a * f(w, s) * (x(w, d) - mean(0, d));
    }
  }
  for (std::int64_t s = 0; s < f.cols(); ++s) equation(s, s) += options.sequence_penalty;
  const auto eigen = map::symmetric_eigen(equation);
  Matrix<double> inverse_values(f.cols(), f.cols());
  for (std::int64_t s = 0; s < f.cols(); ++s) inverse_values(s, s) = 1 / eigen.values[static_cast<std::size_t>(s)];
  const auto b = map::multiply(
      map::multiply(map::multiply(eigen.vectors, inverse_values), map::transposed(eigen.vectors)), weighted);
  Matrix<double> predicted = map::multiply(f, b);
  for (std::int64_t w = 0; w < x.rows; ++w) {
    for (std::int64_t d = 0; d < x.cols; ++d) predicted(w, d) += mean(0, d);
  }
  return predicted;
}

TEST(LetterPrediction, IsTheSolutionOfTheNormalEquation) {
  const text::LetterSequences letters(kWords, {.min_words = 2});
  const std::vector<double> counts = {50, 3, 1, 20, 7, 2, 9, 4, 0};
  const Matrix<float> x = random_rows(9, 19);  // more than one block of columns
  const PredictionOptions options{.own_part = 10, .sequence_penalty = 0.5, .iterations = 60};
  Workers one(1), three(3);
  const auto predicted = predict_from_letters(x.view(), counts, letters, options, one);
  const auto expected = reference(x.view(), counts, letters, options);
  for (std::int64_t i = 0; i < x.size(); ++i) EXPECT_NEAR(predicted.data()[i], expected.data()[i], 2e-5) << i;

  const auto again = predict_from_letters(x.view(), counts, letters, options, three);
  EXPECT_TRUE(std::equal(again.data(), again.data() + again.size(), predicted.data()));
}

// With the numbers that stand in the header, too, and as many iterations.
TEST(LetterPrediction, ByDefaultIsNearThatSolution) {
  const text::LetterSequences letters(kWords, {.min_words = 2});
  const std::vector<double> counts = {5000, 300, 100, 2000, 70, 200, 9, 4, 0};
  const Matrix<float> x = random_rows(9, 3);
  Workers workers(1);
  const auto predicted = predict_from_letters(x.view(), counts, letters, {}, workers);
  const auto expected = reference(x.view(), counts, letters, {.own_part = 100, .sequence_penalty = 20});
  for (std::int64_t i = 0; i < x.size(); ++i) EXPECT_NEAR(predicted.data()[i], expected.data()[i], 1e-5) << i;
}

TEST(LetterPrediction, RefusesWordsThatAreNotTheSame) {
  const text::LetterSequences letters(kWords);
  Workers workers(1);
  const Matrix<float> x = random_rows(9, 2), fewer = random_rows(8, 2);
  EXPECT_THROW(predict_from_letters(x.view(), std::vector<double>(8, 1), letters, {}, workers), Error);
  EXPECT_THROW(predict_from_letters(fewer.view(), std::vector<double>(8, 1), letters, {}, workers), Error);
}

// Conjugate gradients end after as many iterations as there are sequences; steepest descent would not.
TEST(LetterPrediction, EndsWhereConjugateGradientsDo) {
  const text::LetterSequences letters(kWords, {.min_words = 2});
  const std::vector<double> counts = {500, 3, 1, 2000, 7, 2, 90, 40, 0};
  const Matrix<float> x = random_rows(9, 3);
  const PredictionOptions options{
      .own_part = 1000, .sequence_penalty = 0.05, .iterations = static_cast<int>(letters.sequences())};
  Workers workers(1);
  const auto predicted = predict_from_letters(x.view(), counts, letters, options, workers);
  const auto expected = reference(x.view(), counts, letters, options);
  for (std::int64_t i = 0; i < x.size(); ++i) EXPECT_NEAR(predicted.data()[i], expected.data()[i], 1e-3) << i;
}

TEST(LetterPrediction, OfAWordWithoutSequencesIsTheMean) {
  const text::LetterSequences letters(kWords, {.min_words = 2});
  ASSERT_TRUE(letters.of(7).empty());
  const Matrix<float> x = random_rows(9, 2);
  Workers workers(2);
  const auto predicted = predict_from_letters(x.view(), std::vector<double>(9, 5), letters, {}, workers);
  double mean = 0;
  for (std::int64_t w = 0; w < 9; ++w) mean += x(w, 1) / 9;
  EXPECT_NEAR(predicted(7, 1), mean, 1e-6);
}

// A rare word whose vector is noise gets the one of its relatives.
TEST(LetterPrediction, ARareWordIsMovedToItsRelatives) {
  const std::vector<std::string> words = {"kirja", "kirjan", "kirjat", "kirjaa", "talo", "talon", "talot", "taloa"};
  const text::LetterSequences letters(words, {.min_words = 2});
  Matrix<float> x(8, 1);
  for (std::int64_t w = 0; w < 8; ++w) x(w, 0) = w < 4 ? 1.0F : -1.0F;
  x(3, 0) = -1;  // seen once
  Workers workers(1);
  const auto predicted =
      predict_from_letters(x.view(), std::vector<double>{100, 100, 100, 1, 100, 100, 100, 100}, letters, {}, workers);
  EXPECT_GT(predicted(3, 0), 0.4F);
  EXPECT_LT(predicted(7, 0), -0.4F);
}

}  // namespace
}  // namespace koine::join
