#include "koine/model/gradients.h"

#include <algorithm>
#include <functional>
#include <string>

#include "koine/kernels/elementwise.h"

namespace koine::model {
namespace {

// Rows of one task: some ten thousand elements, so that a task is worth handing out.
constexpr std::int64_t kTaskRows = 256;

// Calls on_block for blocks of rows that do not depend on the number of threads.
void for_blocks(const std::vector<Gradients::Part>& parts, Workers& workers,
                const std::function<void(std::int64_t, const Gradients::Part&)>& on_block) {
  std::vector<Gradients::Part> blocks;
  for (const auto& [gradient, parameter] : parts) {
    for (std::int64_t begin = 0; begin < gradient.rows; begin += kTaskRows) {
      const std::int64_t rows = std::min(kTaskRows, gradient.rows - begin);
      blocks.push_back(
          {gradient.row_block(begin, rows), parameter.data == nullptr ? View() : parameter.row_block(begin, rows)});
    }
  }
  workers.run(static_cast<std::int64_t>(blocks.size()),
              [&](std::int64_t i) { on_block(i, blocks[static_cast<std::size_t>(i)]); });
}

std::int64_t block_count(const std::vector<Gradients::Part>& parts) {
  std::int64_t count = 0;
  for (const auto& part : parts) count += (part.gradient.rows + kTaskRows - 1) / kTaskRows;
  return count;
}

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

std::vector<Gradients::Part> Gradients::parts(Parameters* to) {
  const std::int64_t vocabulary = output.rows - 1;
  std::vector<Part> all{{output.row_block(0, vocabulary), to ? to->output(language) : View()},
                        {output.row_block(vocabulary, 1), to ? to->eos.view() : View()},
                        {bos.view(), to ? to->bos.view() : View()}};
  for (int direction = 0; direction < kDirections; ++direction) {
    if (!has_direction[direction]) continue;
    for (std::size_t k = 0; k < lstm[direction].size(); ++k) {
      LstmLayer& gradient = lstm[direction][k];
      LstmLayer* const layer = to ? &to->lstm[direction][k] : nullptr;
      all.push_back({gradient.w_x.view(), layer ? layer->w_x.view() : View()});
      all.push_back({gradient.w_h.view(), layer ? layer->w_h.view() : View()});
      all.push_back({gradient.b.view(), layer ? layer->b.view() : View()});
    }
  }
  return all;
}

double Gradients::squared_norm(Workers& workers) {
  auto all = parts(nullptr);
  if (!tied_) all.push_back({word_rows, {}});
  std::vector<double> sums(static_cast<std::size_t>(block_count(all)));
  for_blocks(all, workers, [&](std::int64_t i, const Part& block) {
    sums[static_cast<std::size_t>(i)] =
        kernels::sum_of_squares(block.gradient.data, block.gradient.rows * block.gradient.cols);
  });
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

void Gradients::clamp(float limit, Workers& workers) {
  auto all = parts(nullptr);
  if (!tied_) all.push_back({word_rows, {}});
  for_blocks(all, workers, [&](std::int64_t, const Part& block) {
    kernels::clamp(block.gradient.data, limit, block.gradient.rows * block.gradient.cols);
  });
}

void Gradients::apply(Parameters& parameters, float step, float decay, Workers& workers) {
  if (decay != 1.0f) {
    // All parameters shrink first, those that this batch did not touch as well.
    std::vector<Part> all;
    for (const auto& [name, matrix] : parameters.named()) all.push_back({matrix, matrix});
    for_blocks(all, workers, [&](std::int64_t, const Part& block) {
      kernels::scale(block.parameter.data, decay, block.parameter.rows * block.parameter.cols);
    });
  }
  for_blocks(parts(&parameters), workers, [&](std::int64_t, const Part& block) {
    kernels::add_scaled(block.parameter.data, step, block.gradient.data, block.gradient.rows * block.gradient.cols);
  });
  if (tied_) return;
  const View embedding = parameters.embedding(language);
  for (std::size_t i = 0; i < word_ids.size(); ++i) {
    kernels::add_scaled(embedding.row(word_ids[i]), step, word_rows.row(static_cast<std::int64_t>(i)), embedding.cols);
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
