#include "koine/model/gradients.h"

#include <algorithm>
#include <functional>
#include <string>

#include "koine/kernels/elementwise.h"

namespace koine::model {
namespace {

// Rows of one task: some ten thousand elements, so that a task is worth handing out.
constexpr std::int64_t kTaskRows = 256;

struct RowBlock {
  ConstView gradient;
  View parameter;
};

// Cuts matrices into blocks of rows that do not depend on the number of threads.
class Blocks {
 public:
  void add(ConstView gradient, View parameter = {}) {
    for (std::int64_t begin = 0; begin < gradient.rows; begin += kTaskRows) {
      const std::int64_t rows = std::min(kTaskRows, gradient.rows - begin);
      blocks_.push_back({gradient.row_block(begin, rows),
                         parameter.data == nullptr ? View() : parameter.row_block(begin, rows)});
    }
  }
  std::int64_t size() const { return static_cast<std::int64_t>(blocks_.size()); }
  const RowBlock& operator[](std::int64_t i) const { return blocks_[static_cast<std::size_t>(i)]; }

 private:
  std::vector<RowBlock> blocks_;
};

}  // namespace

Gradients::Gradients(const ModelConfig& config)
    : bos(1, config.dimension), tied_(config.tied), vocabulary_sizes_(config.vocabulary_sizes) {
  const std::int64_t d = config.dimension;
  for (auto& direction : lstm) {
    for (int k = 0; k < config.layers; ++k) {
      direction.push_back({Matrix<float>(4 * d, d), Matrix<float>(4 * d, d), Matrix<float>(1, 4 * d)});
    }
  }
  // The largest language first, so that the memory is asked for once.
  const auto largest = std::max_element(vocabulary_sizes_.begin(), vocabulary_sizes_.end());
  if (largest != vocabulary_sizes_.end()) output_storage_.matrix(*largest + 1, d);
}

void Gradients::prepare(int new_language, std::int64_t words) {
  language = new_language;
  output = output_storage_.matrix(vocabulary_sizes_[static_cast<std::size_t>(language)] + 1, bos.cols());
  word_rows = word_storage_.matrix(words, bos.cols());
}

double Gradients::squared_norm(Workers& workers) const {
  Blocks blocks;
  blocks.add(output);
  blocks.add(bos.view());
  if (!tied_) blocks.add(word_rows);
  for (int direction = 0; direction < kDirections; ++direction) {
    if (!has_direction[direction]) continue;
    for (const auto& layer : lstm[direction]) {
      blocks.add(layer.w_x.view());
      blocks.add(layer.w_h.view());
      blocks.add(layer.b.view());
    }
  }
  std::vector<double> parts(static_cast<std::size_t>(blocks.size()));
  workers.run(blocks.size(), [&](std::int64_t i) {
    const ConstView block = blocks[i].gradient;
    parts[static_cast<std::size_t>(i)] = kernels::sum_of_squares(block.data, block.rows * block.cols);
  });
  double sum = 0;
  for (const double part : parts) sum += part;
  return sum;
}

void Gradients::apply(Parameters& parameters, float step, float decay, Workers& workers) const {
  const std::int64_t vocabulary = output.rows - 1, d = output.cols;
  if (decay != 1.0f) {
    // All parameters shrink first, those that this batch did not touch as well.
    Blocks all;
    for (const auto& [name, matrix] : parameters.named()) all.add(matrix, matrix);
    workers.run(all.size(), [&](std::int64_t i) {
      const View block = all[i].parameter;
      kernels::scale_add_scaled(block.data, decay, 0.0f, block.data, block.rows * block.cols);
    });
  }
  Blocks blocks;
  blocks.add(output.row_block(0, vocabulary), parameters.output(language));
  blocks.add(output.row_block(vocabulary, 1), parameters.eos.view());
  blocks.add(bos.view(), parameters.bos.view());
  for (int direction = 0; direction < kDirections; ++direction) {
    if (!has_direction[direction]) continue;
    for (std::size_t k = 0; k < lstm[direction].size(); ++k) {
      const auto& gradient = lstm[direction][k];
      auto& layer = parameters.lstm[direction][k];
      blocks.add(gradient.w_x.view(), layer.w_x.view());
      blocks.add(gradient.w_h.view(), layer.w_h.view());
      blocks.add(gradient.b.view(), layer.b.view());
    }
  }
  workers.run(blocks.size(), [&](std::int64_t i) {
    const auto& [gradient, parameter] = blocks[i];
    kernels::add_scaled(parameter.data, step, gradient.data, gradient.rows * gradient.cols);
  });
  if (tied_) return;
  const View embedding = parameters.embedding(language);
  for (std::size_t i = 0; i < word_ids.size(); ++i) {
    kernels::add_scaled(embedding.row(word_ids[i]), step, word_rows.row(static_cast<std::int64_t>(i)), d);
  }
}

std::vector<std::pair<std::string, Matrix<float>>> Gradients::dense() const {
  const std::int64_t vocabulary = output.rows - 1, d = output.cols;
  const auto copy_of = [](ConstView view) {
    Matrix<float> matrix(view.rows, view.cols);
    for (std::int64_t i = 0; i < view.rows; ++i) std::copy_n(view.row(i), view.cols, matrix.row(i));
    return matrix;
  };
  const std::string number = std::to_string(language);
  std::vector<std::pair<std::string, Matrix<float>>> all;
  all.emplace_back("bos", bos);
  all.emplace_back("eos", copy_of(output.row_block(vocabulary, 1)));
  if (tied_) {
    all.emplace_back("embedding." + number, copy_of(output.row_block(0, vocabulary)));
  } else {
    all.emplace_back("output." + number, copy_of(output.row_block(0, vocabulary)));
    Matrix<float> embedding(vocabulary, d);
    for (std::size_t i = 0; i < word_ids.size(); ++i) {
      std::copy_n(word_rows.row(static_cast<std::int64_t>(i)), d, embedding.row(word_ids[i]));
    }
    all.emplace_back("embedding." + number, std::move(embedding));
  }
  for (int direction = 0; direction < kDirections; ++direction) {
    if (!has_direction[direction]) continue;
    for (std::size_t k = 0; k < lstm[direction].size(); ++k) {
      const std::string prefix = (direction == kForward ? "forward." : "backward.") + std::to_string(k);
      all.emplace_back(prefix + ".w_x", lstm[direction][k].w_x);
      all.emplace_back(prefix + ".w_h", lstm[direction][k].w_h);
      all.emplace_back(prefix + ".b", lstm[direction][k].b);
    }
  }
  return all;
}

}  // namespace koine::model
