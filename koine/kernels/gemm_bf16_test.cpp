#include "koine/kernels/gemm_bf16.h"

#include <gtest/gtest.h>

#include "koine/kernels/gemm_test_support.h"
#include "koine/kernels/kernels_test_support.h"

namespace koine::kernels {
namespace {

TEST(GemmBf16Test, AgreesWithItsPlainTwinOnRandomShapes) {
  if (!choose_bf16()) GTEST_SKIP() << kNoBf16;
  expect_gemm_agrees_with_its_twin<Bf16>(2);
}

}  // namespace
}  // namespace koine::kernels
