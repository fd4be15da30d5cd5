#pragma once

#include <cstdint>

#include "koine/train/options.h"

namespace koine::train {

// What one update multiplies the (clipped) gradient and the parameters by.
struct Step {
  double rate = 0;   // p -= rate * g
  double decay = 1;  // after p *= decay
};

// update counts from 0; updates is their number in the whole run. Source of asgd: PyTorch's ASGD with its defaults
// (lambd = alpha-power form), as the authors' later code uses it: eta_t = eta / (1 + lambda eta t)^0.75, lambda = 1e-4.
Step step_of(const TrainOptions& options, std::int64_t update, std::int64_t updates);

// The factor that brings a gradient of that norm to at most `clip`; 1 where clip is 0.
double clip_factor(double norm, double clip);

}  // namespace koine::train
