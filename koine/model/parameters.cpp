#include "koine/model/parameters.h"

#include <algorithm>

#include "koine/core/random.h"

namespace koine::model {
namespace {

constexpr double kInitialRange = 0.1;

}  // namespace

Parameters::Parameters(const ModelConfig& config)
    : bos(1, config.dimension), eos(1, config.dimension), tied_(config.tied) {
  const std::int64_t d = config.dimension;
  for (auto& direction : lstm) {
    for (int k = 0; k < config.layers; ++k) {
      direction.push_back({Matrix<float>(4 * d, d), Matrix<float>(4 * d, d), Matrix<float>(1, 4 * d)});
    }
  }
  for (const std::int64_t v : config.vocabulary_sizes) {
    if (!tied_) embeddings_.emplace_back(v, d);
    outputs_.emplace_back(v + 1, d);
  }
}

View Parameters::embedding(int language) {
  return tied_ ? output(language) : embeddings_[static_cast<std::size_t>(language)].view();
}

View Parameters::output(int language) {
  auto& matrix = outputs_[static_cast<std::size_t>(language)];
  return matrix.view().row_block(0, matrix.rows() - 1);
}

View Parameters::output_with_eos(int language) {
  auto& matrix = outputs_[static_cast<std::size_t>(language)];
  std::copy_n(eos.data(), eos.cols(), matrix.row(matrix.rows() - 1));
  return matrix.view();
}

std::vector<NamedMatrix> Parameters::named() {
  std::vector<NamedMatrix> all{{"bos", bos.view()}, {"eos", eos.view()}};
  for (int l = 0; l < static_cast<int>(outputs_.size()); ++l) {
    all.push_back({"embedding." + std::to_string(l), embedding(l)});
    if (!tied_) all.push_back({"output." + std::to_string(l), output(l)});
  }
  for (int direction = 0; direction < kDirections; ++direction) {
    for (std::size_t k = 0; k < lstm[direction].size(); ++k) {
      const std::string prefix = (direction == kForward ? "forward." : "backward.") + std::to_string(k);
      auto& layer = lstm[direction][k];
      all.push_back({prefix + ".w_x", layer.w_x.view()});
      all.push_back({prefix + ".w_h", layer.w_h.view()});
      all.push_back({prefix + ".b", layer.b.view()});
    }
  }
  return all;
}

void Parameters::initialise(std::uint64_t seed) {
  std::uint64_t index = 0;
  for (const auto& [name, matrix] : named()) {
    Random random(seed, Purpose::kInitialise, index++);
    for (std::int64_t i = 0; i < matrix.rows; ++i) {
      for (std::int64_t j = 0; j < matrix.cols; ++j) {
        matrix(i, j) = static_cast<float>(random.uniform(-kInitialRange, kInitialRange));
      }
    }
  }
}

}  // namespace koine::model
