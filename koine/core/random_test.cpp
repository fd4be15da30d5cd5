#include "koine/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace koine {
namespace {

// Known answers that the authors of Philox publish with Random123 (kat_vectors, philox 4x32 10).
TEST(PhiloxTest, KnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}),
            (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomTest, IsAFunctionOfSeedPurposeIndexAndSubstream) {
  const auto first = [](std::uint64_t seed, Purpose purpose, std::uint64_t index, std::uint32_t sub) {
    return Random(seed, purpose, index, sub).next_u64();
  };
  const auto base = first(1, Purpose::kTest, 0, 0);
  EXPECT_EQ(base, first(1, Purpose::kTest, 0, 0));
  EXPECT_NE(base, first(2, Purpose::kTest, 0, 0));
  EXPECT_NE(base, first(1ull << 32 | 1, Purpose::kTest, 0, 0));
  EXPECT_NE(base, first(1, Purpose::kPairs, 0, 0));
  EXPECT_NE(base, first(1, Purpose::kTest, 1, 0));
  EXPECT_NE(base, first(1, Purpose::kTest, 1ull << 32, 0));
  EXPECT_NE(base, first(1, Purpose::kTest, 0, 1));
}

// What all results are made of. A change of any of these is another program.
TEST(RandomTest, AStreamIsThatOfPhiloxUnderAKeyOfItsOwn) {
  const std::uint64_t seed = 0x0123456789abcdef, index = 0xfedcba9876543210;
  const auto hashed = philox({10, 0x76543210, 0xfedcba98, 7}, {0x89abcdef, 0x01234567});
  const auto block = [&](std::uint32_t i) { return philox({i, 0, hashed[2], hashed[3]}, {hashed[0], hashed[1]}); };
  Random words(seed, Purpose::kTest, index, 7);
  EXPECT_EQ(words.key(), (std::array{hashed[0], hashed[1]}));
  EXPECT_EQ(words.counter(), (std::array{0U, 0U, hashed[2], hashed[3]}));
  for (const std::uint32_t i : {0, 1, 2}) {
    for (const std::uint32_t word : block(i)) EXPECT_EQ(words.next_u32(), word);
  }
  Random longer(seed, Purpose::kTest, index, 7), unit(seed, Purpose::kTest, index, 7);
  const std::uint64_t first = block(0)[0] | std::uint64_t{block(0)[1]} << 32;
  EXPECT_EQ(longer.next_u64(), first);
  EXPECT_EQ(unit.uniform(), static_cast<double>(first / 2048) / 9007199254740992.0);  // 2^11 and 2^53

  EXPECT_EQ(static_cast<int>(Purpose::kInitialise), 1);
  EXPECT_EQ(static_cast<int>(Purpose::kSampleLoss), 12);
  EXPECT_EQ(static_cast<int>(Purpose::kNullCheck), 33);
  EXPECT_EQ(static_cast<int>(Purpose::kTransportStart), 45);
}

// Of numbers so large that a quarter of all draws lies above the last multiple of them.
TEST(RandomTest, BelowDrawsAgainWhatWouldMakeABias) {
  const std::uint64_t n = 3ull << 62;
  Random plain(4, Purpose::kTest), random(4, Purpose::kTest);
  int again = 0;
  for (int i = 0; i < 200; ++i) {
    std::uint64_t expected = plain.next_u64();
    for (; expected >= n; ++again) expected = plain.next_u64();
    ASSERT_EQ(random.below(n), expected);
  }
  EXPECT_GT(again, 20);
}

TEST(RandomTest, NormalIsThatOfBoxAndMuller) {
  Random uniform(6, Purpose::kTest), normal(6, Purpose::kTest);
  for (int i = 0; i < 20; ++i) {
    const double u = uniform.uniform(), v = uniform.uniform();
    EXPECT_NEAR(normal.normal(), std::sqrt(-2 * std::log(1 - u)) * std::cos(6.283185307179586 * v), 1e-12);
  }
}

TEST(RandomTest, UniformAndNormalHaveTheirMoments) {
  Random random(3, Purpose::kTest);
  const int n = 200000;
  double sum = 0, squares = 0, normal_sum = 0, normal_squares = 0;
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    squares += u * u;
    const double z = random.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  EXPECT_NEAR(sum / n, 0.5, 5 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(squares / n, 1.0 / 3, 0.005);
  EXPECT_NEAR(normal_sum / n, 0.0, 5 / std::sqrt(n));
  EXPECT_NEAR(normal_squares / n, 1.0, 0.02);
}

TEST(RandomTest, BelowIsEvenAndShuffleKeepsEveryItem) {
  Random random(5, Purpose::kTest);
  std::array<int, 7> counts{};
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  for (const int c : counts) EXPECT_NEAR(c, 10000, 500);

  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  auto shuffled = items;
  random.shuffle(shuffled);
  EXPECT_NE(shuffled, items);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, items);
}

}  // namespace
}  // namespace koine
