#include "koine/map/game_options.h"

#include <gtest/gtest.h>

#include "koine/core/core_test_support.h"
#include "koine/map/options.h"

namespace koine::map {
namespace {

TEST(GameOptionsTest, DefaultsOfEachMethod) {
  const GameOptions adversarial = defaults_of(Method::kAdversarial).game;
  EXPECT_EQ(adversarial.words, 10'000);
  EXPECT_EQ(adversarial.layers, 2);
  EXPECT_EQ(adversarial.network_steps, 5);
  EXPECT_EQ(adversarial.batch, 32);
  EXPECT_EQ(adversarial.learning_rate, 0.1);
  EXPECT_EQ(adversarial.epochs * adversarial.epoch_size, 5'000'000);
  EXPECT_EQ(defaults_of(Method::kAutoencoder).game.start, Start::kRandom);
  EXPECT_EQ(defaults_of(Method::kAutoencoder).game.model, 3);
  EXPECT_EQ(defaults_of(Method::kWasserstein).game.clip, 0.01);
  for (const Method method : {Method::kAdversarial, Method::kWasserstein, Method::kAutoencoder}) {
    EXPECT_EQ(supervision_of(method, 0), "none");
  }
}

TEST(GameOptionsTest, UnitsFollowTheDimensionBelowThatOfThePaper) {
  EXPECT_EQ(hidden_units(GameOptions(), 2048, 300, 300), 2048);
  EXPECT_EQ(hidden_units(GameOptions(), 2048, 300, 1000), 2048);
  EXPECT_EQ(hidden_units(GameOptions(), 2048, 300, 50), 352);  // 341 and a third, in steps of 16
  EXPECT_EQ(hidden_units(GameOptions(), 2048, 300, 2), 128);
  EXPECT_EQ(hidden_units(GameOptions(), 500, 50, 50), 500);
  EXPECT_EQ(hidden_units({.hidden = 77}, 500, 50, 50), 77);
}

TEST(GameOptionsTest, TheQuickPresetIsSmaller) {
  GameOptions paper, quick;
  quick.preset = Preset::kQuick;
  apply_preset(paper);
  apply_preset(quick);
  EXPECT_EQ(paper.epoch_size, 1'000'000);
  EXPECT_EQ(quick.epoch_size, 300'000);
  for (const std::int64_t d : {20, 50, 100, 300}) {
    EXPECT_LE(hidden_units(quick, 2048, 300, d), hidden_units(paper, 2048, 300, d));
    EXPECT_LE(hidden_units(quick, 500, 50, d), hidden_units(paper, 500, 50, d));
  }
  EXPECT_EQ(hidden_units(quick, 2048, 300, 300), 1024);
}

TEST(GameOptionsTest, RefusesValuesWithoutSense) {
  const auto refused = [](const char* name, auto change) {
    GameOptions o;
    change(o);
    EXPECT_NE(error_of(ErrorKind::kUsage, [&] { check_game_options(o); }).find(name), std::string::npos) << name;
  };
  check_game_options({});
  refused("--batch", [](GameOptions& o) { o.batch = 0; });
  refused("--epochs", [](GameOptions& o) { o.epochs = 0; });
  refused("--learning-rate", [](GameOptions& o) { o.learning_rate = 0; });
  refused("--input-dropout", [](GameOptions& o) { o.input_dropout = 1; });
  refused("--model", [](GameOptions& o) { o.model = 4; });
  refused("--transport-entropy", [](GameOptions& o) { o.transport_entropy = 0; });
}

TEST(GameOptionsTest, WordsAreClamped) {
  RecordingReporter reporter;
  MapOptions o = defaults_of(Method::kWasserstein);
  clamp_ranks(o, 300, 400, reporter);
  EXPECT_EQ(o.game.words, 400);
  EXPECT_EQ(o.game.transport_words, 400);
  EXPECT_NE(reporter.said.find("--discriminator-words 10000 is 400"), std::string::npos) << reporter.said;
}

}  // namespace
}  // namespace koine::map
