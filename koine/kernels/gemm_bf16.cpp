#include "koine/kernels/gemm_bf16.h"

#include <algorithm>
#include <array>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>

#include "koine/core/error.h"

namespace koine::kernels {
namespace {

using Memory = dnnl::memory;
constexpr Memory::dim kAnySize = DNNL_RUNTIME_DIM_VAL;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

// Of a row-major matrix that is read as it stands or transposed. One stride has to be told to be 1 when the primitive
// is made: where both are left open, oneDNN 2.6 takes its slow reference code.
Memory::dims strides(bool transposed, Memory::dim stride) {
  return transposed ? Memory::dims{1, stride} : Memory::dims{stride, 1};
}

// A product of matrices of any size: made once, since making one takes longer than a small product.
dnnl::matmul product_of_any_size(bool transpose_a, bool transpose_b, bool add) {
  const Memory::dims sizes{kAnySize, kAnySize};
  const Memory::desc a(sizes, Memory::data_type::bf16, strides(transpose_a, kAnySize));
  const Memory::desc b(sizes, Memory::data_type::bf16, strides(transpose_b, kAnySize));
  const Memory::desc c(sizes, Memory::data_type::f32, strides(false, kAnySize));
  dnnl::primitive_attr attributes;
  if (add) {
    dnnl::post_ops sum;
    sum.append_sum(1.0f);
    attributes.set_post_ops(sum);
  }
  return dnnl::matmul({dnnl::matmul::desc(a, b, c), attributes, cpu()});
}

const dnnl::matmul& product(bool transpose_a, bool transpose_b, bool add) {
  static const auto all = [] {
    std::array<dnnl::matmul, 8> products;
    for (std::size_t i = 0; i < products.size(); ++i) {
      products[i] = product_of_any_size((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
    }
    return products;
  }();
  return all[(transpose_a ? 1 : 0) + (transpose_b ? 2 : 0) + (add ? 4 : 0)];
}

template <typename T>
Memory memory_of(const MatrixView<T>& x, bool transposed, Memory::data_type type) {
  const Memory::dims sizes = transposed ? Memory::dims{x.cols, x.rows} : Memory::dims{x.rows, x.cols};
  const Memory::desc description(sizes, type, strides(transposed, std::max(x.stride, x.cols)));
  return {description, cpu(), const_cast<void*>(static_cast<const void*>(x.data))};
}

}  // namespace

void gemm_bf16(bool transpose_a, bool transpose_b, ConstBf16View a, ConstBf16View b, float beta, View c) try {
  thread_local dnnl::stream stream(cpu());
  product(transpose_a, transpose_b, beta != 0)
      .execute(stream, {{DNNL_ARG_SRC, memory_of(a, transpose_a, Memory::data_type::bf16)},
                        {DNNL_ARG_WEIGHTS, memory_of(b, transpose_b, Memory::data_type::bf16)},
                        {DNNL_ARG_DST, memory_of(c, false, Memory::data_type::f32)}});
  stream.wait();
} catch (const dnnl::error& error) {
  throw Error(ErrorKind::kInternal, "oneDNN refused a matrix product in bf16").found(error.what());
}

}  // namespace koine::kernels
