#include "koine/map/perceptron.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"
#include "koine/kernels/transpose.h"

namespace koine::map {
namespace {

using kernels::Transpose;

// A weight matrix in tasks: `size` of columns in the forward pass, of rows in the backward pass. About eight tasks, for
// some threads to share evenly, of 64 to 256: below that a product is too short, and 256 rows of 2,048 numbers fill the
// cache of a core between the two products that read them.
struct Tiles {
  explicit Tiles(std::int64_t size) : size(size), tile(std::clamp((size / 8 + 31) / 32 * 32, kFewest, kMost)) {}
  std::int64_t count() const { return (size + tile - 1) / tile; }
  std::int64_t first(std::int64_t number) const { return number * tile; }
  std::int64_t width(std::int64_t number) const { return std::min(tile, size - number * tile); }

  static constexpr std::int64_t kFewest = 64, kMost = 256;
  std::int64_t size, tile;
};

// The threads are worth calling for work that takes longer than calling them: some microseconds, in which one thread
// has done this many operations.
constexpr std::int64_t kOperationsWorthThreads = 2'000'000;

void run_tiles(const Tiles& tiles, std::int64_t operations, Workers& workers,
               const std::function<void(std::int64_t)>& task) {
  if (operations >= kOperationsWorthThreads) return workers.run(tiles.count(), task);
  for (std::int64_t tile = 0; tile < tiles.count(); ++tile) task(tile);
}

// sums = beta sums + Σ_i a_i row_i, over the columns of `rows`; a_i are ones where there are none.
void add_rows(ConstView rows, const float* a, float beta, float* sums) {
  if (beta == 0.0f) std::fill_n(sums, rows.cols, 0.0f);
  for (std::int64_t i = 0; i < rows.rows; ++i) {
    kernels::add_scaled(sums, a == nullptr ? 1.0f : a[i], rows.row(i), rows.cols);
  }
}

void multiply_rows(View x, ConstView factors) {
  for (std::int64_t i = 0; i < x.rows; ++i) kernels::multiply(x.row(i), factors.row(i), x.row(i), x.cols);
}

void copy_rows(ConstView from, View to) {
  for (std::int64_t i = 0; i < from.rows; ++i) std::copy_n(from.row(i), from.cols, to.row(i));
}

}  // namespace

void initialise(PerceptronParameters<float>& parameters, std::uint64_t seed, Purpose purpose) {
  std::uint64_t number = 0;
  const auto fill = [&](Matrix<float>& p, std::int64_t in) {
    const double range = 1.0 / std::sqrt(static_cast<double>(in));
    Random random(seed, purpose, number++);
    for (std::int64_t i = 0; i < p.size(); ++i) p.data()[i] = static_cast<float>(random.uniform(-range, range));
  };
  for (std::size_t k = 0; k < parameters.layers(); ++k) {
    fill(parameters.weights[k], parameters.weights[k].rows());
    fill(parameters.biases[k], parameters.weights[k].rows());
  }
  fill(parameters.output, parameters.output.cols());
  fill(parameters.output_bias, parameters.output.cols());
}

Perceptron::Perceptron(PerceptronParameters<float>& parameters, float slope, std::int64_t max_rows, Workers& workers)
    : parameters_(parameters),
      slope_(slope),
      workers_(workers),
      noisy_input_(max_rows, parameters.layers() > 0 ? parameters.weights[0].rows() : parameters.output.cols()),
      parts_(Tiles(parameters.output.cols()).count(), max_rows),
      z_(1, max_rows) {
  require(parameters.layers() > 0, "a perceptron has a hidden layer");
  across_.emplace_back(noisy_input_.cols(), max_rows);
  for (const auto& weights : parameters.weights) {
    across_.emplace_back(weights.cols(), max_rows);
    activations_.emplace_back(max_rows, weights.cols());
    noisy_.emplace_back(max_rows, weights.cols());
    d_.emplace_back(max_rows, weights.cols());
  }
}

ConstView Perceptron::factors_of(std::size_t layer) const {
  return layer < factors_.size() ? factors_[layer] : ConstView();
}

ConstView Perceptron::input_of(std::size_t layer) const {
  const bool noisy = factors_of(layer).data != nullptr;
  if (layer == 0) return noisy ? noisy_input_.view().row_block(0, rows_) : x_;
  return (noisy ? noisy_[layer - 1] : activations_[layer - 1]).view().row_block(0, rows_);
}

std::span<const float> Perceptron::forward(ConstView x, const PerceptronFactors& factors) {
  require(x.cols == noisy_input_.cols() && x.rows <= noisy_input_.rows(), "perceptron: as many columns as it reads");
  x_ = x;
  factors_ = factors;
  rows_ = x.rows;
  if (factors_of(0).data != nullptr) {
    const View a = noisy_input_.view().row_block(0, rows_);
    copy_rows(x, a);
    multiply_rows(a, factors_of(0));
  }
  const std::size_t layers = parameters_.layers();
  for (std::size_t k = 0; k < layers; ++k) {
    const ConstView in = input_of(k);
    const Matrix<float>& weights = parameters_.weights[k];
    const Tiles tiles(weights.cols());
    run_tiles(tiles, 2 * rows_ * weights.size(), workers_, [&](std::int64_t tile) {
      const std::int64_t first = tiles.first(tile), cols = tiles.width(tile);
      const View y = activations_[k].view().row_block(0, rows_).col_block(first, cols);
      kernels::gemm(Transpose::kNo, Transpose::kNo, in, weights.view().col_block(first, cols), 0.0f, y);
      const float* bias = parameters_.biases[k].data() + first;
      for (std::int64_t i = 0; i < rows_; ++i) kernels::leaky_relu(y.row(i), bias, slope_, cols);
      const ConstView f = factors_of(k + 1);
      if (f.data != nullptr) {
        const View a = noisy_[k].view().row_block(0, rows_).col_block(first, cols);
        copy_rows(y, a);
        multiply_rows(a, f.col_block(first, cols));
      }
      if (k + 1 == layers) {
        kernels::gemm(Transpose::kNo, Transpose::kYes, input_of(layers).col_block(first, cols),
                      parameters_.output.view().col_block(first, cols), 0.0f, View(parts_.row(tile), rows_, 1));
      }
    });
  }
  std::fill_n(z_.data(), rows_, parameters_.output_bias(0, 0));
  for (std::int64_t tile = 0; tile < parts_.rows(); ++tile) kernels::add_scaled(z_.data(), 1, parts_.row(tile), rows_);
  return {z_.data(), static_cast<std::size_t>(rows_)};
}

void Perceptron::backward(std::span<const float> d_z, PerceptronParameters<float>& into, float beta) {
  backward_through(d_z, &into, beta, View());
}

void Perceptron::input_gradient(std::span<const float> d_z, View d_x) {
  backward_through(d_z, nullptr, 0, d_x);
}

void Perceptron::backward_through(std::span<const float> d_z, PerceptronParameters<float>* into, float beta, View d_x) {
  require(static_cast<std::int64_t>(d_z.size()) == rows_, "perceptron: a gradient for each row of the forward pass");
  run_tiles(Tiles(parameters_.output.cols()), 8 * rows_ * parameters_.output.cols(), workers_,
            [&](std::int64_t tile) { output_tile(d_z, into, beta, d_x, tile); });
  if (into != nullptr) {
    float& c = into->output_bias(0, 0);
    if (beta == 0.0f) c = 0;
    for (const float d : d_z) c += d;
  }
  for (std::size_t k = parameters_.layers(); k-- > 0;) {
    run_tiles(Tiles(parameters_.weights[k].rows()), 4 * rows_ * parameters_.weights[k].size(), workers_,
              [&](std::int64_t tile) { layer_tile(k, into, beta, d_x, tile); });
  }
}

// The gradient at some units of the last hidden layer, and of their bias and output weights.
void Perceptron::output_tile(std::span<const float> d_z, PerceptronParameters<float>* into, float beta, View d_x,
                             std::int64_t tile) {
  const std::size_t last = parameters_.layers() - 1;
  const Tiles tiles(parameters_.output.cols());
  const std::int64_t first = tiles.first(tile), cols = tiles.width(tile);
  const View d = d_[last].view().row_block(0, rows_).col_block(first, cols);
  const ConstView f = factors_of(last + 1), y = activations_[last].view().row_block(0, rows_).col_block(first, cols);
  for (std::int64_t i = 0; i < rows_; ++i) {
    kernels::scaled(parameters_.output.data() + first, d_z[static_cast<std::size_t>(i)], d.row(i), cols);
    if (f.data != nullptr) kernels::multiply(d.row(i), f.row(i) + first, d.row(i), cols);
    kernels::leaky_relu_gradient(d.row(i), y.row(i), slope_, cols);
  }
  if (last > 0 || d_x.data != nullptr) {
    kernels::transpose<float>(d, across_[last + 1].view(rows_).row_block(first, cols));
  }
  if (into == nullptr) return;
  add_rows(input_of(last + 1).col_block(first, cols), d_z.data(), beta, into->output.data() + first);
  add_rows(d, nullptr, beta, into->biases[last].data() + first);
}

// The gradient at some inputs of a layer, with that of the bias before them, and of the rows of weights they meet. It
// reads those rows before it writes them, for `into` may be the parameters.
void Perceptron::layer_tile(std::size_t layer, PerceptronParameters<float>* into, float beta, View d_x,
                            std::int64_t tile) {
  const Matrix<float>& weights = parameters_.weights[layer];
  const Tiles tiles(weights.rows());
  const std::int64_t first = tiles.first(tile), cols = tiles.width(tile);
  const ConstView d_out = d_[layer].view().row_block(0, rows_);
  if (layer > 0 || d_x.data != nullptr) {
    const View d = (layer > 0 ? d_[layer - 1].view().row_block(0, rows_) : d_x).col_block(first, cols);
    // d_out Wᵀ, but as W d_outᵀ: with so few rows of d_out, oneDNN would spend its time on transposing W.
    const View across = across_[layer].view(rows_).row_block(first, cols);
    kernels::gemm(Transpose::kNo, Transpose::kNo, weights.view().row_block(first, cols), across_[layer + 1].view(rows_),
                  0.0f, across);
    kernels::transpose<float>(across, d);
    const ConstView f = factors_of(layer);
    if (f.data != nullptr) multiply_rows(d, f.col_block(first, cols));
    if (layer > 0) {
      const ConstView y = activations_[layer - 1].view().row_block(0, rows_).col_block(first, cols);
      for (std::int64_t i = 0; i < rows_; ++i) kernels::leaky_relu_gradient(d.row(i), y.row(i), slope_, cols);
      if (into != nullptr) add_rows(d, nullptr, beta, into->biases[layer - 1].data() + first);
      if (layer > 1 || d_x.data != nullptr) kernels::transpose<float>(d, across);
    }
  }
  if (into == nullptr) return;
  kernels::gemm(Transpose::kYes, Transpose::kNo, input_of(layer).col_block(first, cols), d_out, beta,
                into->weights[layer].view().row_block(first, cols));
}

}  // namespace koine::map
