#include "koine/model/output_layer.h"

#include <algorithm>
#include <cmath>

#include "koine/kernels/gemm.h"

namespace koine::model {
namespace {

using kernels::gemm;
using kernels::Transpose;

// Sizes of tasks. They depend on the shapes alone, not on the number of threads, which the bits must not depend on.
constexpr std::int64_t kBlockBytes = 40'000'000;  // of scores: about what a last-level cache holds
constexpr std::int64_t kFewestRows = 256, kMostRows = 2048;
constexpr std::int64_t kTileWords = 1024;
constexpr std::int64_t kTileRows = 128;

// Parts of about that size, an even number of them where there is more than one, so that two threads share them alike.
struct Cut {
  std::int64_t size = 0;  // of a part; a multiple of 16, but for the last one
  std::int64_t parts = 0;
};

Cut cut(std::int64_t whole, std::int64_t part) {
  std::int64_t parts = (whole + part - 1) / part;
  if (parts > 1) parts += parts % 2;
  const std::int64_t size = (whole + parts - 1) / parts, rounded = std::min(whole, (size + 15) / 16 * 16);
  return {rounded, (whole + rounded - 1) / rounded};
}

// A row of scores starts at a multiple of 64 bytes, but two rows not at a multiple of 4096, which would share cache
// sets.
std::int64_t padded(std::int64_t words) {
  const std::int64_t stride = (words + 15) / 16 * 16;
  return stride % 1024 == 0 ? stride + 16 : stride;
}

}  // namespace

std::int64_t OutputLayerPass::block_rows(std::int64_t rows, std::int64_t words) {
  const auto bytes_a_row = static_cast<std::int64_t>(sizeof(float)) * words;
  return cut(rows, std::clamp(kBlockBytes / bytes_a_row, kFewestRows, kMostRows)).size;
}

OutputLayerPass::Block OutputLayerPass::block(std::int64_t begin, std::int64_t rows, ConstView h, std::int64_t words,
                                              const std::vector<std::int64_t>& targets,
                                              std::vector<double>& losses_nats) {
  const std::int64_t stride = padded(words);
  return {h.row_block(begin, rows), targets.data() + begin, losses_nats.data() + begin,
          View(exps_.matrix(rows, stride).data, rows, words, stride)};
}

void OutputLayerPass::softmax(const Block& block, ConstView weights, std::span<const float> log_weights, float scale,
                              Workers& workers) {
  const std::int64_t rows = block.h.rows, words = weights.rows;
  const Cut tiles = cut(words, kTileWords);
  parts_.resize(static_cast<std::size_t>(tiles.parts * rows));
  factors_.resize(parts_.size());
  target_scores_.resize(static_cast<std::size_t>(rows));
  workers.run(tiles.parts, [&](std::int64_t tile) {
    const std::int64_t begin = tile * tiles.size, count = std::min(tiles.size, words - begin);
    const View scores(block.exps.data + begin, rows, count, block.exps.stride);
    gemm(Transpose::kNo, Transpose::kYes, block.h, weights.row_block(begin, count), 0, scores);
    const float* const offsets = log_weights.empty() ? nullptr : log_weights.data() + begin;
    for (std::int64_t i = 0; i < rows; ++i) {
      const std::int64_t target = block.targets[i] - begin;
      if (target >= 0 && target < count) target_scores_[static_cast<std::size_t>(i)] = scores(i, target);
      parts_[static_cast<std::size_t>(tile * rows + i)] = kernels::exp_minus_highest(scores.row(i), offsets, count);
    }
  });
  workers.run(cut(rows, kTileRows).parts, [&](std::int64_t task) {
    const std::int64_t size = cut(rows, kTileRows).size;
    for (std::int64_t i = task * size; i < std::min(rows, (task + 1) * size); ++i) {
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

// d_h = Σ over tiles of factor (exps W), less the targets' rows.
void OutputLayerPass::hidden_gradient(const Block& block, std::int64_t first, std::int64_t count, ConstView weights,
                                      float scale, View d_h) {
  const std::int64_t rows = block.h.rows, words = weights.rows;
  const Cut tiles = cut(words, kTileWords);
  const View product = products_.matrix(rows, weights.cols).row_block(first, count);
  for (std::int64_t i = 0; i < count; ++i) {
    std::fill_n(d_h.row(first + i), d_h.cols, 0.0f);
    kernels::add_scaled(d_h.row(first + i), -scale, weights.row(block.targets[first + i]), d_h.cols);
  }
  for (std::int64_t tile = 0; tile < tiles.parts; ++tile) {
    const std::int64_t begin = tile * tiles.size, width = std::min(tiles.size, words - begin);
    gemm(Transpose::kNo, Transpose::kNo, ConstView(block.exps.row(first) + begin, count, width, block.exps.stride),
         weights.row_block(begin, width), 0, product);
    for (std::int64_t i = 0; i < count; ++i) {
      kernels::add_scaled(d_h.row(first + i), factors_[static_cast<std::size_t>(tile * rows + first + i)],
                          product.row(i), d_h.cols);
    }
  }
}

// The rows [first, first + count) of d_W = expsᵀ (factor h), less the hidden states of those positions whose target
// they are. `factors` are those of the tile.
void OutputLayerPass::weight_gradient(const Block& block, std::int64_t first, std::int64_t count, const float* factors,
                                      float scale, bool first_block, View d_weights) {
  thread_local Scratch scaled_storage;
  const View scaled = scaled_storage.matrix(block.h.rows, block.h.cols);
  for (std::int64_t i = 0; i < block.h.rows; ++i) {
    std::copy_n(block.h.row(i), block.h.cols, scaled.row(i));
    kernels::scale(scaled.row(i), factors[i], scaled.cols);
  }
  gemm(Transpose::kYes, Transpose::kNo, ConstView(block.exps.data + first, block.h.rows, count, block.exps.stride),
       scaled, first_block ? 0.0f : 1.0f, d_weights.row_block(first, count));
  for (std::int64_t i = 0; i < block.h.rows; ++i) {
    const std::int64_t target = block.targets[i];
    if (target >= first && target < first + count) {
      kernels::add_scaled(d_weights.row(target), -scale, block.h.row(i), block.h.cols);
    }
  }
}

void OutputLayerPass::run(ConstView h, ConstView weights, std::span<const float> log_weights,
                          const std::vector<std::int64_t>& targets, float scale, View d_h, View d_weights,
                          std::vector<double>& losses_nats, Workers& workers) {
  losses_nats.resize(static_cast<std::size_t>(h.rows));
  const std::int64_t most = block_rows(h.rows, weights.rows);
  for (std::int64_t begin = 0; begin < h.rows; begin += most) {
    const Block rows = block(begin, std::min(most, h.rows - begin), h, weights.rows, targets, losses_nats);
    softmax(rows, weights, log_weights, scale, workers);

    // The two gradients are independent of each other; the larger tasks, those of d_h, come first.
    products_.matrix(rows.h.rows, weights.cols);  // not to be asked for by two tasks at once
    const Cut row_tiles = cut(rows.h.rows, kTileRows), word_tiles = cut(weights.rows, kTileWords);
    workers.run(row_tiles.parts + word_tiles.parts, [&](std::int64_t task) {
      if (task < row_tiles.parts) {
        const std::int64_t first = task * row_tiles.size;
        hidden_gradient(rows, first, std::min(row_tiles.size, rows.h.rows - first), weights, scale,
                        d_h.row_block(begin, rows.h.rows));
      } else {
        const std::int64_t tile = task - row_tiles.parts, first = tile * word_tiles.size;
        weight_gradient(rows, first, std::min(word_tiles.size, weights.rows - first),
                        factors_.data() + tile * rows.h.rows, scale, begin == 0, d_weights);
      }
    });
  }
}

void OutputLayerPass::evaluate(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets,
                               std::vector<double>& losses_nats, Workers& workers) {
  losses_nats.resize(static_cast<std::size_t>(h.rows));
  const std::int64_t most = block_rows(h.rows, weights.rows);
  for (std::int64_t begin = 0; begin < h.rows; begin += most) {
    softmax(block(begin, std::min(most, h.rows - begin), h, weights.rows, targets, losses_nats), weights, {}, 1,
            workers);
  }
}

}  // namespace koine::model
