#include "koine/model/lstm.h"

#include <algorithm>
#include <functional>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"

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

// The sentences [begin, end) of a group, as far as they run at time t.
struct Running {
  std::int64_t row;  // first row of the group at time t
  std::int64_t count;
};

Running running(const PackedBatch& batch, std::int64_t begin, std::int64_t t) {
  return {batch.step_begin[static_cast<std::size_t>(t)] + begin,
          std::clamp<std::int64_t>(batch.running(t) - begin, 0, kGroupSentences)};
}

void forward_group(const PackedBatch& batch, const LstmLayer& layer, std::int64_t begin, View gates, View cells,
                   View h) {
  const std::int64_t d = h.cols;
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    const Running now = running(batch, begin, t);
    if (now.count == 0) return;
    std::int64_t row_before = 0;
    if (t > 0) {
      row_before = running(batch, begin, t - 1).row;
      gemm(Transpose::kNo, Transpose::kYes, h.row_block(row_before, now.count), layer.w_h.view(), 1,
           gates.row_block(now.row, now.count));
    }
    for (std::int64_t s = 0; s < now.count; ++s) {
      kernels::lstm_cell_forward(gates.row(now.row + s), layer.b.data(), t > 0 ? cells.row(row_before + s) : nullptr,
                                 cells.row(now.row + s), h.row(now.row + s), d);
    }
  }
}

// Backpropagation through time. On the way d_h of a step takes up what comes from the step after it.
void backward_group(const PackedBatch& batch, const LstmLayer& layer, std::int64_t begin, View gates, ConstView cells,
                    View d_h, View d_cells) {
  const std::int64_t d = d_h.cols;
  for (std::int64_t t = batch.steps() - 1; t >= 0; --t) {
    const Running now = running(batch, begin, t);
    if (now.count == 0) continue;
    const std::int64_t row_before = t > 0 ? running(batch, begin, t - 1).row : 0;
    for (std::int64_t s = 0; s < now.count; ++s) {
      kernels::lstm_cell_backward(gates.row(now.row + s), t > 0 ? cells.row(row_before + s) : nullptr,
                                  cells.row(now.row + s), d_h.row(now.row + s), d_cells.row(begin + s), d);
    }
    if (t > 0) {
      gemm(Transpose::kNo, Transpose::kNo, gates.row_block(now.row, now.count), layer.w_h.view(), 1,
           d_h.row_block(row_before, now.count));
    }
  }
}

void sum_rows(ConstView x, float* sum) {
  std::fill_n(sum, x.cols, 0.0f);
  for (std::int64_t i = 0; i < x.rows; ++i) kernels::add_scaled(sum, 1, x.row(i), x.cols);
}

}  // namespace

void LstmLayerPass::forward(const PackedBatch& batch, const Parameters& parameters, int layer,
                            const std::vector<Io>& directions, Workers& workers) {
  const std::int64_t rows = batch.rows();
  Tasks products, groups;
  for (const Io& io : directions) {
    const LstmLayer& weights = parameters.lstm[io.direction][static_cast<std::size_t>(layer)];
    const View gates = gates_[io.direction].matrix(rows, 4 * io.x.cols);
    const View cells = cells_[io.direction].matrix(rows, io.x.cols);
    for (std::int64_t begin = 0; begin < rows; begin += kBlockRows) {
      const std::int64_t count = std::min(kBlockRows, rows - begin);
      products.push_back([=, &weights] {
        gemm(Transpose::kNo, Transpose::kYes, io.x.row_block(begin, count), weights.w_x.view(), 0,
             gates.row_block(begin, count));
      });
    }
    for (std::int64_t begin = 0; begin < batch.sentences; begin += kGroupSentences) {
      groups.push_back([=, &batch, &weights] { forward_group(batch, weights, begin, gates, cells, io.h); });
    }
  }
  run(products, workers);
  run(groups, workers);
}

void LstmLayerPass::backward(const PackedBatch& batch, const Parameters& parameters, int layer,
                             const std::vector<GradientIo>& directions, Workers& workers) {
  const std::int64_t rows = batch.rows(), first_rows = batch.running(0);
  Tasks groups, products;
  for (const GradientIo& io : directions) {
    const std::int64_t d = io.x.cols;
    const LstmLayer& weights = parameters.lstm[io.direction][static_cast<std::size_t>(layer)];
    const View gates = gates_[io.direction].matrix(rows, 4 * d);
    const View cells = cells_[io.direction].matrix(rows, d);
    const View d_cells = d_cells_[io.direction].matrix(batch.sentences, d);
    const View h_before = h_before_[io.direction].matrix(rows - first_rows, d);
    for (std::int64_t begin = 0; begin < batch.sentences; begin += kGroupSentences) {
      groups.push_back([=, &batch, &weights] {
        const std::int64_t end = std::min(batch.sentences, begin + kGroupSentences);
        std::fill(d_cells.row(begin), d_cells.row(end), 0.0f);
        backward_group(batch, weights, begin, gates, cells, io.d_h, d_cells);
        for (std::int64_t t = 1; t < batch.steps(); ++t) {
          const Running now = running(batch, begin, t);
          if (now.count == 0) break;
          const std::int64_t before = running(batch, begin, t - 1).row;
          std::copy_n(io.h.row(before), now.count * d, h_before.row(now.row - first_rows));
        }
      });
    }
    LstmLayer* const gradient = io.gradient;
    const ConstView later_gates = gates.row_block(first_rows, rows - first_rows);
    for (std::int64_t begin = 0; begin < 4 * d; begin += kBlockGates) {
      const std::int64_t count = std::min(kBlockGates, 4 * d - begin);
      products.push_back([=] {
        const ConstView block(gates.data + begin, rows, count, gates.stride);
        const ConstView later(later_gates.data + begin, later_gates.rows, count, gates.stride);
        gemm(Transpose::kYes, Transpose::kNo, block, io.x, 0, gradient->w_x.view().row_block(begin, count));
        gemm(Transpose::kYes, Transpose::kNo, later, h_before, 0, gradient->w_h.view().row_block(begin, count));
        sum_rows(block, gradient->b.data() + begin);
      });
    }
    for (std::int64_t begin = 0; begin < rows; begin += kBlockRows) {
      const std::int64_t count = std::min(kBlockRows, rows - begin);
      products.push_back([=, &weights] {
        gemm(Transpose::kNo, Transpose::kNo, gates.row_block(begin, count), weights.w_x.view(), 0,
             io.d_x.row_block(begin, count));
      });
    }
  }
  run(groups, workers);
  run(products, workers);
}

}  // namespace koine::model
