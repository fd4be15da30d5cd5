#include "koine/kernels/elementwise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "koine/core/random.h"
#include "koine/kernels/elementwise_reference.h"
#include "koine/kernels/elementwise_table.h"
#include "koine/kernels/isa.h"

namespace koine::kernels {
namespace {

constexpr double kBf16Epsilon = 1.0 / 128;  // between 1 and the next number
constexpr double kEpsilon = std::numeric_limits<float>::epsilon();

struct NamedTable {
  Isa isa;
  const ElementwiseTable* table;
};

// Every table that this processor can run, not only the active one.
std::vector<NamedTable> runnable_tables() {
  std::vector<NamedTable> tables{{Isa::kSse41, &kElementwiseSse41}};
  if (best_isa() >= Isa::kAvx2) tables.push_back({Isa::kAvx2, &kElementwiseAvx2});
  if (best_isa() >= Isa::kAvx512) tables.push_back({Isa::kAvx512, &kElementwiseAvx512});
  return tables;
}

std::vector<float> random_floats(Random& random, std::size_t n, double range) {
  std::vector<float> x(n);
  for (float& v : x) v = static_cast<float>(random.uniform(-range, range));
  return x;
}

std::vector<double> doubles(const std::vector<float>& x) {
  return {x.begin(), x.end()};
}

TEST(ElementwiseTest, ExpMinusHighestAgreesWithItsTwin) {
  Random random(1, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (int trial = 0; trial < 60; ++trial) {
      const std::size_t n = 1 + random.below(trial % 2 ? 3000 : 40);
      const double range = trial % 3 ? 5.0 : 40.0;
      auto fast = random_floats(random, n, range);
      const auto offsets = trial % 4 ? std::vector<float>(n, 0.0f) : random_floats(random, n, 3);
      auto plain = doubles(fast);
      float highest = 0;
      double expected_highest = 0;
      const float* const given = trial % 4 ? nullptr : offsets.data();
      std::vector<Bf16> rounded(n);
      float highest_bf16 = 0;
      const double sum_bf16 = table->exp_minus_highest_bf16(fast.data(), given, static_cast<std::int64_t>(n),
                                                            rounded.data(), &highest_bf16);
      const double sum =
          table->exp_minus_highest(fast.data(), given, static_cast<std::int64_t>(n), fast.data(), &highest);
      const double expected = reference::exp_minus_highest(plain, doubles(offsets), expected_highest);
      EXPECT_NEAR(highest, expected_highest, range * kEpsilon) << name_of(isa);
      // Sums of scores round by half an epsilon of the range, exp passes that on as a relative error and adds 2e-7 of
      // its own; a sum of n positive terms adds at most its longest chain of additions.
      const double relative = (4 * range + 8) * kEpsilon;
      EXPECT_NEAR(sum, expected, (relative + 1024.0 / 4 * kEpsilon) * expected) << name_of(isa);
      for (std::size_t i = 0; i < n; ++i) {
        ASSERT_NEAR(fast[i], plain[i], relative * plain[i] + 1e-37) << name_of(isa);
        ASSERT_NEAR(to_float(rounded[i]), fast[i], kBf16Epsilon / 2 * fast[i] + 1e-40) << name_of(isa);
      }
      EXPECT_NEAR(sum_bf16, sum, 1024.0 / 4 * kEpsilon * sum) << name_of(isa);  // added in another order
      EXPECT_EQ(highest_bf16, highest) << name_of(isa);
    }
  }
}

TEST(ElementwiseTest, ExpMinusHighestSurvivesExtremesAndShowsWhatIsNotFinite) {
  for (const auto& [isa, table] : runnable_tables()) {
    std::vector<float> huge{1e30f, -1e30f, 0.0f};
    float highest = 0;
    EXPECT_NEAR(table->exp_minus_highest(huge.data(), nullptr, 3, huge.data(), &highest), 1.0, 1e-6) << name_of(isa);
    EXPECT_EQ(highest, 1e30f);
    EXPECT_NEAR(huge[0], 1.0f, 1e-6f);
    EXPECT_NEAR(huge[1], 0.0f, 1e-6f);
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      std::vector<float> z(37, 0.5f);
      z[20] = bad;
      EXPECT_FALSE(std::isfinite(table->exp_minus_highest(z.data(), nullptr, 37, z.data(), &highest))) << name_of(isa);
    }
  }
}

TEST(ElementwiseTest, LstmCellAgreesWithItsTwinForwardAndBackward) {
  Random random(2, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::size_t d : {1u, 3u, 8u, 17u, 300u}) {
      for (const bool first_step : {false, true}) {
        auto gates = random_floats(random, 4 * d, 6), bias = random_floats(random, 4 * d, 1);
        auto c_before = first_step ? std::vector<float>(d, 0.0f) : random_floats(random, d, 2);
        const auto d_h = random_floats(random, d, 1);
        auto d_c = random_floats(random, d, 1);
        std::vector<float> c(d), h(d);
        auto plain_gates = doubles(gates), plain_d_c = doubles(d_c);
        std::vector<double> plain_c(d), plain_h(d);

        const float* before = first_step ? nullptr : c_before.data();
        table->lstm_cell_forward(gates.data(), bias.data(), before, c.data(), h.data(), static_cast<std::int64_t>(d));
        reference::lstm_cell_forward(plain_gates, doubles(bias), doubles(c_before), plain_c, plain_h);
        // Each value passes a handful of roundings of numbers of at most 7 (the sums), 3 (the cell) and 1 (the gates).
        for (std::size_t j = 0; j < d; ++j) {
          ASSERT_NEAR(c[j], plain_c[j], 16 * kEpsilon) << name_of(isa);
          ASSERT_NEAR(h[j], plain_h[j], 16 * kEpsilon) << name_of(isa);
        }
        for (std::size_t k = 0; k < 4 * d; ++k) ASSERT_NEAR(gates[k], plain_gates[k], 8 * kEpsilon) << name_of(isa);

        table->lstm_cell_backward(gates.data(), before, c.data(), d_h.data(), d_c.data(), static_cast<std::int64_t>(d));
        reference::lstm_cell_backward(plain_gates, doubles(c_before), plain_c, doubles(d_h), plain_d_c);
        for (std::size_t j = 0; j < d; ++j) ASSERT_NEAR(d_c[j], plain_d_c[j], 64 * kEpsilon) << name_of(isa);
        for (std::size_t k = 0; k < 4 * d; ++k) ASSERT_NEAR(gates[k], plain_gates[k], 64 * kEpsilon) << name_of(isa);
      }
    }
  }
}

TEST(ElementwiseTest, VectorSumsAndProducts) {
  Random random(3, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::int64_t n : {0, 1, 7, 64, 5001}) {
      const auto x = random_floats(random, static_cast<std::size_t>(n), 1);
      const auto y = random_floats(random, static_cast<std::size_t>(n), 1);
      auto added = y, scaled = y, product = y, clamped = y;
      table->add_scaled(added.data(), -0.5f, x.data(), n);
      table->scaled(scaled.data(), 0.3f, scaled.data(), n);
      table->multiply(x.data(), product.data(), product.data(), n);
      table->clamp(clamped.data(), 0.5f, n);
      double squares = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        ASSERT_NEAR(added[i], y[i] - 0.5 * x[i], 2 * kEpsilon) << name_of(isa);
        ASSERT_NEAR(scaled[i], 0.3 * y[i], kEpsilon) << name_of(isa);
        ASSERT_NEAR(product[i], double{x[i]} * y[i], kEpsilon) << name_of(isa);
        ASSERT_EQ(clamped[i], std::clamp(y[i], -0.5f, 0.5f)) << name_of(isa);
        squares += double{x[i]} * x[i];
      }
      EXPECT_NEAR(table->sum_of_squares(x.data(), n), squares, 300 * kEpsilon * squares) << name_of(isa);
    }
  }
}

TEST(ElementwiseTest, ProductsOfOneRowWithAFew) {
  Random random(6, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::size_t n : {0u, 1u, 17u, 304u, 1001u}) {
      for (const std::size_t count : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 13u}) {
        const auto x = random_floats(random, n, 1), a = random_floats(random, count, 1);
        std::vector<std::vector<float>> storage;
        std::vector<const float*> rows;
        for (std::size_t j = 0; j < count; ++j) storage.push_back(random_floats(random, n, 1));
        for (const auto& row : storage) rows.push_back(row.data());
        std::vector<float> dots(count + 1, -7);
        auto sum = x;
        const auto size = static_cast<std::int64_t>(n), many = static_cast<std::int64_t>(count);
        table->dot_rows(x.data(), rows.data(), many, size, dots.data());
        table->add_scaled_rows(sum.data(), a.data(), rows.data(), many, size);
        EXPECT_EQ(dots[count], -7) << "nothing behind the end";
        for (std::size_t j = 0; j < count; ++j) {
          double expected = 0;
          for (std::size_t i = 0; i < n; ++i) expected += double{x[i]} * storage[j][i];
          ASSERT_NEAR(dots[j], expected, static_cast<double>(n) * kEpsilon) << name_of(isa) << " " << n << " " << count;
        }
        for (std::size_t i = 0; i < n; ++i) {
          double expected = x[i];
          for (std::size_t j = 0; j < count; ++j) expected += double{a[j]} * storage[j][i];
          ASSERT_NEAR(sum[i], expected, static_cast<double>(2 * count * (count + 1)) * kEpsilon) << name_of(isa);
        }
      }
    }
  }
}

TEST(ElementwiseTest, SigmoidAndDifferenceAreThoseOfPlainCode) {
  Random random(7, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::int64_t n : {0, 1, 7, 64, 1001}) {
      const auto x = random_floats(random, static_cast<std::size_t>(n), 20);
      const auto a = random_floats(random, static_cast<std::size_t>(n), 1);
      auto probability = x, moved = x;
      table->sigmoid(probability.data(), n);
      table->add_difference(moved.data(), a.data(), probability.data(), n);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = 1 / (1 + std::exp(-double{x[i]}));
        ASSERT_NEAR(probability[i], expected, 8 * kEpsilon * expected) << name_of(isa);
        ASSERT_NEAR(moved[i], double{x[i]} + a[i] - probability[i], 32 * kEpsilon) << name_of(isa);
      }
    }
    std::vector<float> extremes{200.0f, -200.0f, 0.0f};
    table->sigmoid(extremes.data(), 3);
    EXPECT_EQ(extremes[0], 1.0f) << name_of(isa);
    EXPECT_NEAR(extremes[1], 0.0f, 1e-37) << name_of(isa);
    EXPECT_EQ(extremes[2], 0.5f) << name_of(isa);
  }
}

TEST(ElementwiseTest, RoundsToTheNearestBf16WithTiesToEven) {
  struct Case {
    std::uint32_t bits;  // of the float32
    std::uint16_t expected;
  };
  const Case cases[] = {{0x3F800000, 0x3F80},  // 1
                        {0x3F808000, 0x3F80},  // half way: down to the even one
                        {0x3F818000, 0x3F82},  // half way: up to the even one
                        {0x3F808001, 0x3F81},  // just above half way
                        {0x3F817FFF, 0x3F81},  // just below
                        {0xBF808001, 0xBF81},  // the same below zero
                        {0x3FFFFFFF, 0x4000},  // up into the next exponent
                        {0x00000001, 0x0000},  // the smallest float32
                        {0x80000000, 0x8000},  // -0
                        {0x7F800000, 0x7F80},  // infinity
                        {0x7F7FFFFF, 0x7F80},  // the largest float32
                        {0x7F800001, 0x7FC0},  // NaN stays NaN
                        {0xFFFFFFFF, 0x7FC0}};
  for (const auto& [isa, table] : runnable_tables()) {
    for (const auto& [bits, expected] : cases) {
      const std::vector<float> x(19, std::bit_cast<float>(bits));
      std::vector<Bf16> y(19);
      table->scaled_bf16(x.data(), 1, y.data(), 19);
      for (const Bf16 rounded : y) ASSERT_EQ(rounded.bits, expected) << name_of(isa) << " " << std::hex << bits;
    }
    const std::vector<float> x{3.0f};
    Bf16 y{};
    table->scaled_bf16(x.data(), -0.5f, &y, 1);
    EXPECT_EQ(to_float(y), -1.5f);
    const std::vector<float> factor{-1.5f};
    table->multiply_bf16(x.data(), factor.data(), &y, 1);
    EXPECT_EQ(to_float(y), -4.5f);
  }
}

TEST(ElementwiseTest, DropoutFactorsAreThoseOfTheStream) {
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::size_t n : {1u, 2u, 7u, 127u, 128u, 129u, 300u, 1001u}) {
      const Random stream(5, Purpose::kTest, n, 3);
      std::vector<float> fast(n + 1, -1), plain(n);
      const auto key = stream.key();
      const auto counter = stream.counter();
      table->dropout_factors(key.data(), counter.data(), 20000, 1.5f, fast.data(), static_cast<std::int64_t>(n));
      reference::dropout_factors(stream, 20000, 1.5f, plain);
      EXPECT_EQ(fast.back(), -1) << "nothing behind the end";
      fast.pop_back();
      EXPECT_EQ(fast, plain) << name_of(isa) << " " << n;
    }
  }
}

TEST(ElementwiseTest, TwiceMinusHasTheBitsOfThePlainFormula) {
  Random random(4, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::int64_t n : {0, 1, 7, 64, 1001}) {
      const auto z = random_floats(random, static_cast<std::size_t>(n), 1);
      const auto x = random_floats(random, static_cast<std::size_t>(n), 1);
      auto fast = z;
      table->twice_minus(fast.data(), 0.3f, x.data(), n);
      for (std::size_t i = 0; i < z.size(); ++i) {
        const volatile float first = 2 * z[i] - 0.3f;  // kept apart from what follows
        ASSERT_EQ(fast[i], first - x[i]) << name_of(isa);
      }
    }
  }
}

TEST(ElementwiseTest, TheFirstAboveALimitIsThatOfAPlainSearch) {
  Random random(5, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (int trial = 0; trial < 300; ++trial) {
      const std::size_t n = random.below(trial % 2 ? 300 : 20);
      std::vector<float> x(n), limits(n);
      // Few different values: many equal ones, and sometimes none that is found.
      for (float& value : x) value = static_cast<float>(random.below(6));
      for (float& limit : limits) limit = static_cast<float>(5 + random.below(2));
      if (n > 0 && trial % 5 == 0) x[random.below(n)] = std::numeric_limits<float>::quiet_NaN();
      std::size_t above = 0, reaching = 0;
      while (above < n && !(x[above] > 4)) ++above;
      while (reaching < n && !(x[reaching] >= limits[reaching])) ++reaching;
      const auto size = static_cast<std::int64_t>(n);
      ASSERT_EQ(table->first_above(x.data(), 4, size), static_cast<std::int64_t>(above)) << name_of(isa);
      ASSERT_EQ(table->first_above(x.data(), 5, size), size) << name_of(isa);
      ASSERT_EQ(table->first_reaching(x.data(), limits.data(), size), static_cast<std::int64_t>(reaching))
          << name_of(isa);
    }
  }
}

TEST(ElementwiseTest, ThePublicFunctionsUseTheActiveTable) {
  std::vector<float> z{0.0f, 2.0f, 0.0f, 0.0f};
  const ExpPart part = exp_minus_highest(z.data(), nullptr, 4, z.data());
  EXPECT_EQ(part.highest, 2.0f);
  EXPECT_NEAR(part.sum, 1 + 3 * std::exp(-2.0), 1e-6);
  EXPECT_NEAR(z[3], std::exp(-2.0), 1e-7);
  const std::vector<float> x{3.0f, 4.0f};
  EXPECT_EQ(sum_of_squares(x.data(), 2), 25.0);
  EXPECT_EQ(first_above(x.data(), 3, 2), 1);
  EXPECT_EQ(first_reaching(x.data(), z.data(), 2), 0);
  std::vector<float> cosines{0.5f, 1.0f};
  twice_minus(cosines.data(), 1, x.data(), 2);
  EXPECT_EQ(cosines, (std::vector<float>{-3.0f, -3.0f}));
}

TEST(ElementwiseTest, LeakyReluAndItsGradientAreThePlainFormulas) {
  Random random(31, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::size_t n : {1u, 16u, 37u, 300u}) {
      for (const float slope : {0.0f, 0.2f}) {
        const auto z = random_floats(random, n, 2), bias = random_floats(random, n, 1), d = random_floats(random, n, 1);
        auto y = z, d_z = d;
        table->leaky_relu(y.data(), bias.data(), slope, static_cast<std::int64_t>(n));
        table->leaky_relu_gradient(d_z.data(), y.data(), slope, static_cast<std::int64_t>(n));
        for (std::size_t i = 0; i < n; ++i) {
          const float sum = z[i] + bias[i];
          ASSERT_EQ(y[i], sum > 0 ? sum : slope * sum) << name_of(isa);
          ASSERT_EQ(d_z[i], sum > 0 ? d[i] : slope * d[i]) << name_of(isa);
        }
      }
    }
  }
}

TEST(ElementwiseTest, AdamStepIsThePlainFormula) {
  Random random(32, Purpose::kTest);
  for (const auto& [isa, table] : runnable_tables()) {
    for (const std::size_t n : {1u, 16u, 37u, 300u}) {
      const auto g = random_floats(random, n, 2), m = random_floats(random, n, 1), p = random_floats(random, n, 1);
      auto v = random_floats(random, n, 1);
      for (float& x : v) x = x * x;
      auto new_m = m, new_v = v, new_p = p;
      table->adam_step(0.01f, 0.9f, 0.999f, 1e-8f, g.data(), new_m.data(), new_v.data(), new_p.data(),
                       static_cast<std::int64_t>(n));
      for (std::size_t i = 0; i < n; ++i) {
        const double mean = 0.9 * m[i] + 0.1 * g[i], square = 0.999 * v[i] + 0.001 * g[i] * g[i];
        ASSERT_NEAR(new_m[i], mean, 1e-6) << name_of(isa);
        ASSERT_NEAR(new_v[i], square, 1e-6) << name_of(isa);
        // Where the square is small its error counts: a relative 1e-6 of 0.01 mean / √square, and of p.
        ASSERT_NEAR(new_p[i], p[i] - 0.01 * mean / (std::sqrt(square) + 1e-8),
                    1e-4 * (0.01 * std::abs(mean) / std::sqrt(square)) + 1e-6)
            << name_of(isa);
      }
    }
  }
}

}  // namespace
}  // namespace koine::kernels
