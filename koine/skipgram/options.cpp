#include "koine/skipgram/options.h"

#include "koine/core/option_check.h"

namespace koine::skipgram {
void check_options(const SkipgramOptions& o) {
  check_whole("dimension", o.dimension, 1, 10'000);
  check_whole("window", o.window, 1, 1'000);
  check_whole("negative", o.negative, 1, 1'000);
  check_range("noise-power", o.noise_power, 0, 1, "0 to 1");
  check_range("subsample", o.subsample, 0, 1, "0 to 1");
  check_whole("epochs", o.epochs, 1, 1'000'000);
  check_range("learning-rate", o.learning_rate, 1e-12, 1e6, "a number above 0, at most 1e6");
}

}  // namespace koine::skipgram
