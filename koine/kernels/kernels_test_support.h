#pragma once

#include "koine/core/error.h"
#include "koine/kernels/isa.h"

namespace koine::kernels {

// Puts products in bf16 in force; false where this processor has none, or where an earlier test of the same process has
// settled another instruction set (ctest runs each in a process of its own).
inline bool choose_bf16(Isa isa) {
  try {
    choose_isa(isa);
    return true;
  } catch (const Error&) {
    return false;
  }
}

inline bool choose_bf16() {
  return best_bf16_isa() && choose_bf16(*best_bf16_isa());
}

inline constexpr const char* kNoBf16 = "no products in bf16 here, or another instruction set is in force";

}  // namespace koine::kernels
