#include "koine/map/autoencoder_game.h"

#include <algorithm>
#include <cmath>

#include "koine/kernels/gemm.h"
#include "koine/map/cross_entropy.h"

namespace koine::map {

using kernels::Transpose;

namespace {

constexpr std::int64_t kNoisePool = 1 << 18;
constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;  // Adam's own defaults

}  // namespace

AutoencoderGame::Side::Side(std::int64_t dimension, const AutoencoderGameOptions& options, Workers& workers)
    : parameters(dimension, std::vector<std::int64_t>(static_cast<std::size_t>(options.layers), options.hidden)),
      gradient(parameters),
      network(parameters, static_cast<float>(options.slope), 2 * options.batch, workers),
      optimiser(kBeta1, kBeta2, kEpsilon),
      pairs(with_gradients(parameters, gradient)) {}

AutoencoderGame::AutoencoderGame(const GameSetting& setting, const AutoencoderGameOptions& options, Matrix<float> start)
    : setting_(setting),
      options_(options),
      w_(std::move(start)),
      d_w_(w_.rows(), w_.cols()),
      in_target_(w_.rows(), options, setting.workers),
      in_source_(w_.rows(), options, setting.workers),
      map_optimiser_(kBeta1, kBeta2, kEpsilon),
      autoencoder_(options.batch, w_.rows()),
      rows_(options.batch, w_.rows()),
      generated_(options.batch, w_.rows()),
      batch_(2 * options.batch, w_.rows()),
      noise_pool_(1, kNoisePool + options.hidden),
      noise_(2 * options.batch, options.hidden),
      d_mapped_(options.batch, w_.rows()),
      d_z_(static_cast<std::size_t>(2 * options.batch)) {
  initialise(in_target_.parameters, setting.seed, Purpose::kNetwork);
  initialise(in_source_.parameters, setting.seed, Purpose::kSecondNetwork);
  Random random(setting.seed, Purpose::kNoisePool);
  for (std::int64_t i = 0; i < noise_pool_.size(); ++i) {
    noise_pool_.data()[i] = static_cast<float>(1 + options.hidden_noise * random.normal());
  }
}

// Drawing a normal number takes longer than the network does with it: rows of noise are windows, at random places, on
// one long row of them.
PerceptronFactors AutoencoderGame::noise(std::uint32_t substream, std::int64_t rows) {
  if (options_.hidden_noise == 0) return {};
  Random random(setting_.seed, Purpose::kNetworkNoise, step_, substream);
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto place = static_cast<std::int64_t>(random.below(kNoisePool));
    std::copy_n(noise_pool_.data() + place, noise_.cols(), noise_.row(i));
  }
  PerceptronFactors factors(static_cast<std::size_t>(options_.layers) + 1);
  factors.back() = noise_.view().row_block(0, rows);
  return factors;
}

void AutoencoderGame::teach(Side& side, std::uint32_t substream, float rate) {
  const auto z = side.network.forward(batch_.view(), noise(substream, batch_.rows()));
  const float share = 1 / static_cast<float>(batch_.rows());
  double nats = 0;
  for (std::size_t r = 0; r < z.size(); ++r) {
    const Loss loss = cross_entropy(z[r], 2 * r < z.size() ? 0 : 1);
    nats += loss.nats * share;
    d_z_[r] = 2 * share * loss.d_z;  // the sum of the two means
  }
  loss_.add(nats);
  side.network.backward(d_z_, side.gradient, 0.0f);
  side.optimiser.step(rate, side.pairs);
}

void AutoencoderGame::deceive(Side& side, ConstView generated, std::uint32_t substream) {
  const auto z = side.network.forward(generated, noise(substream, generated.rows));
  const float share = 1 / static_cast<float>(generated.rows);
  for (std::size_t r = 0; r < z.size(); ++r) d_z_[r] = share * cross_entropy(z[r], 1).d_z;
  side.network.input_gradient({d_z_.data(), z.size()}, d_mapped_.view());
}

// Substreams: two for each step of a discriminator (its words, source and target), and two for the step of the map; the
// noise of the second discriminator has those after 2^16.
void AutoencoderGame::step(float network_rate, float map_rate) {
  constexpr std::uint32_t kSecond = 1u << 16;
  const std::int64_t b = options_.batch;
  std::uint32_t substream = 0;
  const auto draw = [&](ConstView words, View to) {
    draw_rows(words, Random(setting_.seed, Purpose::kSampleWords, step_, substream++), to);
  };
  const View generated = batch_.view().row_block(0, b), real = batch_.view().row_block(b, b);
  for (std::int64_t i = 0; i < options_.network_steps; ++i) {
    draw(setting_.source, rows_.view());
    draw(setting_.target, real);
    kernels::gemm(Transpose::kNo, Transpose::kNo, rows_.view(), w_.view(), 0.0f, generated);
    if (options_.model == 2) std::copy_n(real.data, b * w_.rows(), generated_.data());
    teach(in_target_, substream, network_rate);
    if (options_.model == 2) {
      std::copy_n(rows_.data(), rows_.size(), real.data);
      kernels::gemm(Transpose::kNo, Transpose::kYes, generated_.view(), w_.view(), 0.0f, generated);
      teach(in_source_, kSecond + substream, network_rate);
    }
  }

  draw(setting_.source, rows_.view());
  kernels::gemm(Transpose::kNo, Transpose::kNo, rows_.view(), w_.view(), 0.0f, generated_.view());
  deceive(in_target_, generated_.view(), substream);
  gradient_through_map(rows_.view(), d_mapped_.view(), 0.0f, d_w_.view());
  if (options_.model == 3) {
    reconstruction_.add(
        autoencoder_.add_gradient(rows_.view(), generated_.view(), w_.view(), options_.reconstruction, d_w_.view()));
  }
  if (options_.model == 2) {
    draw(setting_.target, rows_.view());
    kernels::gemm(Transpose::kNo, Transpose::kYes, rows_.view(), w_.view(), 0.0f, generated_.view());
    deceive(in_source_, generated_.view(), kSecond + substream);
    gradient_through_transpose(rows_.view(), d_mapped_.view(), 1.0f, d_w_.view());
  }
  map_optimiser_.step(map_rate, {{&d_w_, &w_}});
  ++step_;
}

}  // namespace koine::map
