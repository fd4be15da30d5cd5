#include "koine/counting/sparse_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/core/random.h"
#include "koine/counting/counting_test_support.h"

namespace koine::counting {
namespace {

TEST(SparseRows, TransposedHasEachNumberAcross) {
  SparseRows a = random_rows(70, 40, 0.2);
  a.add_row({});
  const SparseRows across = transposed(a);
  ASSERT_EQ(across.rows(), 40);
  ASSERT_EQ(across.cols, 71);
  const Matrix<double> plain = dense(a), turned = dense(across);
  for (std::int64_t i = 0; i < plain.rows(); ++i) {
    for (std::int64_t j = 0; j < plain.cols(); ++j) EXPECT_EQ(turned(j, i), plain(i, j));
  }
  const SparseRows back = transposed(across);
  EXPECT_EQ(back.begin, a.begin);
  EXPECT_EQ(back.columns, a.columns);
  EXPECT_EQ(back.values, a.values);
}

TEST(SparseRows, ProductAgreesWithThePlainForm) {
  SparseRows a = random_rows(150, 40, 0.2);  // more than one task
  a.add_row({});
  Matrix<float> b(40, 7), one(151, 7), three(151, 7);
  Random random(3, Purpose::kTest);
  for (std::int64_t i = 0; i < b.size(); ++i) b.data()[i] = static_cast<float>(random.normal());
  for (std::int64_t i = 0; i < one.size(); ++i) one.data()[i] = three.data()[i] = 9;  // what lies there counts not
  Workers alone(1), team(3);
  product(a, b.view(), one.view(), alone);
  product(a, b.view(), three.view(), team);
  const Matrix<double> plain = dense(a);
  for (std::int64_t i = 0; i < one.rows(); ++i) {
    for (std::int64_t d = 0; d < 7; ++d) {
      double sum = 0;
      for (std::int64_t k = 0; k < 40; ++k) sum += plain(i, k) * static_cast<double>(b(k, d));
      EXPECT_NEAR(one(i, d), sum, 1e-5);
      EXPECT_EQ(three(i, d), one(i, d));
    }
  }
}

}  // namespace
}  // namespace koine::counting
