#include "koine/explore/principal_plane.h"

#include <gtest/gtest.h>

namespace koine::explore {
namespace {

// Points on a grid along the directions (3, 4, 0)/5 and (0, 0, 1), wide in the first and narrow in the second.
TEST(PrincipalPlaneTest, FindsTheDirectionsOfMostVariance) {
  Matrix<float> points(15, 3);
  for (int i = 0; i < 15; ++i) {
    const float along = static_cast<float>(i % 5 - 2) * 5, across = static_cast<float>(i / 5 - 1);
    points(i, 0) = 10 + along * 0.6f;
    points(i, 1) = along * 0.8f;
    points(i, 2) = across;
  }
  const Matrix<float> plane = principal_plane(points.view());
  for (int i = 0; i < 15; ++i) {
    EXPECT_NEAR(plane(i, 0), static_cast<float>(i % 5 - 2) * 5, 1e-4);
    EXPECT_NEAR(plane(i, 1), static_cast<float>(i / 5 - 1), 1e-4);
  }
}

TEST(PrincipalPlaneTest, OneDimensionIsALine) {
  Matrix<float> points(2, 1);
  points(1, 0) = 2;
  const Matrix<float> plane = principal_plane(points.view());
  EXPECT_FLOAT_EQ(plane(0, 0), -1);
  EXPECT_FLOAT_EQ(plane(1, 0), 1);
  EXPECT_EQ(plane(0, 1), 0);
  EXPECT_EQ(plane(1, 1), 0);
}

TEST(PrincipalPlaneTest, NoPoints) {
  EXPECT_EQ(principal_plane(Matrix<float>(0, 3).view()).rows(), 0);
}

}  // namespace
}  // namespace koine::explore
