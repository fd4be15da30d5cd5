#pragma once

#include "koine/experiment/description.h"

// `--scale small`: the same experiment in minutes, to see that everything works. Nothing can be learnt from its scores.
namespace koine::experiment {

// A hundredth of the sentences, a tenth of the seed pairs, 100 test pairs and two seeds at most, vectors of 32
// dimensions, two epochs (of those who have more, a fifth), games of some thousand
// words and self-learning of less patience.
void make_small(Experiment& experiment);

// Takes from each method the pairs and sizes that the experiment does not have any more; a method that has none left
// takes all.
void fit_methods(Experiment& experiment);

}  // namespace koine::experiment
