// Uses two rooms, one of them with a library of its own below it, and says so.
#include <cstdio>

#include "koine/core/random.h"
#include "koine/kernels/gemm.h"

int main() {
  using koine::kernels::Transpose;
  koine::Matrix<float> a(2, 3), b(3, 2), c(2, 2);
  const auto drawn = static_cast<float>(koine::Random(1, koine::Purpose::kTest).below(10));
  for (int i = 0; i < 6; ++i) {
    a.data()[i] = drawn;
    b.data()[i] = 2;
  }
  koine::kernels::gemm(Transpose::kNo, Transpose::kNo, a.view(), b.view(), 0, c.view());
  std::printf("koine is installed: %g\n", c(1, 1));
  return c(1, 1) == 6 * drawn ? 0 : 1;
}
