#include "koine/map/wasserstein_game.h"

#include <algorithm>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"
#include "koine/map/generator_gradient.h"

namespace koine::map {

using kernels::Transpose;

namespace {

constexpr double kDecay = 0.9, kEpsilon = 1e-8;  // of RMSProp

}  // namespace

WassersteinGame::WassersteinGame(const GameSetting& setting, const WassersteinGameOptions& options, Matrix<float> start)
    : setting_(setting),
      options_(options),
      w_(std::move(start)),
      d_w_(w_.rows(), w_.cols()),
      parameters_(setting.source.cols,
                  std::vector<std::int64_t>(static_cast<std::size_t>(options.layers), options.hidden)),
      gradient_(parameters_),
      network_(parameters_, 0.0f, 2 * options.batch, setting.workers),
      pull_(setting.source.cols),
      network_optimiser_(0, kDecay, kEpsilon),
      map_optimiser_(0, kDecay, kEpsilon),
      source_rows_(options.network_steps * options.batch, setting.source.cols),
      mapped_(options.network_steps * options.batch, setting.source.cols),
      batch_(2 * options.batch, setting.source.cols),
      d_mapped_(options.batch, setting.source.cols),
      d_z_(static_cast<std::size_t>(2 * options.batch)) {
  initialise(parameters_, setting.seed, Purpose::kNetwork);
  const auto clip = static_cast<float>(options.clip);
  for_each_parameter(parameters_, [&](Matrix<float>& p) { kernels::clamp(p.data(), clip, p.size()); });
}

// Substreams as in AdversarialGame.
void WassersteinGame::step(float network_rate, float map_rate) {
  const std::int64_t b = options_.batch, steps = options_.network_steps, d = w_.rows();
  const auto random = [&](std::uint32_t substream) {
    return Random(setting_.seed, Purpose::kSampleWords, step_, substream);
  };
  draw_rows(setting_.source, random(0), source_rows_.view());
  kernels::gemm(Transpose::kNo, Transpose::kNo, source_rows_.view(), w_.view(), 0.0f, mapped_.view());
  const float share = 1 / static_cast<float>(b);
  const auto pairs = with_gradients(parameters_, gradient_);
  for (std::int64_t i = 0; i < steps; ++i) {
    std::copy_n(mapped_.row(i * b), b * d, batch_.data());
    draw_rows(setting_.target, random(static_cast<std::uint32_t>(1 + i)), batch_.view().row_block(b, b));
    const auto z = network_.forward(batch_.view());
    double distance = 0;
    for (std::size_t r = 0; r < d_z_.size(); ++r) {
      d_z_[r] = r < static_cast<std::size_t>(b) ? share : -share;  // of what the critic makes small
      distance -= double{z[r]} * d_z_[r];
    }
    distance_.add(distance);
    network_.backward(d_z_, gradient_, 0.0f);
    network_optimiser_.step(network_rate, pairs);
    for (const auto& pair : pairs) {
      kernels::clamp(pair.second->data(), static_cast<float>(options_.clip), pair.second->size());
    }
  }

  const View x = source_rows_.view().row_block(0, b), y = mapped_.view().row_block(0, b);
  draw_rows(setting_.source, random(static_cast<std::uint32_t>(1 + steps)), x);
  kernels::gemm(Transpose::kNo, Transpose::kNo, x, w_.view(), 0.0f, y);
  network_.forward(y);
  std::fill_n(d_z_.begin(), b, -share);
  network_.input_gradient({d_z_.data(), static_cast<std::size_t>(b)}, d_mapped_.view());
  gradient_through_map(x, d_mapped_.view(), 0.0f, d_w_.view());
  map_optimiser_.step(map_rate, {{&d_w_, &w_}});
  pull_(w_.view(), static_cast<float>(options_.orthogonal_pull), setting_.workers);
  ++step_;
}

}  // namespace koine::map
