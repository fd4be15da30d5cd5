#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/core/workers.h"
#include "koine/map/perceptron.h"

namespace koine::map {

// A game between a network that tells mapped source words from target words and a map W that wants it not to: what the
// adversarial methods have in common, seen from the loop that plays them (play.h). Every draw is a function of
// (seed, number of the step), and the bits of W do not depend on the number of threads.
class Game {
 public:
  virtual ~Game() = default;

  // Some steps of the network and one of the map, at these learning rates.
  virtual void step(float network_rate, float map_rate) = 0;
  virtual const Matrix<float>& map() const = 0;
  // How both sides have done in the steps since this was asked for last, by name, for metrics.jsonl.
  virtual std::vector<std::pair<std::string, double>> take_losses() = 0;
};

// What all games draw and need. source [N, D], target [M, D]: the words that may be drawn; they must outlive the game.
struct GameSetting {
  ConstView source, target;
  std::uint64_t seed = 1;
  Workers& workers;
};

// The mean of what was added since it was asked for last.
class RunningMean {
 public:
  void add(double value) {
    sum_ += value;
    ++count_;
  }
  double take() {
    const double mean = count_ > 0 ? sum_ / static_cast<double>(count_) : 0;
    sum_ = 0;
    count_ = 0;
    return mean;
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

// The first rows of `to` become rows of x drawn at random, every row as often (no file of vectors has counts).
void draw_rows(ConstView x, Random random, View to);

// RMSProp or Adam (kernels::adam_step) over all parameters of a network, or over one matrix. No bias is corrected with
// beta1 = 0.
class AdamOptimiser {
 public:
  AdamOptimiser(double beta1, double beta2, double epsilon) : beta1_(beta1), beta2_(beta2), epsilon_(epsilon) {}
  // One step against the gradient. The same parameters in every call.
  void step(float rate, const std::vector<std::pair<const Matrix<float>*, Matrix<float>*>>& gradient_and_parameter);

 private:
  double beta1_, beta2_, epsilon_;
  std::int64_t steps_ = 0;
  std::vector<Matrix<float>> means_, squares_;
};

// A network's parameters, each with its gradient, as AdamOptimiser takes them.
std::vector<std::pair<const Matrix<float>*, Matrix<float>*>> with_gradients(PerceptronParameters<float>& parameters,
                                                                            PerceptronParameters<float>& gradients);

}  // namespace koine::map
