#include "koine/retrieval/top_k.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::retrieval {
namespace {

using ::testing::ElementsAre;

TEST(TopKTest, KeepsTheBestFirst) {
  TopK top(2);
  const std::vector<float> scores{0.1f, 0.7f, -0.3f, 0.9f, 0.2f};
  top.offer(10, scores);
  EXPECT_THAT(top.best(), ElementsAre(Neighbour{13, 0.9f}, Neighbour{11, 0.7f}));
}

TEST(TopKTest, OfEqualScoresTheLowerIndexStandsFirst) {
  TopK top(3);
  const std::vector<float> scores{0.5f, 0.5f, 0.8f, 0.5f, 0.5f};
  top.offer(0, scores);
  EXPECT_THAT(top.best(), ElementsAre(Neighbour{2, 0.8f}, Neighbour{0, 0.5f}, Neighbour{1, 0.5f}));
}

TEST(TopKTest, HoldsLessThanKWhenLessWasOffered) {
  TopK top(5);
  const std::vector<float> scores{-1.0f, 2.0f};
  top.offer(0, scores);
  EXPECT_THAT(top.best(), ElementsAre(Neighbour{1, 2.0f}, Neighbour{0, -1.0f}));
}

TEST(TopKTest, AgreesWithAFullSortInWhateverPiecesTheScoresCome) {
  Random random(1, Purpose::kTest);
  for (int trial = 0; trial < 200; ++trial) {
    const auto n = 1 + random.below(400), k = 1 + random.below(20);
    std::vector<float> scores(n);
    // Few different values, so that there are many ties.
    for (float& score : scores) score = static_cast<float>(random.below(30)) / 8;
    std::vector<Neighbour> expected;
    for (std::size_t i = 0; i < n; ++i) expected.push_back({static_cast<std::int64_t>(i), scores[i]});
    std::stable_sort(expected.begin(), expected.end(),
                     [](const Neighbour& a, const Neighbour& b) { return a.score > b.score; });
    expected.resize(std::min<std::size_t>(n, k));

    TopK top(static_cast<std::int64_t>(k));
    for (std::size_t first = 0; first < n;) {
      const auto piece = std::min<std::size_t>(n - first, 1 + random.below(150));
      top.offer(static_cast<std::int64_t>(first), std::span(scores).subspan(first, piece));
      first += piece;
    }
    ASSERT_THAT(top.best(), ::testing::ElementsAreArray(expected));
  }
}

TEST(TopKTest, OneByOneTheOrderDoesNotMatter) {
  Random random(2, Purpose::kTest);
  for (int trial = 0; trial < 200; ++trial) {
    const auto n = 1 + random.below(100), k = 1 + random.below(20);
    std::vector<Neighbour> offered;
    for (std::size_t i = 0; i < n; ++i) {
      offered.push_back({static_cast<std::int64_t>(i), static_cast<float>(random.below(5)) - 2});
    }
    std::vector<Neighbour> expected = offered;
    std::stable_sort(expected.begin(), expected.end(),
                     [](const Neighbour& a, const Neighbour& b) { return a.score > b.score; });
    const float last = n < k ? -std::numeric_limits<float>::infinity() : expected[k - 1].score;
    expected.resize(std::min<std::size_t>(n, k));
    random.shuffle(offered);
    TopK top(static_cast<std::int64_t>(k));
    EXPECT_EQ(top.lowest(), -std::numeric_limits<float>::infinity());
    for (const Neighbour& neighbour : offered) top.offer_one(neighbour);
    ASSERT_THAT(top.best(), ::testing::ElementsAreArray(expected));
    ASSERT_EQ(top.lowest(), last);
  }
}

TEST(TopKTest, RefusesToKeepNone) { EXPECT_THROW(TopK(0), Error); }

}  // namespace
}  // namespace koine::retrieval
