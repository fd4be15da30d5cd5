#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "koine/core/option_text.h"

namespace koine::map {

enum class Start { kIdentity, kRandom };        // the map that a game starts from
enum class Preset { kPaper, kQuick };           // sizes of a game; see apply_preset()
enum class SelectEpoch { kPairs, kCriterion };  // what the best epoch is best by

}  // namespace koine::map

namespace koine {

template <>
struct EnumNames<map::Start> {
  static constexpr std::array names{std::pair{map::Start::kIdentity, std::string_view("identity")},
                                    std::pair{map::Start::kRandom, std::string_view("random")}};
};
template <>
struct EnumNames<map::Preset> {
  static constexpr std::array names{std::pair{map::Preset::kPaper, std::string_view("paper")},
                                    std::pair{map::Preset::kQuick, std::string_view("quick")}};
};
template <>
struct EnumNames<map::SelectEpoch> {
  static constexpr std::array names{std::pair{map::SelectEpoch::kPairs, std::string_view("pairs")},
                                    std::pair{map::SelectEpoch::kCriterion, std::string_view("criterion")}};
};

}  // namespace koine

namespace koine::map {

// What the three adversarial methods can be told beside MapOptions. The defaults here are those of `adversarial`:
// of the program of Conneau et al. 2018, where it differs from the paper (smoothing 0.1 and decay 0.98; there 0.2 and
// 0.95), but for the words that are drawn (the paper has 50,000, the program 75,000), the orthogonal pull, which is
// the paper's 0.01 (the program has 0.001), and what hidden_units() and play.h say. defaults_of() in options.h has
// those of the other two.
struct GameOptions {
  Preset preset = Preset::kPaper;
  std::int64_t words = 10'000;
  Start start = Start::kIdentity;
  std::int64_t hidden = 0;
  std::int64_t layers = 2;
  double input_dropout = 0.1;
  double hidden_noise = 0;
  double smoothing = 0.1;
  std::int64_t network_steps = 5;
  std::int64_t batch = 32;
  double learning_rate = 0.1;
  double rate_decay = 0.98;
  double rate_shrink = 0.5;
  double orthogonal_pull = 0.01;
  double clip = 0.01;
  std::int64_t model = 3;
  double reconstruction = 1;
  std::int64_t epochs = 5;
  std::int64_t epoch_size = 1'000'000;
  SelectEpoch select_epoch = SelectEpoch::kCriterion;
  bool stop_when_solved = true;
  std::int64_t transport_words = 4'000;
  std::int64_t transport_rounds = 25;
  std::int64_t transport_starts = 16;
  double transport_entropy = 0.01;
};

// Calls visit(name, field, methods, help) for every option. The sets of methods (options.h): `games` all three, then
// one for each.
template <typename Options, typename Visit>
void for_each_game_option(Options& o, unsigned games, unsigned adversarial, unsigned wasserstein, unsigned autoencoder,
                          Visit&& visit) {
  visit("preset", o.preset, games, "Sizes of discriminator and epochs: the paper's, or smaller ones");
  visit("discriminator-words", o.words, games, "Most frequent words of each side that are drawn");
  visit("start", o.start, games, "The map at the start; from the second attempt of --restarts on: random");
  visit("discriminator-hidden", o.hidden, games,
        "Units of a hidden layer of the discriminator or critic; 0: the paper's, fewer below 300 dimensions");
  visit("discriminator-layers", o.layers, games, "Hidden layers of the discriminator or critic");
  visit("input-dropout", o.input_dropout, adversarial, "Share of the numbers that the discriminator reads dropped");
  visit("hidden-noise", o.hidden_noise, autoencoder, "Deviation of the noise that the hidden layer is multiplied by");
  visit("label-smoothing", o.smoothing, adversarial, "Labels of the discriminator are this far from 0 and 1");
  visit("discriminator-steps", o.network_steps, games, "Steps of the discriminator or critic to one of the map");
  visit("batch", o.batch, games, "Words of each language in a step");
  visit("learning-rate", o.learning_rate, games, "Learning rate of both sides at the start");
  visit("rate-decay", o.rate_decay, games,
        "The rate (of adversarial: that of the map alone) is multiplied by this after each epoch");
  visit("rate-shrink", o.rate_shrink, games, "And by this when the criterion has fallen, but for the first time");
  visit("orthogonal-pull", o.orthogonal_pull, adversarial | wasserstein,
        "How far each step draws the map towards orthogonal ones");
  visit("clip", o.clip, wasserstein, "The parameters of the critic stay within this");
  visit("model", o.model, autoencoder, "1: source to target; 2: and back; 3: with reconstruction");
  visit("reconstruction", o.reconstruction, autoencoder, "Weight of the loss of reconstruction in model 3");
  visit("epochs", o.epochs, games, "Epochs");
  visit("epoch-size", o.epoch_size, games, "Words of each language that the map learns from in an epoch");
  visit("select-epoch", o.select_epoch, games,
        "Which map is kept: the epoch best by the criterion, or with most mutual pairs after a trial of refinement");
  visit("stop-when-solved", o.stop_when_solved, games, "End when nine words in ten have a mutual pair");
  visit("transport-words", o.transport_words, wasserstein, "Most frequent words of each side that are transported");
  visit("transport-rounds", o.transport_rounds, wasserstein, "Rounds of transport and Procrustes from each start");
  visit("transport-starts", o.transport_starts, wasserstein,
        "Random starts of the transport beside the map of the game, unless that is solved; the least cost is kept");
  visit("transport-entropy", o.transport_entropy, wasserstein,
        "Temperature of the transport at the end, in squared distances; the first ones are warmer");
}

// Error: kUsage with the name of the option, what was found and what is expected.
void check_game_options(const GameOptions& options);

// The epochs of `quick`: it must come before the options that were given. hidden_units() has the rest. With 300
// dimensions, discriminators of 1,024 units instead of 2,048 (a step takes 2.8 × 10^9 operations instead of 9.9) and
// epochs of 300,000 words instead of a million: 1.3 × 10^14 operations instead of 1.5 × 10^15.
void apply_preset(GameOptions& options);

// 2,048 or 500 units with 300 or 50 dimensions as in the papers; where there are fewer, as many fewer, for a game of a
// small space needs no more and takes the square of it in time; 128 at least. `quick` has half of that, or 128.
std::int64_t hidden_units(const GameOptions& options, std::int64_t papers, std::int64_t papers_dimension,
                          std::int64_t dimension);

}  // namespace koine::map
