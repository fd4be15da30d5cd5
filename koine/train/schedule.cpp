#include "koine/train/schedule.h"

#include <cmath>

namespace koine::train {

Step step_of(const TrainOptions& options, std::int64_t update, std::int64_t updates) {
  constexpr double kLambda = 1e-4;
  const double rate = options.learning_rate, t = static_cast<double>(update);
  switch (options.schedule) {
    case Schedule::kConstant:
      break;
    case Schedule::kLinear:
      return {rate * (1 - t / static_cast<double>(updates)), 1};
    case Schedule::kAsgd: {
      const double eta = rate / std::pow(1 + kLambda * rate * t, 0.75);
      return {eta, 1 - kLambda * eta};
    }
  }
  return {rate, 1};
}

double clip_factor(double norm, double clip) {
  return clip > 0 && norm > clip ? clip / norm : 1;
}

}  // namespace koine::train
