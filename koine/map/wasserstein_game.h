#pragma once

#include "koine/map/game.h"
#include "koine/map/orthogonal_pull.h"

namespace koine::map {

struct WassersteinGameOptions {
  std::int64_t hidden = 500, layers = 1;
  std::int64_t network_steps = 5;  // to one of the map
  std::int64_t batch = 32;         // words of each language
  double clip = 0.01;              // of every parameter of the critic
  double orthogonal_pull = 0.01;
};

// The start of Zhang et al. 2017b (EMNLP D17-1207): a Wasserstein GAN (Arjovsky, Chintala, Bottou 2017, arXiv
// 1701.07875, algorithm 1) whose generator is W. The critic f, one hidden layer of ReLU, learns to make
//   mean f(y) - mean f(x W)
// large while its parameters are clipped; the map learns to make it small. RMSProp on both sides (decay 0.9, open).
class WassersteinGame : public Game {
 public:
  WassersteinGame(const GameSetting& setting, const WassersteinGameOptions& options, Matrix<float> start);

  void step(float network_rate, float map_rate) override;
  const Matrix<float>& map() const override { return w_; }
  // critic_distance: the difference above
  std::vector<std::pair<std::string, double>> take_losses() override { return {{"critic_distance", distance_.take()}}; }

 private:
  GameSetting setting_;
  WassersteinGameOptions options_;
  std::uint64_t step_ = 0;
  Matrix<float> w_, d_w_;
  PerceptronParameters<float> parameters_, gradient_;
  Perceptron network_;
  OrthogonalPull pull_;
  AdamOptimiser network_optimiser_, map_optimiser_;
  Matrix<float> source_rows_, mapped_, batch_, d_mapped_;
  std::vector<float> d_z_;
  RunningMean distance_;
};

}  // namespace koine::map
