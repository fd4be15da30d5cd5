#include "koine/map/normalize.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "koine/core/core_test_support.h"

namespace koine::map {
namespace {

Matrix<float> rows_of(std::initializer_list<std::initializer_list<float>> rows) {
  Matrix<float> m(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.begin()->size()));
  float* next = m.data();
  for (const auto& row : rows) next = std::copy(row.begin(), row.end(), next);
  return m;
}

void expect_rows(const Matrix<float>& found, std::initializer_list<std::initializer_list<float>> rows) {
  const Matrix<float> expected = rows_of(rows);
  for (std::int64_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found.data()[i], expected.data()[i], 1e-6) << i;
}

TEST(NormalizeTest, ParsesWhatItNames) {
  using Steps = std::vector<NormalizeStep>;
  EXPECT_EQ(parse_normalization("none"), Steps());
  EXPECT_EQ(parse_normalization("unit"), Steps{NormalizeStep::kUnit});
  EXPECT_EQ(parse_normalization("unit,centre,unit"),
            (Steps{NormalizeStep::kUnit, NormalizeStep::kCentre, NormalizeStep::kUnit}));
  for (const char* bad : {"", "unit,", ",unit", "center", "unit centre", "none,unit"}) {
    EXPECT_NE(error_of(ErrorKind::kUsage, [&] { parse_normalization(bad); }).find("--normalize"), std::string::npos);
  }
}

TEST(NormalizeTest, UnitAndCentre) {
  auto x = rows_of({{3, 4}, {0, 2}});
  normalize(x.view(), parse_normalization("unit"));
  expect_rows(x, {{0.6f, 0.8f}, {0, 1}});
  normalize(x.view(), parse_normalization("centre"));
  expect_rows(x, {{0.3f, -0.1f}, {-0.3f, 0.1f}});
}

TEST(NormalizeTest, ZeroRowsStayZeroAndDoNotMoveTheMean) {
  auto x = rows_of({{2, 0}, {0, 0}, {4, 2}});
  normalize(x.view(), parse_normalization("centre"));
  expect_rows(x, {{-1, -1}, {0, 0}, {1, 1}});
  EXPECT_EQ(zero_rows(x.view()), 1);
}

TEST(NormalizeTest, OneVectorIsOneThatAllRowsButZerosHave) {
  EXPECT_TRUE(has_one_vector(rows_of({{0, 0}, {1, 2}, {1, 2}}).view()));
  EXPECT_FALSE(has_one_vector(rows_of({{1, 2}, {0, 0}, {1, 3}}).view()));
  EXPECT_FALSE(has_one_vector(rows_of({{0, 0}, {0, 0}}).view()));
}

TEST(NormalizeTest, RowsThatAreTheMeanBecomeZero) {
  auto x = rows_of({{0.1f, 0.7f, 0.3f}, {0.1f, 0.7f, 0.3f}, {0.1f, 0.7f, 0.3f}});
  normalize(x.view(), parse_normalization("unit,centre,unit"));
  EXPECT_EQ(zero_rows(x.view()), 3);
}

}  // namespace
}  // namespace koine::map
