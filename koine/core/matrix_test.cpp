#include "koine/core/matrix.h"

#include <gtest/gtest.h>

namespace koine {
namespace {

TEST(MatrixTest, StartsAtZeroAlignedAndRowMajor) {
  Matrix<float> m(3, 5);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(m.data()) % 64, 0u);
  for (int i = 0; i < 15; ++i) EXPECT_EQ(m.data()[i], 0.0f);
  m(1, 2) = 7;
  EXPECT_EQ(m.data()[7], 7.0f);
  EXPECT_EQ(m.view().row_block(1, 2)(0, 2), 7.0f);
}

TEST(MatrixTest, CopiesAreDeepAndMovesEmptyTheSource) {
  Matrix<float> a(2, 2);
  a(0, 0) = 1;
  Matrix<float> b = a;
  b(0, 0) = 2;
  EXPECT_EQ(a(0, 0), 1.0f);
  const Matrix<float> c = std::move(b);
  EXPECT_EQ(c(0, 0), 2.0f);
  EXPECT_EQ(b.rows(), 0);
}

TEST(MatrixTest, RefusesNegativeSizes) { EXPECT_THROW(Matrix<float>(-1, 2), Error); }

TEST(MatrixTest, KeepsTheFirstRows) {
  Matrix<float> m(3, 2);
  m(1, 1) = 5;
  m.keep_rows(2);
  EXPECT_EQ(m.rows(), 2);
  EXPECT_EQ(m.size(), 4);
  EXPECT_EQ(m(1, 1), 5.0f);
  EXPECT_THROW(m.keep_rows(3), Error);
  EXPECT_THROW(m.keep_rows(-1), Error);
}

}  // namespace
}  // namespace koine
