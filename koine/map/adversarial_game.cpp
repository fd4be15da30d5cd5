#include "koine/map/adversarial_game.h"

#include <algorithm>
#include <cmath>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"
#include "koine/map/cross_entropy.h"
#include "koine/map/generator_gradient.h"

namespace koine::map {

using kernels::Transpose;

AdversarialGame::AdversarialGame(const GameSetting& setting, const AdversarialGameOptions& options, Matrix<float> start)
    : setting_(setting),
      options_(options),
      w_(std::move(start)),
      parameters_(setting.source.cols,
                  std::vector<std::int64_t>(static_cast<std::size_t>(options.layers), options.hidden)),
      network_(parameters_, static_cast<float>(options.slope), 2 * options.batch, setting.workers),
      pull_(setting.source.cols),
      source_rows_(options.network_steps * options.batch, setting.source.cols),
      mapped_(options.network_steps * options.batch, setting.source.cols),
      batch_(2 * options.batch, setting.source.cols),
      factors_(2 * options.batch, setting.source.cols),
      d_mapped_(options.batch, setting.source.cols),
      d_z_(static_cast<std::size_t>(2 * options.batch)) {
  initialise(parameters_, setting.seed, Purpose::kNetwork);
}

ConstView AdversarialGame::dropout(std::uint32_t substream, std::int64_t rows) {
  if (options_.input_dropout == 0) return {};
  const auto dropped = static_cast<std::uint32_t>(std::lround(options_.input_dropout * 65536));
  kernels::dropout_factors(Random(setting_.seed, Purpose::kNetworkNoise, step_, substream), dropped,
                           static_cast<float>(1 / (1 - options_.input_dropout)), factors_.data(),
                           rows * factors_.cols());
  return factors_.view().row_block(0, rows);
}

// Substreams: 0 for the source words of the discriminator, 1 + i for the target words and the dropout of its step i,
// then one for the step of the map.
void AdversarialGame::step(float network_rate, float map_rate) {
  const std::int64_t b = options_.batch, steps = options_.network_steps, d = w_.rows();
  const double of_source = 1 - options_.smoothing, of_target = options_.smoothing;
  const auto random = [&](std::uint32_t substream) {
    return Random(setting_.seed, Purpose::kSampleWords, step_, substream);
  };
  // W stays while the discriminator learns: its source words are mapped by one product.
  draw_rows(setting_.source, random(0), source_rows_.view());
  kernels::gemm(Transpose::kNo, Transpose::kNo, source_rows_.view(), w_.view(), 0.0f, mapped_.view());
  const float share = 1 / static_cast<float>(2 * b);
  for (std::int64_t i = 0; i < steps; ++i) {
    const auto substream = static_cast<std::uint32_t>(1 + i);
    std::copy_n(mapped_.row(i * b), b * d, batch_.data());
    draw_rows(setting_.target, random(substream), batch_.view().row_block(b, b));
    const auto z = network_.forward(batch_.view(), {dropout(substream, 2 * b)});
    double loss_nats = 0;
    for (std::size_t r = 0; r < d_z_.size(); ++r) {
      const Loss loss = cross_entropy(z[r], r < static_cast<std::size_t>(b) ? of_source : of_target);
      loss_nats += loss.nats * share;
      d_z_[r] = -network_rate * share * loss.d_z;
    }
    loss_.add(loss_nats);
    network_.backward(d_z_, parameters_, 1.0f);
  }

  const auto substream = static_cast<std::uint32_t>(1 + steps);
  const View x = source_rows_.view().row_block(0, b), y = mapped_.view().row_block(0, b);
  draw_rows(setting_.source, random(substream), x);
  kernels::gemm(Transpose::kNo, Transpose::kNo, x, w_.view(), 0.0f, y);
  const auto z = network_.forward(y);  // dropout is for the steps of the discriminator
  for (std::size_t r = 0; r < z.size(); ++r) d_z_[r] = -map_rate * share * cross_entropy(z[r], of_target).d_z;
  network_.input_gradient({d_z_.data(), z.size()}, d_mapped_.view());
  gradient_through_map(x, d_mapped_.view(), 1.0f, w_.view());
  pull_(w_.view(), static_cast<float>(options_.orthogonal_pull), setting_.workers);
  ++step_;
}

}  // namespace koine::map
