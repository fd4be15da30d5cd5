#include "koine/retrieval/unit_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "koine/retrieval/retrieval_test_matrices.h"

namespace koine::retrieval {
namespace {

TEST(UnitRowsTest, DividesEachRowByItsLength) {
  const auto x = matrix_of({{3, 4}, {0, -2}});
  const UnitRows unit = unit_rows(x.view());
  EXPECT_FLOAT_EQ(unit.rows(0, 0), 0.6f);
  EXPECT_FLOAT_EQ(unit.rows(0, 1), 0.8f);
  EXPECT_FLOAT_EQ(unit.rows(1, 0), 0.0f);
  EXPECT_FLOAT_EQ(unit.rows(1, 1), -1.0f);
  EXPECT_EQ(unit.zero_rows, 0);
}

TEST(UnitRowsTest, KeepsZeroRowsAndCountsThem) {
  const auto x = matrix_of({{0, 0}, {1, 1}, {0, -0.0f}});
  const UnitRows unit = unit_rows(x.view());
  EXPECT_EQ(unit.zero_rows, 2);
  for (std::int64_t i : {0, 2}) {
    for (std::int64_t j : {0, 1}) {
      EXPECT_EQ(unit.rows(i, j), 0.0f);
      EXPECT_FALSE(std::signbit(unit.rows(i, j)));
    }
  }
}

TEST(UnitRowsTest, NeitherOverflowsNorUnderflows) {
  const auto x = matrix_of({{3e38f, 3e38f}, {1e-42f, 0}});
  const UnitRows unit = unit_rows(x.view());
  EXPECT_FLOAT_EQ(unit.rows(0, 0), std::sqrt(0.5f));
  EXPECT_FLOAT_EQ(unit.rows(1, 0), 1.0f);
  EXPECT_EQ(unit.zero_rows, 0);
}

TEST(UnitRowsTest, InPlaceIsTheSameInTheSameMemory) {
  Random random(1, Purpose::kTest);
  auto x = random_matrix(random, 20, 7);
  for (std::int64_t j = 0; j < 7; ++j) x(3, j) = -0.0f;
  const UnitRows copied = unit_rows(x.view());
  const float* memory = x.data();
  const UnitRows unit = unit_rows(std::move(x));
  EXPECT_EQ(unit.rows.data(), memory);
  EXPECT_EQ(unit.zero_rows, 1);
  for (std::int64_t i = 0; i < unit.rows.size(); ++i) ASSERT_EQ(unit.rows.data()[i], copied.rows.data()[i]);
}

TEST(UnitRowsTest, ReadsAViewWithAStride) {
  const auto x = matrix_of({{3, 4, 99}, {0, 5, 99}});
  const UnitRows unit = unit_rows(ConstView(x.data(), 2, 2, 3));
  EXPECT_FLOAT_EQ(unit.rows(0, 1), 0.8f);
  EXPECT_FLOAT_EQ(unit.rows(1, 1), 1.0f);
}

TEST(UnitRowsTest, RefusesWhatIsNotFinite) {
  auto x = matrix_of({{1, 2}, {3, 4}});
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    x(1, 0) = bad;
    try {
      unit_rows(x.view());
      FAIL() << "accepted " << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(error.what()).find("row 2"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace koine::retrieval
