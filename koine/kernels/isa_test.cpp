#include "koine/kernels/isa.h"

#include <gtest/gtest.h>

#include "koine/core/error.h"

namespace koine::kernels {
namespace {

TEST(IsaTest, NamesAndBack) {
  for (const Isa isa : {Isa::kSse41, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Bf16, Isa::kAvx512Amx}) {
    EXPECT_EQ(isa_of(name_of(isa)), isa);
  }
  EXPECT_EQ(isa_names(), "sse41|avx2|avx512|avx512-bf16|avx512-amx");
  EXPECT_THROW(isa_of("mmx"), Error);
}

TEST(IsaTest, IsChosenOnceAndNeverAboveTheProcessor) {
  EXPECT_EQ(active_isa(), best_isa());
  EXPECT_NO_THROW(choose_isa(best_isa()));
  if (best_isa() != Isa::kSse41) {
    EXPECT_THROW(choose_isa(Isa::kSse41), Error);
  }
  if (best_isa() != Isa::kAvx512) {
    EXPECT_THROW(choose_isa(Isa::kAvx512), Error);
  }
  EXPECT_THROW(choose_isa(Isa::kAvx512Bf16), Error);  // not there, or another one is in force
}

}  // namespace
}  // namespace koine::kernels
