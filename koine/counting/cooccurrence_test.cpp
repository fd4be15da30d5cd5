#include "koine/counting/cooccurrence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "koine/counting/counting_test_support.h"

namespace koine::counting {
namespace {

// From the text, pair of places by pair of places.
Matrix<double> plain_cooccurrences(const corpus::RunLanguage& language, const CooccurrenceOptions& options) {
  const std::int64_t words = language.vocabulary.size() - 1;
  double all = 0;
  for (std::int32_t id = 1; id <= words; ++id) all += static_cast<double>(language.vocabulary.count(id));
  const auto kept = [&](std::int32_t id) {
    const double share = static_cast<double>(language.vocabulary.count(id)) / all;
    return share > options.subsample ? std::sqrt(options.subsample / share) : 1;
  };
  Matrix<double> result(words, std::min(words, options.contexts));
  for (std::int64_t s = 0; s < language.corpus.sentences(); ++s) {
    const auto sentence = language.corpus.sentence(s);
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      for (std::size_t j = 0; j < sentence.size(); ++j) {
        const std::int64_t distance = std::abs(static_cast<std::int64_t>(i) - static_cast<std::int64_t>(j));
        if (i == j || distance > options.window) continue;
        if (sentence[i] == 0 || sentence[j] == 0 || sentence[j] > options.contexts) continue;
        result(sentence[i] - 1, sentence[j] - 1) += kept(sentence[i]) * kept(sentence[j]) *
                                                    static_cast<double>(options.window + 1 - distance) /
                                                    static_cast<double>(options.window);
      }
    }
  }
  return result;
}

TEST(Cooccurrences, AgreeWithThePlainForm) {
  const auto language = random_language(150, 400);
  const CooccurrenceOptions options{.window = 3, .contexts = 90, .subsample = 0.01};
  Workers alone(1), team(3);
  const SparseRows found = cooccurrences(language, options, alone), again = cooccurrences(language, options, team);
  EXPECT_EQ(again.columns, found.columns);
  EXPECT_EQ(again.values, found.values);
  const Matrix<double> counts = dense(found), plain = plain_cooccurrences(language, options);
  ASSERT_EQ(counts.rows(), 150);
  ASSERT_EQ(counts.cols(), 90);
  double all = 0;
  for (std::int64_t i = 0; i < counts.size(); ++i) {
    EXPECT_NEAR(counts.data()[i], plain.data()[i], 1e-6 * (1 + plain.data()[i]));
    all += plain.data()[i];
  }
  EXPECT_GT(all, 1000);
}

// w1 w2 <unk> w1: neighbours at a distance of 1 count 1, those at 2 a half of a window of 2.
TEST(Cooccurrences, CountNearWordsMoreAndKnowSentences) {
  const auto language = language_of(3, {{1, 2, 0, 1}, {3}, {1}});
  Workers workers(1);
  const Matrix<double> counts = dense(cooccurrences(language, {.window = 2, .subsample = 1}, workers));
  EXPECT_EQ(counts(0, 1), 1.5);
  EXPECT_EQ(counts(1, 0), 1.5);
  EXPECT_EQ(counts(0, 0), 0);
  for (std::int64_t d = 0; d < 3; ++d) EXPECT_EQ(counts(2, d), 0);
}

TEST(PositivePmi, AgreesWithThePlainForm) {
  const auto language = random_language(60, 200);
  Workers workers(1);
  const SparseRows counts = cooccurrences(language, {.window = 3, .contexts = 40, .subsample = 0.01}, workers);
  const Matrix<double> n = dense(counts);
  std::vector<double> smooth(40);
  double sum = 0;
  for (std::int64_t c = 0; c < 40; ++c) {
    for (std::int64_t w = 0; w < 60; ++w) smooth[static_cast<std::size_t>(c)] += n(w, c);
    smooth[static_cast<std::size_t>(c)] = std::pow(smooth[static_cast<std::size_t>(c)], 0.6);
    sum += smooth[static_cast<std::size_t>(c)];
  }
  const Matrix<double> found = dense(positive_pmi(counts, 0.6));
  ASSERT_EQ(found.rows(), 60);
  ASSERT_EQ(found.cols(), 40);
  int some = 0, none = 0;
  for (std::int64_t w = 0; w < 60; ++w) {
    double all = 0;
    for (std::int64_t c = 0; c < 40; ++c) all += n(w, c);
    for (std::int64_t c = 0; c < 40; ++c) {
      if (n(w, c) == 0) {
        EXPECT_EQ(found(w, c), 0);
        continue;
      }
      const double pmi = std::log(n(w, c) / all / (smooth[static_cast<std::size_t>(c)] / sum));
      EXPECT_NEAR(found(w, c), std::max(pmi, 0.0), 1e-6);
      (pmi > 0 ? some : none) += 1;
    }
  }
  EXPECT_GT(some, 100);
  EXPECT_GT(none, 100);
}

TEST(PositivePmi, IndependentWordsHaveNone) {
  SparseRows counts;
  counts.cols = 2;
  counts.add_row({{0, 1}, {1, 2}});
  counts.add_row({{0, 2}, {1, 4}});
  counts.add_row({});
  const SparseRows found = positive_pmi(counts, 1);
  EXPECT_EQ(found.rows(), 3);
  EXPECT_TRUE(found.values.empty());
}

}  // namespace
}  // namespace koine::counting
