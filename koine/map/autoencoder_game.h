#pragma once

#include "koine/map/game.h"
#include "koine/map/generator_gradient.h"

namespace koine::map {

struct AutoencoderGameOptions {
  std::int64_t model = 3;
  std::int64_t hidden = 500, layers = 1;
  double slope = 0, hidden_noise = 0.5;
  std::int64_t network_steps = 1;  // of each discriminator, to one of the map
  std::int64_t batch = 128;        // words of each language
  double reconstruction = 1;       // λ of model 3
};

// The three models of Zhang et al. 2017a (ACL P17-1179); Adam on both sides.
//   1: D learns to tell y (label 1) from x W (label 0); the map makes -log D(x W) small
//   2: a second discriminator does the same in the source space with y Wᵀ and x; the map deceives both
//   3: model 1, and the map also makes λ (1 - cos(x, x W Wᵀ)) small: W is the encoder of an autoencoder, Wᵀ its decoder
// Discriminators have one hidden layer that is multiplied by Gaussian noise N(1, σ²) while they learn and while they
// teach; nothing holds W orthogonal but the loss.
class AutoencoderGame : public Game {
 public:
  AutoencoderGame(const GameSetting& setting, const AutoencoderGameOptions& options, Matrix<float> start);

  void step(float network_rate, float map_rate) override;
  const Matrix<float>& map() const override { return w_; }
  // discriminator_nats: as in AdversarialGame; reconstruction_loss: mean of 1 - cos(x, x W Wᵀ), 0 without it
  std::vector<std::pair<std::string, double>> take_losses() override {
    return {{"discriminator_nats", loss_.take()}, {"reconstruction_loss", reconstruction_.take()}};
  }

 private:
  // A discriminator in one of the spaces.
  struct Side {
    Side(std::int64_t dimension, const AutoencoderGameOptions& options, Workers& workers);
    PerceptronParameters<float> parameters, gradient;
    Perceptron network;
    AdamOptimiser optimiser;
    std::vector<std::pair<const Matrix<float>*, Matrix<float>*>> pairs;
  };
  PerceptronFactors noise(std::uint32_t substream, std::int64_t rows);
  // One step of a discriminator: `batch_` holds the generated rows, then as many true ones.
  void teach(Side& side, std::uint32_t substream, float rate);
  // The gradient of the mean of -log D over generated rows, to d_mapped_.
  void deceive(Side& side, ConstView generated, std::uint32_t substream);

  GameSetting setting_;
  AutoencoderGameOptions options_;
  std::uint64_t step_ = 0;
  Matrix<float> w_, d_w_;
  Side in_target_, in_source_;
  AdamOptimiser map_optimiser_;
  ReconstructionLoss autoencoder_;
  Matrix<float> rows_, generated_, batch_, noise_pool_, noise_, d_mapped_;
  std::vector<float> d_z_;
  RunningMean loss_, reconstruction_;
};

}  // namespace koine::map
