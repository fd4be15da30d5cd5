#include "koine/model/lstm.h"

#include <algorithm>
#include <functional>
#include <type_traits>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"
#include "koine/kernels/transpose.h"

namespace koine::model {
namespace {

using kernels::gemm;
using kernels::Transpose;

// Sizes of tasks, measured at D = 300 and B = 64 on two cores: below 32 sentences the product of a step gets slow.
constexpr std::int64_t kGroupSentences = 32;
constexpr std::int64_t kBlockRows = 256;
constexpr std::int64_t kBlockGates = 150;

using Tasks = std::vector<std::function<void()>>;

void run(const Tasks& tasks, Workers& workers) {
  workers.run(static_cast<std::int64_t>(tasks.size()), [&](std::int64_t i) { tasks[static_cast<std::size_t>(i)](); });
}

// Float32 rows and what products read of them: the rows themselves, or copies that are rounded once they are written.
template <typename T>
class Rows {
 public:
  Rows(ConstView exact, ScratchOf<T>& storage) : exact_(exact) {
    if constexpr (kCopied) copy_ = storage.matrix(exact.rows, exact.cols);
  }

  void round(std::int64_t begin, std::int64_t count) const {
    if constexpr (kCopied) {
      for (std::int64_t i = begin; i < begin + count; ++i) kernels::scaled(exact_.row(i), 1, copy_.row(i), exact_.cols);
    }
  }

  MatrixView<const T> read() const {
    if constexpr (kCopied) {
      return copy_;
    } else {
      return exact_;
    }
  }

 private:
  static constexpr bool kCopied = !std::is_same_v<T, float>;
  ConstView exact_;
  MatrixView<T> copy_;
};

// The sentences [begin, end) of a group, as far as they run at time t.
struct Running {
  std::int64_t row;  // first row of the group at time t
  std::int64_t count;
};

Running running(const PackedBatch& batch, std::int64_t begin, std::int64_t t) {
  return {batch.step_begin[static_cast<std::size_t>(t)] + begin,
          std::clamp<std::int64_t>(batch.running(t) - begin, 0, kGroupSentences)};
}

template <typename T>
void forward_group(const PackedBatch& batch, const Matrix<float>& bias, MatrixView<const T> w_h_across,
                   std::int64_t begin, View gates, View cells, View h, const Rows<T>& h_rows) {
  const std::int64_t d = h.cols;
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    const Running now = running(batch, begin, t);
    if (now.count == 0) return;
    std::int64_t row_before = 0;
    if (t > 0) {
      row_before = running(batch, begin, t - 1).row;
      gemm(Transpose::kNo, Transpose::kNo, h_rows.read().row_block(row_before, now.count), w_h_across, 1,
           gates.row_block(now.row, now.count));
    }
    for (std::int64_t s = 0; s < now.count; ++s) {
      kernels::lstm_cell_forward(gates.row(now.row + s), bias.data(), t > 0 ? cells.row(row_before + s) : nullptr,
                                 cells.row(now.row + s), h.row(now.row + s), d);
    }
    h_rows.round(now.row, now.count);
  }
}

// Backpropagation through time. On the way d_h of a step takes up what comes from the step after it.
template <typename T>
void backward_group(const PackedBatch& batch, MatrixView<const T> w_h, std::int64_t begin, View gates,
                    const Rows<T>& gates_rows, ConstView cells, View d_h, View d_cells) {
  const std::int64_t d = d_h.cols;
  for (std::int64_t t = batch.steps() - 1; t >= 0; --t) {
    const Running now = running(batch, begin, t);
    if (now.count == 0) continue;
    const std::int64_t row_before = t > 0 ? running(batch, begin, t - 1).row : 0;
    for (std::int64_t s = 0; s < now.count; ++s) {
      kernels::lstm_cell_backward(gates.row(now.row + s), t > 0 ? cells.row(row_before + s) : nullptr,
                                  cells.row(now.row + s), d_h.row(now.row + s), d_cells.row(begin + s), d);
    }
    gates_rows.round(now.row, now.count);
    if (t > 0) {
      gemm(Transpose::kNo, Transpose::kNo, gates_rows.read().row_block(now.row, now.count), w_h, 1,
           d_h.row_block(row_before, now.count));
    }
  }
}

void sum_rows(ConstView x, float* sum) {
  std::fill_n(sum, x.cols, 0.0f);
  for (std::int64_t i = 0; i < x.rows; ++i) kernels::add_scaled(sum, 1, x.row(i), x.cols);
}

}  // namespace

template <typename T>
void LstmLayerPass::forward_as(Kept<T>* kept_of_directions, const PackedBatch& batch, const Parameters& parameters,
                               int layer, const std::vector<Io>& directions, Workers& workers) {
  const std::int64_t rows = batch.rows();
  Tasks weights_ready, products, groups;
  for (const Io& io : directions) {
    Kept<T>& kept = kept_of_directions[io.direction];
    const LstmLayer& weights = parameters.lstm[io.direction][static_cast<std::size_t>(layer)];
    const std::int64_t d = io.x.cols;
    const Rows<T> x(io.x, kept.x), h(io.h, kept.h);
    const Rows<T> w_x(weights.w_x.view(), kept.w_x), w_h(weights.w_h.view(), kept.w_h);
    const MatrixView<T> w_x_across = kept.w_x_across.matrix(d, 4 * d), w_h_across = kept.w_h_across.matrix(d, 4 * d);
    const View gates = kept.gates.matrix(rows, 4 * d), cells = kept.cells.matrix(rows, d);
    for (const auto& [w, across] : {std::pair(w_x, w_x_across), std::pair(w_h, w_h_across)}) {
      weights_ready.push_back([w, across, d] {
        w.round(0, 4 * d);
        kernels::transpose<T>(w.read(), across);
      });
    }
    for (std::int64_t begin = 0; begin < rows; begin += kBlockRows) {
      const std::int64_t count = std::min(kBlockRows, rows - begin);
      products.push_back([=] {
        x.round(begin, count);
        gemm(Transpose::kNo, Transpose::kNo, x.read().row_block(begin, count), w_x_across, 0,
             gates.row_block(begin, count));
      });
    }
    for (std::int64_t begin = 0; begin < batch.sentences; begin += kGroupSentences) {
      groups.push_back([=, &batch, &weights, h_out = io.h] {
        forward_group<T>(batch, weights.b, w_h_across, begin, gates, cells, h_out, h);
      });
    }
  }
  run(weights_ready, workers);
  run(products, workers);
  run(groups, workers);
}

template <typename T>
void LstmLayerPass::backward_as(Kept<T>* kept_of_directions, const PackedBatch& batch, const Parameters& parameters,
                                int layer, const std::vector<GradientIo>& directions, Workers& workers) {
  const std::int64_t rows = batch.rows(), first_rows = batch.running(0), later = rows - first_rows;
  Tasks groups, products;
  for (const GradientIo& io : directions) {
    Kept<T>& kept = kept_of_directions[io.direction];
    const LstmLayer& weights = parameters.lstm[io.direction][static_cast<std::size_t>(layer)];
    const std::int64_t d = io.x.cols;
    const View gates = kept.gates.matrix(rows, 4 * d), cells = kept.cells.matrix(rows, d);
    const View d_cells = kept.d_cells.matrix(batch.sentences, d);
    const Rows<T> gates_rows(gates, kept.gates_rounded);
    const MatrixView<T> h_before = kept.h_before.matrix(later, d);
    // Rounded already, by the forward pass.
    const MatrixView<const T> x = Rows<T>(io.x, kept.x).read(), h = Rows<T>(io.h, kept.h).read();
    const MatrixView<const T> w_x = Rows<T>(weights.w_x.view(), kept.w_x).read();
    const MatrixView<const T> w_h = Rows<T>(weights.w_h.view(), kept.w_h).read();
    for (std::int64_t begin = 0; begin < batch.sentences; begin += kGroupSentences) {
      groups.push_back([=, &batch, d_h = io.d_h] {
        const std::int64_t end = std::min(batch.sentences, begin + kGroupSentences);
        std::fill(d_cells.row(begin), d_cells.row(end), 0.0f);
        backward_group<T>(batch, w_h, begin, gates, gates_rows, cells, d_h, d_cells);
        for (std::int64_t t = 1; t < batch.steps(); ++t) {
          const Running now = running(batch, begin, t);
          if (now.count == 0) break;
          const std::int64_t before = running(batch, begin, t - 1).row;
          std::copy_n(h.row(before), now.count * d, h_before.row(now.row - first_rows));
        }
      });
    }
    LstmLayer* const gradient = io.gradient;
    const MatrixView<const T> d_gates = gates_rows.read();
    for (std::int64_t begin = 0; begin < 4 * d; begin += kBlockGates) {
      const std::int64_t count = std::min(kBlockGates, 4 * d - begin);
      products.push_back([=] {
        const MatrixView<const T> block = d_gates.col_block(begin, count);
        gemm(Transpose::kYes, Transpose::kNo, block, x, 0, gradient->w_x.view().row_block(begin, count));
        gemm(Transpose::kYes, Transpose::kNo, block.row_block(first_rows, later), h_before, 0,
             gradient->w_h.view().row_block(begin, count));
        sum_rows(gates.col_block(begin, count), gradient->b.data() + begin);
      });
    }
    for (std::int64_t begin = 0; begin < rows; begin += kBlockRows) {
      const std::int64_t count = std::min(kBlockRows, rows - begin);
      products.push_back([=, d_x = io.d_x] {
        gemm(Transpose::kNo, Transpose::kNo, d_gates.row_block(begin, count), w_x, 0, d_x.row_block(begin, count));
      });
    }
  }
  run(groups, workers);
  run(products, workers);
}

void LstmLayerPass::forward(const PackedBatch& batch, const Parameters& parameters, int layer,
                            const std::vector<Io>& directions, Workers& workers) {
  if (precision_ == Precision::kBf16) {
    forward_as(kept_bf16_, batch, parameters, layer, directions, workers);
  } else {
    forward_as(kept_, batch, parameters, layer, directions, workers);
  }
}

void LstmLayerPass::backward(const PackedBatch& batch, const Parameters& parameters, int layer,
                             const std::vector<GradientIo>& directions, Workers& workers) {
  if (precision_ == Precision::kBf16) {
    backward_as(kept_bf16_, batch, parameters, layer, directions, workers);
  } else {
    backward_as(kept_, batch, parameters, layer, directions, workers);
  }
}

}  // namespace koine::model
