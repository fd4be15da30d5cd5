#include "koine/join/letter_prediction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "koine/core/error.h"

namespace koine::join {
namespace {

constexpr std::int64_t kBlock = 16;  // columns that are solved side by side
using Numbers = std::array<float, kBlock>;
using Sums = std::array<double, kBlock>;

// One number a column, for many rows.
using Block = std::vector<Numbers>;

// The operator Fᵀ A F + λ_b for a block of columns.
class NormalEquation {
 public:
  NormalEquation(const text::LetterSequences& letters, const std::vector<float>& word_weights, float penalty)
      : letters_(letters), word_weights_(word_weights), penalty_(penalty) {
    for (std::int64_t w = 0; w < letters.words(); ++w) {
      const auto count = letters.of(w).size();
      scale_.push_back(count > 0 ? 1 / std::sqrt(static_cast<float>(count)) : 0);
    }
  }

  // f_w B
  Numbers of_word(const Block& b, std::int64_t word) const {
    Numbers sum = {};
    for (const std::int32_t s : letters_.of(word)) {
      const Numbers& row = b[static_cast<std::size_t>(s)];
      for (std::size_t j = 0; j < kBlock; ++j) sum[j] += row[j];
    }
    for (float& value : sum) value *= scale_[static_cast<std::size_t>(word)];
    return sum;
  }

  // to += Fᵀ A y, for one word's row y
  void add_word(const Numbers& y, std::int64_t word, Block& to) const {
    const auto at = static_cast<std::size_t>(word);
    const float factor = scale_[at] * word_weights_[at];
    for (const std::int32_t s : letters_.of(word)) {
      Numbers& row = to[static_cast<std::size_t>(s)];
      for (std::size_t j = 0; j < kBlock; ++j) row[j] += factor * y[j];
    }
  }

  void operator()(const Block& p, Block& result) const {
    for (std::size_t s = 0; s < p.size(); ++s) {
      for (std::size_t j = 0; j < kBlock; ++j) result[s][j] = penalty_ * p[s][j];
    }
    for (std::int64_t w = 0; w < letters_.words(); ++w) add_word(of_word(p, w), w, result);
  }

 private:
  const text::LetterSequences& letters_;
  const std::vector<float>& word_weights_;
  float penalty_;
  std::vector<float> scale_;  // 1/√G_w
};

Sums inner_products(const Block& a, const Block& b) {
  Sums sums = {};
  for (std::size_t s = 0; s < a.size(); ++s) {
    for (std::size_t j = 0; j < kBlock; ++j) sums[j] += static_cast<double>(a[s][j]) * static_cast<double>(b[s][j]);
  }
  return sums;
}

// Conjugate gradients (Hestenes and Stiefel 1952), each column by itself; `rest` holds the right side and is used up.
Block solve(const NormalEquation& equation, Block rest, std::int64_t iterations) {
  Block b(rest.size()), direction = rest, image(rest.size());
  Sums squared = inner_products(rest, rest);
  const auto ratio = [](double a, double of) { return of > 0 ? static_cast<float>(a / of) : 0.0F; };
  for (std::int64_t i = 0; i < iterations; ++i) {
    equation(direction, image);
    const Sums curvature = inner_products(direction, image);
    Numbers step;
    for (std::size_t j = 0; j < kBlock; ++j) step[j] = ratio(squared[j], curvature[j]);
    for (std::size_t s = 0; s < b.size(); ++s) {
      for (std::size_t j = 0; j < kBlock; ++j) {
        b[s][j] += step[j] * direction[s][j];
        rest[s][j] -= step[j] * image[s][j];
      }
    }
    const Sums left = inner_products(rest, rest);
    for (std::size_t s = 0; s < b.size(); ++s) {
      for (std::size_t j = 0; j < kBlock; ++j) {
        direction[s][j] = rest[s][j] + ratio(left[j], squared[j]) * direction[s][j];
      }
    }
    squared = left;
  }
  return b;
}

}  // namespace

Matrix<float> predict_from_letters(ConstView x, std::span<const double> counts, const text::LetterSequences& letters,
                                   const PredictionOptions& options, Workers& workers) {
  require(x.rows == letters.words() && x.rows == static_cast<std::int64_t>(counts.size()),
          "predict_from_letters: vectors, counts and letters are of the same words");
  std::vector<float> weights;
  for (const double count : counts) {
    weights.push_back(static_cast<float>(count * options.own_part / (count + options.own_part)));
  }
  const NormalEquation equation(letters, weights, static_cast<float>(options.sequence_penalty));
  Matrix<float> result(x.rows, x.cols);
  workers.run((x.cols + kBlock - 1) / kBlock, [&](std::int64_t task) {
    const std::int64_t first = task * kBlock, columns = std::min(kBlock, x.cols - first);
    Numbers mean = {};
    for (std::int64_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (std::int64_t w = 0; w < x.rows; ++w) sum += static_cast<double>(x(w, first + j));
      mean[static_cast<std::size_t>(j)] = static_cast<float>(sum / static_cast<double>(x.rows));
    }
    Block right(static_cast<std::size_t>(letters.sequences()));
    for (std::int64_t w = 0; w < x.rows; ++w) {
      Numbers centred = {};
      for (std::int64_t j = 0; j < columns; ++j) {
        centred[static_cast<std::size_t>(j)] = x(w, first + j) - mean[static_cast<std::size_t>(j)];
      }
      equation.add_word(centred, w, right);
    }
    const Block b = solve(equation, std::move(right), options.iterations);
    for (std::int64_t w = 0; w < x.rows; ++w) {
      const Numbers predicted = equation.of_word(b, w);
      for (std::int64_t j = 0; j < columns; ++j) {
        result(w, first + j) = mean[static_cast<std::size_t>(j)] + predicted[static_cast<std::size_t>(j)];
      }
    }
  });
  return result;
}

std::int64_t prediction_bytes(const text::LetterSequences& letters, int threads) {
  constexpr std::int64_t kBlocks = 4;  // of solve()
  return threads * kBlocks * letters.sequences() * static_cast<std::int64_t>(sizeof(Numbers));
}

}  // namespace koine::join
