#include "koine/model/gradients.h"

#include <algorithm>
#include <functional>
#include <string>

#include "koine/kernels/elementwise.h"

namespace koine::model {
namespace {

// Rows of one task: some ten thousand elements, so that a task is worth handing out.
constexpr std::int64_t kTaskRows = 256;

// Calls on_block(number, rows of the gradient, rows of the parameter) for blocks of rows that do not depend on the
// number of threads.
using OnBlock = std::function<void(std::int64_t, const Gradients::Part&)>;

std::vector<Gradients::Part> blocks_of(const std::vector<Gradients::Part>& parts) {
  std::vector<Gradients::Part> blocks;
  for (const auto& [gradient, parameter] : parts) {
    for (std::int64_t begin = 0; begin < gradient.rows; begin += kTaskRows) {
      const std::int64_t rows = std::min(kTaskRows, gradient.rows - begin);
      blocks.push_back(
          {gradient.row_block(begin, rows), parameter.data == nullptr ? View() : parameter.row_block(begin, rows)});
    }
  }
  return blocks;
}

void for_blocks(const std::vector<Gradients::Part>& blocks, Workers& workers, const OnBlock& on_block) {
  workers.run(static_cast<std::int64_t>(blocks.size()),
              [&](std::int64_t i) { on_block(i, blocks[static_cast<std::size_t>(i)]); });
}

// parameter[rows[i]] += step * gradient[i]; all rows are different.
void apply_rows(ConstView gradient, const std::int32_t* rows, View parameter, float step, Workers& workers) {
  workers.run((gradient.rows + kTaskRows - 1) / kTaskRows, [&](std::int64_t task) {
    const std::int64_t end = std::min(gradient.rows, (task + 1) * kTaskRows);
    for (std::int64_t i = task * kTaskRows; i < end; ++i) {
      kernels::add_scaled(parameter.row(rows[i]), step, gradient.row(i), gradient.cols);
    }
  });
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

void Gradients::prepare(int new_language, std::vector<std::int32_t> words, std::vector<std::int32_t> candidates) {
  language = new_language;
  word_ids = std::move(words);
  output_rows = std::move(candidates);
  const std::int64_t rows = output_rows.empty() ? vocabulary_sizes_[static_cast<std::size_t>(language)] + 1
                                                : static_cast<std::int64_t>(output_rows.size());
  output = output_storage_.matrix(rows, bos.cols());
  if (!tied_) word_rows = word_storage_.matrix(static_cast<std::int64_t>(word_ids.size()), bos.cols());
}

float* Gradients::output_row(std::int32_t word) const {
  if (output_rows.empty()) return output.row(word);
  const auto at = std::lower_bound(output_rows.begin(), output_rows.end(), word);
  require(at != output_rows.end() && *at == word, "the words of a batch are among its candidates");
  return output.row(at - output_rows.begin());
}

std::vector<Gradients::Part> Gradients::dense_parts(Parameters& parameters) {
  const std::int64_t words = output.rows - 1;
  std::vector<Part> parts{{output.row_block(words, 1), parameters.eos.view()}, {bos.view(), parameters.bos.view()}};
  if (output_rows.empty()) parts.push_back({output.row_block(0, words), parameters.output(language)});
  for (int direction = 0; direction < kDirections; ++direction) {
    if (!has_direction[direction]) continue;
    for (std::size_t k = 0; k < lstm[direction].size(); ++k) {
      LstmLayer &gradient = lstm[direction][k], &layer = parameters.lstm[direction][k];
      parts.push_back({gradient.w_x.view(), layer.w_x.view()});
      parts.push_back({gradient.w_h.view(), layer.w_h.view()});
      parts.push_back({gradient.b.view(), layer.b.view()});
    }
  }
  return parts;
}

std::vector<Gradients::Part> Gradients::all() {
  std::vector<Part> parts{{output, {}}, {bos.view(), {}}};
  if (!tied_) parts.push_back({word_rows, {}});
  for (int direction = 0; direction < kDirections; ++direction) {
    if (!has_direction[direction]) continue;
    for (LstmLayer& layer : lstm[direction]) {
      for (Matrix<float>* const matrix : {&layer.w_x, &layer.w_h, &layer.b}) parts.push_back({matrix->view(), {}});
    }
  }
  return parts;
}

double Gradients::squared_norm(Workers& workers) {
  const auto blocks = blocks_of(all());
  std::vector<double> sums(blocks.size());
  for_blocks(blocks, workers, [&](std::int64_t i, const Part& block) {
    sums[static_cast<std::size_t>(i)] =
        kernels::sum_of_squares(block.gradient.data, block.gradient.rows * block.gradient.cols);
  });
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

void Gradients::clamp(float limit, Workers& workers) {
  for_blocks(blocks_of(all()), workers, [&](std::int64_t, const Part& block) {
    kernels::clamp(block.gradient.data, limit, block.gradient.rows * block.gradient.cols);
  });
}

void Gradients::apply(Parameters& parameters, float step, float decay, Workers& workers) {
  if (decay != 1.0f) {
    // All parameters shrink first, those that this batch did not touch as well.
    std::vector<Part> shrinking;
    for (const auto& [name, matrix] : parameters.named()) shrinking.push_back({matrix, matrix});
    for_blocks(blocks_of(shrinking), workers, [&](std::int64_t, const Part& block) {
      kernels::scaled(block.parameter.data, decay, block.parameter.data, block.parameter.rows * block.parameter.cols);
    });
  }
  for_blocks(blocks_of(dense_parts(parameters)), workers, [&](std::int64_t, const Part& block) {
    kernels::add_scaled(block.parameter.data, step, block.gradient.data, block.gradient.rows * block.gradient.cols);
  });
  if (!output_rows.empty()) {
    apply_rows(output.row_block(0, output.rows - 1), output_rows.data(), parameters.output(language), step, workers);
  }
  if (!tied_) apply_rows(word_rows, word_ids.data(), parameters.embedding(language), step, workers);
}

std::vector<std::pair<std::string, Matrix<float>>> Gradients::dense() const {
  const std::int64_t vocabulary = vocabulary_sizes_[static_cast<std::size_t>(language)], d = output.cols;
  const auto copy_of = [](ConstView view) {
    Matrix<float> matrix(view.rows, view.cols);
    for (std::int64_t i = 0; i < view.rows; ++i) std::copy_n(view.row(i), view.cols, matrix.row(i));
    return matrix;
  };
  const std::string number = std::to_string(language);
  std::vector<std::pair<std::string, Matrix<float>>> all;
  all.emplace_back("bos", bos);
  const auto scattered = [&](ConstView rows, const std::vector<std::int32_t>& ids) {
    Matrix<float> matrix(vocabulary, d);
    for (std::int64_t i = 0; i < rows.rows; ++i) {
      std::copy_n(rows.row(i), d, matrix.row(ids[static_cast<std::size_t>(i)]));
    }
    return matrix;
  };
  const ConstView words = output.row_block(0, output.rows - 1);
  all.emplace_back("eos", copy_of(output.row_block(words.rows, 1)));
  all.emplace_back((tied_ ? "embedding." : "output.") + number,
                   output_rows.empty() ? copy_of(words) : scattered(words, output_rows));
  if (!tied_) all.emplace_back("embedding." + number, scattered(word_rows, word_ids));
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
