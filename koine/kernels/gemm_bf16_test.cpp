#include "koine/kernels/gemm_bf16.h"

#include <gtest/gtest.h>

#include <vector>

#include "koine/kernels/gemm_test_support.h"
#include "koine/kernels/kernels_test_support.h"

namespace koine::kernels {
namespace {

class GemmBf16Test : public ::testing::TestWithParam<Isa> {};

TEST_P(GemmBf16Test, AgreesWithItsPlainTwinOnRandomShapes) {
  if (!choose_bf16(GetParam())) GTEST_SKIP() << kNoBf16;
  expect_gemm_agrees_with_its_twin<Bf16>(2);
}

// 257 has nine bits, and bf16 eight.
TEST_P(GemmBf16Test, SumsInFloat32) {
  if (!choose_bf16(GetParam())) GTEST_SKIP() << kNoBf16;
  constexpr std::int64_t kTerms = 257;
  Matrix<Bf16> ones(1, kTerms);
  const std::vector<float> one(kTerms, 1.0f);
  scaled(one.data(), 1, ones.data(), kTerms);
  Matrix<float> sum(1, 1);
  gemm(Transpose::kNo, Transpose::kYes, ones.view(), ones.view(), 0.0f, sum.view());
  EXPECT_EQ(sum(0, 0), 257.0f);
}

INSTANTIATE_TEST_SUITE_P(, GemmBf16Test, ::testing::Values(Isa::kAvx512Bf16, Isa::kAvx512Amx),
                         [](const auto& isa) { return isa.param == Isa::kAvx512Amx ? "amx" : "bf16"; });

}  // namespace
}  // namespace koine::kernels
