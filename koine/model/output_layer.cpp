#include "koine/model/output_layer.h"

#include <algorithm>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"

namespace koine::model {
namespace {

using kernels::gemm;
using kernels::Transpose;

// Sizes of tasks. A block of logits at V = 20,000 is 40 MB; the tiles divide it evenly over two or four threads.
constexpr std::int64_t kBlockRows = 512;
constexpr std::int64_t kTileWords = 1024;
constexpr std::int64_t kTileRows = 128;
constexpr std::int64_t kSoftmaxRows = 16;

std::int64_t parts(std::int64_t size, std::int64_t part) {
  return (size + part - 1) / part;
}

// A row of logits starts at a multiple of 64 bytes, but two rows not at a multiple of 4096, which would share cache
// sets.
std::int64_t padded(std::int64_t words) {
  const std::int64_t stride = (words + 15) / 16 * 16;
  return stride % 1024 == 0 ? stride + 16 : stride;
}

}  // namespace

void OutputLayerPass::softmax_block(ConstView h, ConstView weights, const std::int64_t* targets, float scale,
                                    View logits, double* losses, Workers& workers) {
  const std::int64_t words = weights.rows;
  workers.run(parts(words, kTileWords), [&](std::int64_t tile) {
    const std::int64_t begin = tile * kTileWords, count = std::min(kTileWords, words - begin);
    gemm(Transpose::kNo, Transpose::kYes, h, weights.row_block(begin, count), 0,
         View(logits.data + begin, logits.rows, count, logits.stride));
  });
  workers.run(parts(h.rows, kSoftmaxRows), [&](std::int64_t part) {
    const std::int64_t end = std::min(h.rows, (part + 1) * kSoftmaxRows);
    for (std::int64_t i = part * kSoftmaxRows; i < end; ++i) {
      losses[i] = kernels::softmax_cross_entropy(logits.row(i), words, targets[i], scale);
    }
  });
}

void OutputLayerPass::run(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets, float scale,
                          View d_h, View d_weights, std::vector<double>& losses_nats, Workers& workers) {
  const std::int64_t words = weights.rows, stride = padded(words);
  losses_nats.resize(static_cast<std::size_t>(h.rows));
  for (std::int64_t begin = 0; begin < h.rows; begin += kBlockRows) {
    const std::int64_t rows = std::min(kBlockRows, h.rows - begin);
    const View storage = logits_.matrix(std::min(kBlockRows, h.rows), stride);
    const View logits(storage.data, rows, words, stride);
    const ConstView h_block = h.row_block(begin, rows);
    softmax_block(h_block, weights, targets.data() + begin, scale, logits, losses_nats.data() + begin, workers);

    // The two products with P are independent; the larger tasks, those of d_h, come first.
    const std::int64_t row_tiles = parts(rows, kTileRows), word_tiles = parts(words, kTileWords);
    const float beta = begin == 0 ? 0.0f : 1.0f;
    workers.run(row_tiles + word_tiles, [&](std::int64_t task) {
      if (task < row_tiles) {
        const std::int64_t first = task * kTileRows, count = std::min(kTileRows, rows - first);
        gemm(Transpose::kNo, Transpose::kNo, logits.row_block(first, count), weights, 0,
             d_h.row_block(begin + first, count));
      } else {
        const std::int64_t first = (task - row_tiles) * kTileWords, count = std::min(kTileWords, words - first);
        gemm(Transpose::kYes, Transpose::kNo, ConstView(logits.data + first, rows, count, stride), h_block, beta,
             d_weights.row_block(first, count));
      }
    });
  }
}

void OutputLayerPass::evaluate(ConstView h, ConstView weights, const std::vector<std::int64_t>& targets,
                               std::vector<double>& losses_nats, Workers& workers) {
  const std::int64_t stride = padded(weights.rows);
  losses_nats.resize(static_cast<std::size_t>(h.rows));
  for (std::int64_t begin = 0; begin < h.rows; begin += kBlockRows) {
    const std::int64_t rows = std::min(kBlockRows, h.rows - begin);
    const View storage = logits_.matrix(rows, stride);
    softmax_block(h.row_block(begin, rows), weights, targets.data() + begin, 1,
                  View(storage.data, rows, weights.rows, stride), losses_nats.data() + begin, workers);
  }
}

}  // namespace koine::model
