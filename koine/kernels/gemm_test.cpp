#include "koine/kernels/gemm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "koine/core/random.h"
#include "koine/kernels/gemm_test_support.h"
#include "koine/kernels/isa.h"
#include "koine/kernels/transpose.h"

namespace koine::kernels {
namespace {

TEST(GemmTest, AgreesWithItsPlainTwinOnRandomShapes) {
  expect_gemm_agrees_with_its_twin<float>(1);
}

TEST(GemmTest, TransposeIsItsOwnInverse) {
  Random random(3, Purpose::kTest);
  for (const auto& [rows, cols] : {std::pair<std::int64_t, std::int64_t>{1, 1}, {3, 40}, {16, 16}, {65, 33}}) {
    const auto x = random_matrix<float>(random, rows, cols);
    Matrix<float> across(cols, rows), back(rows, cols);
    transpose<float>(x.view(), across.view());
    transpose<float>(std::as_const(across).view(), back.view());
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < cols; ++j) ASSERT_EQ(across(j, i), x(i, j));
    }
    EXPECT_TRUE(std::equal(x.data(), x.data() + x.size(), back.data()));
  }
}

TEST(GemmTest, RefusesShapesThatDisagree) {
  Matrix<float> a(2, 3), b(4, 5), c(2, 5);
  EXPECT_THROW(gemm(Transpose::kNo, Transpose::kNo, a.view(), b.view(), 0, c.view()), Error);
}

TEST(GemmTest, RefusesOperandsOfTwoTypesAndBf16WhereItIsNotInForce) {
  Matrix<float> a(2, 3), c(2, 3);
  Matrix<Bf16> b(3, 3), a_bf16(2, 3);
  EXPECT_THROW(gemm(Transpose::kNo, Transpose::kNo, a.view(), b.view(), 0, c.view()), Error);
  active_isa();
  EXPECT_THROW(gemm(Transpose::kNo, Transpose::kNo, a_bf16.view(), b.view(), 0, c.view()), Error);
}

}  // namespace
}  // namespace koine::kernels
