#pragma once

#include <cstdint>

#include "koine/core/option_text.h"

namespace koine::skipgram {

// Everything that decides what is computed from encoded text. The defaults are those of fastText's skip-gram without
// subwords, but for the dimension (fastText has 100) and the subsampling, which is word2vec's 1e-3: 1e-4 is meant for a
// hundred times more text. The power of the noise is 0.75 in word2vec, and worse here (docs/results/baselines.md).
struct SkipgramOptions {
  std::int64_t dimension = 300;
  std::int64_t window = 5;
  std::int64_t negative = 5;
  double noise_power = 0.5;
  double subsample = 1e-3;
  std::int64_t epochs = 5;
  double learning_rate = 0.05;
  bool subwords = false;
  bool hogwild = false;
  std::uint64_t seed = 1;
};

// Calls visit(name, field, help) for every option: the one list that the command line, run.json and the comparison of
// --resume are made from.
template <typename Options, typename Visit>
void for_each_option(Options& o, Visit&& visit) {
  visit("dimension", o.dimension, "Size D of a word vector");
  visit("window", o.window, "Most words between a word and the ones it predicts, on each side; drawn from 1 to this");
  visit("negative", o.negative, "Random words that each pair of words is told apart from");
  visit("noise-power", o.noise_power, "Power of a word's count that those are drawn by; 0: every word as often");
  visit("subsample", o.subsample, "Words of a larger share of the text than this are left out at times; 0: never");
  visit("epochs", o.epochs, "Epochs");
  visit("learning-rate", o.learning_rate, "Learning rate at the start; it falls to 0 in a line");
  visit("subwords", o.subwords, "Make a word's vector of its own and those of its runs of 3 to 6 letters, as fastText");
  visit("hogwild", o.hogwild, "Threads write over one another: faster, and no two runs have the same bits");
  visit("seed", o.seed, "Seed of everything random");
}

// Error: kUsage with the name of the option, what was found and what is expected.
void check_options(const SkipgramOptions& options);

}  // namespace koine::skipgram
