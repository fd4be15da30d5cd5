#include "koine/model/output_layer.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "koine/kernels/gemm.h"
#include "koine/kernels/transpose.h"

namespace koine::model {
namespace {

using kernels::Bf16;
using kernels::gemm;
using kernels::Operand;
using kernels::Transpose;

// Sizes of tasks. They depend on the shapes alone, not on the number of threads, which the bits must not depend on.
constexpr std::int64_t kBlockBytes = 40'000'000;  // of scores: about what a last-level cache holds
constexpr std::int64_t kFewestRows = 256, kMostRows = 2048;
constexpr std::int64_t kTileWords = 1024;
constexpr std::int64_t kTransposedRows = 256;
constexpr std::int64_t kProductBytes = 12'000'000;  // about what oneDNN holds for such products, on each thread
// × kTileWords float32 scores stay in a core's own cache. In bf16 the products are so fast that repacking the weights
// for each tile weighs more than the cache.
template <typename T>
constexpr std::int64_t kTileRows = sizeof(T) == sizeof(float) ? 128 : 256;

// Parts of about that size, an even number of them where there is more than one, so that two threads share them alike.
struct Cut {
  std::int64_t size = 0;  // of a part; a multiple of 16, but for the last one
  std::int64_t parts = 0;

  std::int64_t begin(std::int64_t part) const { return part * size; }
};

Cut cut(std::int64_t whole, std::int64_t part) {
  std::int64_t parts = (whole + part - 1) / part;
  if (parts > 1) parts += parts % 2;
  const std::int64_t size = (whole + parts - 1) / parts, rounded = std::min(whole, (size + 15) / 16 * 16);
  return {rounded, (whole + rounded - 1) / rounded};
}

// A row of scores starts at a multiple of 64 bytes, but two rows not at a multiple of 4096, which would share cache
// sets.
template <typename T>
std::int64_t padded(std::int64_t words) {
  constexpr std::int64_t line = 64 / sizeof(T), page = 4096 / sizeof(T);
  const std::int64_t stride = (words + line - 1) / line * line;
  return stride % page == 0 ? stride + line : stride;
}

template <typename T>
std::int64_t most_block_rows(std::int64_t words) {
  const std::int64_t bytes_a_row = static_cast<std::int64_t>(sizeof(T)) * words;
  return std::clamp(kBlockBytes / bytes_a_row, kFewestRows, kMostRows) / 16 * 16;
}

template <typename T>
std::int64_t block_rows(std::int64_t rows, std::int64_t words) {
  return cut(rows, most_block_rows<T>(words)).size;
}

// What products read of x: x itself, or for bf16 a rounded copy in `storage`.
template <typename T>
Operand operand_of(ConstView x, Bf16Scratch& storage, Workers& workers) {
  if constexpr (std::is_same_v<T, float>) {
    return x;
  } else {
    const kernels::Bf16View rounded = storage.matrix(x.rows, x.cols);
    const Cut tiles = cut(x.rows, kTileRows<T>);
    workers.run(tiles.parts, [&](std::int64_t tile) {
      const std::int64_t end = std::min(x.rows, tiles.begin(tile + 1));
      for (std::int64_t i = tiles.begin(tile); i < end; ++i) kernels::scaled(x.row(i), 1, rounded.row(i), x.cols);
    });
    return rounded;
  }
}

// The rows [first, first + count) of a block's d_h = Σ over tiles of factor (exps W), less the targets' rows.
// exps, targets, d_h: of the block; factors: of tile t and row i of the block, factors[t * rows + i].
template <typename T>
void hidden_gradient(MatrixView<T> exps, const std::int64_t* targets, const float* factors, std::int64_t first,
                     std::int64_t count, ConstView weights, Operand weights_operand, float scale, View product,
                     View d_h) {
  const Cut tiles = cut(weights.rows, kTileWords);
  for (std::int64_t i = first; i < first + count; ++i) {
    kernels::scaled(weights.row(targets[i]), -scale, d_h.row(i), d_h.cols);
  }
  for (std::int64_t tile = 0; tile < tiles.parts; ++tile) {
    const std::int64_t begin = tiles.begin(tile), width = std::min(tiles.size, weights.rows - begin);
    gemm(Transpose::kNo, Transpose::kNo, exps.row_block(first, count).col_block(begin, width),
         weights_operand.row_block(begin, width), 0, product);
    for (std::int64_t i = 0; i < count; ++i) {
      kernels::add_scaled(d_h.row(first + i), factors[tile * exps.rows + first + i], product.row(i), d_h.cols);
    }
  }
}

// Adds a block's share to some rows of d_W, d_rows [W, D]: expsᵀ (factor h), computed as its transpose, so that the
// product reads the exponentials as they lie. Until the last block d_rows is no more than the place of that transpose
// [D, W]. exps: of those rows, [rows of the block, W]; transposed_h [D, rows of the block]; factors: one a row of h.
template <typename T>
void add_weight_gradient(MatrixView<T> exps, ConstView transposed_h, const float* factors, bool is_first, bool is_last,
                         View d_rows) {
  thread_local ScratchOf<T> scaled_storage;
  thread_local Scratch sum_storage;
  const std::int64_t d = transposed_h.rows, rows = transposed_h.cols, words = d_rows.rows;
  const MatrixView<T> scaled = scaled_storage.matrix(d, rows);
  for (std::int64_t j = 0; j < d; ++j) kernels::multiply(transposed_h.row(j), factors, scaled.row(j), rows);
  const View before(d_rows.data, d, words, words), sum = is_last ? sum_storage.matrix(d, words) : before;
  if (is_last && !is_first) std::copy_n(before.data, d * words, sum.data);
  gemm(Transpose::kNo, Transpose::kNo, scaled, exps, is_first ? 0.0f : 1.0f, sum);
  if (is_last) kernels::transpose<float>(sum, d_rows);
}

// Takes the hidden states from the rows [first, first + d_rows.rows) of d_W whose positions have them as their target.
void subtract_targets(ConstView h, const std::int64_t* targets, float scale, std::int64_t first, View d_rows) {
  for (std::int64_t i = 0; i < h.rows; ++i) {
    const std::int64_t row = targets[i] - first;
    if (row >= 0 && row < d_rows.rows) kernels::add_scaled(d_rows.row(row), -scale, h.row(i), h.cols);
  }
}

}  // namespace

template <>
ScratchOf<float>& OutputLayerPass::exps() {
  return exps_;
}

template <>
ScratchOf<Bf16>& OutputLayerPass::exps() {
  return exps_bf16_;
}

std::int64_t OutputLayerPass::memory_bytes(std::int64_t rows, std::int64_t words, std::int64_t dimension,
                                           Precision precision, int threads) {
  const auto of_type = [&]<typename T>(T) {
    constexpr auto size = static_cast<std::int64_t>(sizeof(T)), f32 = static_cast<std::int64_t>(sizeof(float));
    const std::int64_t block = most_block_rows<T>(words) * padded<T>(words) * size;
    const std::int64_t height = block_rows<T>(rows, words), tiles = cut(words, kTileWords).parts;
    const std::int64_t of_block = height * (dimension + 5 * tiles) * f32;
    const std::int64_t of_thread =
        (kTileRows<T> * kTileWords + dimension * kTileWords) * f32 + height * dimension * size + kProductBytes;
    return block + block / 8 + of_block + rows * dimension * f32 + threads * of_thread;
  };
  return precision == Precision::kBf16 ? of_type(Bf16{}) : of_type(0.0f);
}

template <typename T>
void OutputLayerPass::softmax(const Block<T>& block, Operand weights, std::span<const float> log_weights, float scale,
                              Workers& workers) {
  const std::int64_t rows = block.exps.rows, words = block.exps.cols;
  const Cut tiles = cut(words, kTileWords), row_tiles = cut(rows, kTileRows<T>);
  parts_.resize(static_cast<std::size_t>(tiles.parts * rows));
  factors_.resize(parts_.size());
  target_scores_.resize(static_cast<std::size_t>(rows));
  workers.run(tiles.parts * row_tiles.parts, [&](std::int64_t task) {
    const std::int64_t tile = task / row_tiles.parts, first = row_tiles.begin(task % row_tiles.parts);
    const std::int64_t height = std::min(row_tiles.size, rows - first);
    const std::int64_t begin = tiles.begin(tile), width = std::min(tiles.size, words - begin);
    thread_local Scratch scores_storage;
    const View scores = scores_storage.matrix(height, width);
    gemm(Transpose::kNo, Transpose::kYes, block.h.row_block(first, height), weights.row_block(begin, width), 0, scores);
    const float* const offsets = log_weights.empty() ? nullptr : log_weights.data() + begin;
    for (std::int64_t i = 0; i < height; ++i) {
      const std::int64_t row = first + i, target = block.targets[row] - begin;
      if (target >= 0 && target < width) target_scores_[static_cast<std::size_t>(row)] = scores(i, target);
      parts_[static_cast<std::size_t>(tile * rows + row)] =
          kernels::exp_minus_highest(scores.row(i), offsets, width, block.exps.row(row) + begin);
    }
  });
  workers.run(row_tiles.parts, [&](std::int64_t task) {
    for (std::int64_t i = row_tiles.begin(task); i < std::min(rows, row_tiles.begin(task + 1)); ++i) {
      const auto at = [&](std::int64_t tile) { return static_cast<std::size_t>(tile * rows + i); };
      double highest = parts_[at(0)].highest, sum = 0;
      for (std::int64_t t = 1; t < tiles.parts; ++t) highest = std::max<double>(highest, parts_[at(t)].highest);
      for (std::int64_t t = 0; t < tiles.parts; ++t)
        sum += parts_[at(t)].sum * std::exp(parts_[at(t)].highest - highest);
      for (std::int64_t t = 0; t < tiles.parts; ++t) {
        factors_[at(t)] = static_cast<float>(scale * std::exp(parts_[at(t)].highest - highest) / sum);
      }
      block.losses[i] = std::log(sum) + (highest - target_scores_[static_cast<std::size_t>(i)]);
    }
  });
}

template <typename T, typename OnBlock>
void OutputLayerPass::for_blocks(ConstView h, ConstView weights, std::span<const float> log_weights,
                                 const std::vector<std::int64_t>& targets, float scale,
                                 std::vector<double>& losses_nats, Workers& workers, const OnBlock& on_block) {
  losses_nats.resize(static_cast<std::size_t>(h.rows));
  const Operand weights_operand = operand_of<T>(weights, weights_bf16_, workers);
  const Operand h_operand = operand_of<T>(h, h_bf16_, workers);
  const std::int64_t most = block_rows<T>(h.rows, weights.rows), stride = padded<T>(weights.rows);
  // As much as any batch of this language needs, so that memory does not grow from batch to batch.
  const MatrixView<T> storage = exps<T>().matrix(most_block_rows<T>(weights.rows), stride);
  for (std::int64_t begin = 0; begin < h.rows; begin += most) {
    const std::int64_t rows = std::min(most, h.rows - begin);
    const MatrixView<T> exps(storage.data, rows, weights.rows, stride);
    softmax<T>({h_operand.row_block(begin, rows), targets.data() + begin, losses_nats.data() + begin, exps},
               weights_operand, log_weights, scale, workers);
    on_block(begin, exps, weights_operand);
  }
}

template <typename T>
void OutputLayerPass::run_as(ConstView h, ConstView weights, std::span<const float> log_weights,
                             const std::vector<std::int64_t>& targets, float scale, View d_h, View d_weights,
                             std::vector<double>& losses_nats, Workers& workers) {
  require(d_weights.stride == d_weights.cols, "the gradient of the output rows is contiguous");
  const View transposed_h = transposed_h_.matrix(h.cols, h.rows);
  const Cut h_tiles = cut(h.rows, kTransposedRows);
  workers.run(h_tiles.parts, [&](std::int64_t tile) {
    const std::int64_t first = h_tiles.begin(tile), count = std::min(h_tiles.size, h.rows - first);
    kernels::transpose<float>(h.row_block(first, count), transposed_h.col_block(first, count));
  });
  for_blocks<T>(h, weights, log_weights, targets, scale, losses_nats, workers,
                [&](std::int64_t begin, MatrixView<T> exps, const Operand& weights_operand) {
                  const std::int64_t rows = exps.rows;
                  const std::int64_t* const block_targets = targets.data() + begin;
                  const View products = products_.matrix(rows, weights.cols);
                  const Cut row_tiles = cut(rows, kTileRows<T>), word_tiles = cut(weights.rows, kTileWords);
                  // The two gradients are independent of each other; the larger tasks, those of d_h, come first.
                  workers.run(row_tiles.parts + word_tiles.parts, [&](std::int64_t task) {
                    if (task < row_tiles.parts) {
                      const std::int64_t first = row_tiles.begin(task), count = std::min(row_tiles.size, rows - first);
                      hidden_gradient(exps, block_targets, factors_.data(), first, count, weights, weights_operand,
                                      scale, products.row_block(first, count), d_h.row_block(begin, rows));
                    } else {
                      const std::int64_t tile = task - row_tiles.parts, first = word_tiles.begin(tile);
                      const std::int64_t count = std::min(word_tiles.size, weights.rows - first);
                      const View d_rows = d_weights.row_block(first, count);
                      const bool is_last = begin + rows == h.rows;
                      add_weight_gradient(exps.col_block(first, count), transposed_h.col_block(begin, rows),
                                          factors_.data() + tile * rows, begin == 0, is_last, d_rows);
                      if (is_last) subtract_targets(h, targets.data(), scale, first, d_rows);
                    }
                  });
                });
}

void OutputLayerPass::run(ConstView h, ConstView weights, std::span<const float> log_weights,
                          const std::vector<std::int64_t>& targets, float scale, View d_h, View d_weights,
                          std::vector<double>& losses_nats, Workers& workers) {
  if (precision_ == Precision::kBf16) {
    run_as<Bf16>(h, weights, log_weights, targets, scale, d_h, d_weights, losses_nats, workers);
  } else {
    run_as<float>(h, weights, log_weights, targets, scale, d_h, d_weights, losses_nats, workers);
  }
}

void OutputLayerPass::evaluate(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets,
                               std::vector<double>& losses_nats, Workers& workers) {
  const auto nothing_more = [](auto&&...) {};
  if (precision_ == Precision::kBf16) {
    for_blocks<Bf16>(h, weights, {}, targets, 1, losses_nats, workers, nothing_more);
  } else {
    for_blocks<float>(h, weights, {}, targets, 1, losses_nats, workers, nothing_more);
  }
}

}  // namespace koine::model
