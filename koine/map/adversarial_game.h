#pragma once

#include "koine/map/game.h"
#include "koine/map/orthogonal_pull.h"

namespace koine::map {

struct AdversarialGameOptions {
  std::int64_t hidden = 2048, layers = 2;
  double slope = 0.2, input_dropout = 0.1, smoothing = 0.1;
  std::int64_t network_steps = 5;  // to one of the map
  std::int64_t batch = 32;         // words of each language
  double orthogonal_pull = 0.01;
};

// The game of Conneau et al. 2018 (arXiv 1710.04087). Smoothing and dropout as in the program that came with it (the
// paper smooths by 0.2). SGD on both sides:
//   discriminator D: the mean over the batch of H(1 - s, σ(D(x W))) and of H(s, σ(D(y))), s the smoothing
//   map: the mean of H(s, σ(D(x W))); the rows of y add nothing that depends on W and are not computed
// H is the cross-entropy. Means are taken over the rows of both languages together: half the sum of the paper's two
// means (open). After each step of the map W is drawn towards orthogonal ones (orthogonal_pull.h).
// Cost of a step: (6 network_steps + 2) 2 batch (D hidden + hidden²) operations, and little besides.
class AdversarialGame : public Game {
 public:
  AdversarialGame(const GameSetting& setting, const AdversarialGameOptions& options, Matrix<float> start);

  void step(float network_rate, float map_rate) override;
  const Matrix<float>& map() const override { return w_; }
  // discriminator_nats: mean loss a row, log 2 where it cannot tell the languages apart
  std::vector<std::pair<std::string, double>> take_losses() override { return {{"discriminator_nats", loss_.take()}}; }

 private:
  ConstView dropout(std::uint32_t substream, std::int64_t rows);

  GameSetting setting_;
  AdversarialGameOptions options_;
  std::uint64_t step_ = 0;
  Matrix<float> w_;
  PerceptronParameters<float> parameters_;
  Perceptron network_;
  OrthogonalPull pull_;
  Matrix<float> source_rows_, mapped_, batch_, factors_, d_mapped_;
  std::vector<float> d_z_;
  RunningMean loss_;
};

}  // namespace koine::map
