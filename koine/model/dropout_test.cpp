#include "koine/model/dropout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

namespace koine::model {
namespace {

// Masks that have anything in common would drop units together: none of any row, direction and layer is another's.
TEST(DropoutTest, EachRowOfEachLayerAndDirectionHasAMaskOfItsOwn) {
  std::set<std::vector<float>> masks;
  std::size_t count = 0;
  for (const std::int64_t row : {0, 1, 2, 255, 256, 512, 65536, (1 << 26) - 1}) {
    for (const int direction : {kForward, kBackward}) {
      for (int layer = kEmbeddingLayer; layer < 16; ++layer, ++count) {
        std::vector<float> drawn(200);
        dropout_factors({3, 4, 0.3, 0.3}, direction, layer, row, drawn);
        EXPECT_TRUE(masks.insert(drawn).second) << direction << " " << layer << " " << row;
      }
    }
  }
  EXPECT_EQ(masks.size(), count);
}

TEST(DropoutTest, TheEmbeddingsHaveUnitsAndAShareOfTheirOwn) {
  const auto factors = [](int direction, int layer) {
    std::vector<float> drawn(200);
    dropout_factors({3, 4, 0.3, 0.3}, direction, layer, 7, drawn);
    return drawn;
  };
  for (const int direction : {kForward, kBackward}) {
    for (const int layer : {0, 15}) EXPECT_NE(factors(direction, kEmbeddingLayer), factors(direction, layer)) << layer;
  }
  EXPECT_NE(factors(kForward, kEmbeddingLayer), factors(kBackward, kEmbeddingLayer));
  std::vector<float> many(20000);
  dropout_factors({3, 4, 0.3, 0.6}, kForward, kEmbeddingLayer, 7, many);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(many, 0.0f)) / 20000, 0.6, 0.02);
}

TEST(DropoutTest, DropsTheGivenShareAndKeepsTheMean) {
  std::vector<float> factors(101);
  double dropped = 0, sum = 0, n = 0;
  for (std::int64_t row = 0; row < 2000; ++row) {
    dropout_factors({3, 4, 0.3}, kBackward, 1, row, factors);
    for (const float f : factors) {
      ASSERT_TRUE(f == 0.0f || f == 65536.0f / (65536 - 19661)) << f;  // 0.3 of 2^16, rounded
      dropped += f == 0.0f;
      sum += f;
      ++n;
    }
  }
  EXPECT_NEAR(dropped / n, 0.3, 0.005);
  EXPECT_NEAR(sum / n, 1.0, 0.01);

  std::vector<float> again(101), other(101);
  dropout_factors({3, 4, 0.3}, kBackward, 1, 5, factors);
  dropout_factors({3, 4, 0.3}, kBackward, 1, 5, again);
  EXPECT_EQ(factors, again);
  for (const auto& [seed, step, direction, layer, row] :
       {std::tuple{2, 4, 1, 1, 5}, {3, 5, 1, 1, 5}, {3, 4, 0, 1, 5}, {3, 4, 1, 0, 5}, {3, 4, 1, 1, 6}}) {
    dropout_factors({static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(step), 0.3}, direction, layer, row,
                    other);
    EXPECT_NE(factors, other);
  }
}

}  // namespace
}  // namespace koine::model
