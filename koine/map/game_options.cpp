#include "koine/map/game_options.h"

#include <algorithm>

#include "koine/core/option_check.h"

namespace koine::map {
void check_game_options(const GameOptions& o) {
  check_whole("discriminator-words", o.words, 1, 1'000'000'000);
  check_whole("discriminator-hidden", o.hidden, 0, 8192);
  check_whole("discriminator-layers", o.layers, 1, 10);
  check_range("input-dropout", o.input_dropout, 0, 0.9);
  check_range("hidden-noise", o.hidden_noise, 0, 10);
  check_range("label-smoothing", o.smoothing, 0, 0.49);
  check_whole("discriminator-steps", o.network_steps, 1, 1000);
  check_whole("batch", o.batch, 1, 8192);
  check_range("learning-rate", o.learning_rate, 1e-9, 100);
  check_range("rate-decay", o.rate_decay, 0.01, 1);
  check_range("rate-shrink", o.rate_shrink, 0.01, 1);
  check_range("orthogonal-pull", o.orthogonal_pull, 0, 0.5);
  check_range("clip", o.clip, 1e-6, 100);
  check_whole("model", o.model, 1, 3);
  check_range("reconstruction", o.reconstruction, 0, 1e6);
  check_whole("epochs", o.epochs, 1, 1'000'000);
  check_whole("epoch-size", o.epoch_size, 1, 1'000'000'000'000);
  check_whole("transport-words", o.transport_words, 2, 30'000);
  check_whole("transport-rounds", o.transport_rounds, 0, 10'000);
  check_whole("transport-starts", o.transport_starts, 0, 10'000);
  check_range("transport-entropy", o.transport_entropy, 1e-4, 10);
}

void apply_preset(GameOptions& o) {
  if (o.preset == Preset::kQuick) o.epoch_size = 300'000;
}

std::int64_t hidden_units(const GameOptions& o, std::int64_t papers, std::int64_t papers_dimension,
                          std::int64_t dimension) {
  if (o.hidden > 0) return o.hidden;
  if (o.preset == Preset::kQuick) papers /= 2;
  constexpr std::int64_t kStep = 16, kFewest = 128;
  const std::int64_t units = (papers * dimension / papers_dimension + kStep - 1) / kStep * kStep;
  return std::clamp(units, kFewest, papers);
}

}  // namespace koine::map
