#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "koine/core/workers.h"
#include "koine/experiment/step.h"
#include "koine/experiment/store.h"

// How long steps take: a model of their operations, and what steps of the same class took before.
namespace koine::experiment {

struct TextSize {
  std::int64_t tokens = 0, vocabulary = 0;
};

// `sizes`: of a step "vocabulary", where that is done; others are guessed from the number of sentences: 23 tokens each,
// and a vocabulary that grows with their power 0.45, of 20,000 words at 50,000.
//   train: words · epochs · (12 D rows + 48 D² layers), rows = V + 1, or the samples and 600 words of the batch
//   skipgram: words · epochs · (window + 1) (negative + 1) 6 D, at a tenth of the rate
//   map: games by the sizes of their networks (see map/game_options.h), all others by their passes over V · V · D
Work work_of(const Step& step, const Plan& plan, const std::function<std::optional<TextSize>(std::size_t)>& sizes);

// The rate of float32 matrix products, operations a second. Takes about half a second.
double measure_product_rate(Workers& workers);

// Seconds of steps on this machine.
class CostModel {
 public:
  // `done`: what any earlier step took. Where there are some of a step's class that neither resumed nor collapsed, the
  // median of what they took over what the model says decides; where there is none, the rate of this machine, which is
  // then asked for.
  CostModel(const std::vector<StepRecord>& done, int threads, std::function<double()> product_rate);

  double seconds(const Work& work) const;

 private:
  std::map<std::string, double> factors_;  // class → actual over model at the nominal rate
  int threads_;
  std::function<double()> product_rate_;
};

}  // namespace koine::experiment
