#include "koine/explore/nearest_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "koine/explore/explore_test_support.h"

namespace koine::explore {
namespace {

double cosine(const TestLanguage& a, std::int64_t i, const TestLanguage& b, std::int64_t j) {
  double sum = 0;
  for (std::int64_t d = 0; d < a.unit_rows.cols(); ++d) sum += double{a.unit_rows(i, d)} * b.unit_rows(j, d);
  return sum;
}

// Mean cosine of word i of a with its ten nearest words of b.
double mean_of_ten(const TestLanguage& a, std::int64_t i, const TestLanguage& b) {
  std::vector<double> cosines;
  for (std::int64_t j = 0; j < b.unit_rows.rows(); ++j) cosines.push_back(cosine(a, i, b, j));
  std::sort(cosines.rbegin(), cosines.rend());
  double sum = 0;
  for (int n = 0; n < 10; ++n) sum += cosines[static_cast<std::size_t>(n)];
  return sum / 10;
}

double csls(const TestLanguage& a, std::int64_t i, const TestLanguage& b, std::int64_t j) {
  return 2 * cosine(a, i, b, j) - mean_of_ten(a, i, b) - mean_of_ten(b, j, a);
}

// The k best of all words of b, by `score`.
template <typename Score>
std::vector<std::int64_t> best(std::int64_t words, std::size_t k, std::int64_t without, const Score& score) {
  std::vector<std::int64_t> order;
  for (std::int64_t j = 0; j < words; ++j) {
    if (j != without) order.push_back(j);
  }
  std::sort(order.begin(), order.end(), [&](auto x, auto y) { return score(x) > score(y); });
  order.resize(k);
  return order;
}

std::vector<std::int64_t> indices(const std::vector<retrieval::Neighbour>& list) {
  std::vector<std::int64_t> found;
  for (const auto& neighbour : list) found.push_back(neighbour.index);
  return found;
}

class NearestWordsTest : public testing::Test {
 protected:
  TestLanguage a_{"a", 60, 8, 1}, b_{"b", 40, 8, 2};
  Workers workers_{2};
};

TEST_F(NearestWordsTest, OtherLanguagesByCslsOverWholeVocabularies) {
  const std::vector<Language> languages = {a_.shown(20), b_.shown(15)};
  const NearestWords of = nearest_words(languages, 3, workers_, silent_reporter());
  ASSERT_EQ(of[0][1].size(), 20u);
  ASSERT_EQ(of[1][0].size(), 15u);
  for (std::int64_t i = 0; i < 20; ++i) {
    const auto& list = of[0][1][static_cast<std::size_t>(i)];
    EXPECT_EQ(indices(list), best(40, 3, -1, [&](auto j) { return csls(a_, i, b_, j); }));
    EXPECT_NEAR(list[0].score, csls(a_, i, b_, list[0].index), 1e-5);
  }
  for (std::int64_t i = 0; i < 15; ++i) {
    EXPECT_EQ(indices(of[1][0][static_cast<std::size_t>(i)]),
              best(60, 3, -1, [&](auto j) { return csls(b_, i, a_, j); }));
  }
}

TEST_F(NearestWordsTest, OwnLanguageByCosineWithoutTheWordItself) {
  const std::vector<Language> languages = {a_.shown(20)};
  const NearestWords of = nearest_words(languages, 4, workers_, silent_reporter());
  ASSERT_EQ(of[0][0].size(), 20u);
  for (std::int64_t i = 0; i < 20; ++i) {
    const auto& list = of[0][0][static_cast<std::size_t>(i)];
    EXPECT_EQ(indices(list), best(60, 4, i, [&](auto j) { return cosine(a_, i, a_, j); }));
    EXPECT_NEAR(list[0].score, cosine(a_, i, a_, list[0].index), 1e-6);
  }
}

// Where many words have one vector, the word itself may not be among its nearest: the list is no longer for that.
TEST_F(NearestWordsTest, EqualVectorsMakeListsOfTheSameLength) {
  for (std::int64_t i = 0; i < 60; ++i) std::copy_n(a_.unit_rows.row(0), 8, a_.unit_rows.row(i));
  const std::vector<Language> languages = {a_.shown(60)};
  const NearestWords of = nearest_words(languages, 4, workers_, silent_reporter());
  for (std::int64_t i = 0; i < 60; ++i) {
    EXPECT_THAT(indices(of[0][0][static_cast<std::size_t>(i)]), testing::SizeIs(4));
    EXPECT_THAT(indices(of[0][0][static_cast<std::size_t>(i)]), testing::Not(testing::Contains(i)));
  }
}

TEST_F(NearestWordsTest, NoMoreThanThereAre) {
  const TestLanguage one("c", 1, 8, 3);
  const std::vector<Language> languages = {a_.shown(60), one.shown(1)};
  const NearestWords of = nearest_words(languages, 100, workers_, silent_reporter());
  EXPECT_EQ(of[0][0][0].size(), 59u);
  EXPECT_EQ(of[0][1][0].size(), 1u);
  EXPECT_EQ(of[1][0][0].size(), 60u);
  EXPECT_EQ(of[1][1][0].size(), 0u);
}

TEST_F(NearestWordsTest, TheSameBitsAtAnyNumberOfThreads) {
  const TestLanguage big("a", 2500, 8, 4), other("b", 1500, 8, 5);
  const std::vector<Language> languages = {big.shown(700), other.shown(1500)};
  Workers one(1), three(3);
  EXPECT_EQ(nearest_words(languages, 5, one, silent_reporter()), nearest_words(languages, 5, three, silent_reporter()));
}

TEST_F(NearestWordsTest, SaysHowFarItIs) {
  struct Listener : Reporter {
    void progress(const Progress& step) override { steps.push_back(step); }
    std::vector<Progress> steps;
  } listener;
  const std::vector<Language> languages = {a_.shown(20), b_.shown(15)};
  nearest_words(languages, 3, workers_, listener);
  ASSERT_EQ(listener.steps.size(), 3u);
  EXPECT_EQ(listener.steps.back().done, listener.steps.back().total);
  EXPECT_EQ(listener.steps.back().seconds_left, 0);
}

}  // namespace
}  // namespace koine::explore
