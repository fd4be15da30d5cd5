#include "koine/train/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

#include "koine/core/error.h"
#include "koine/core/option_list.h"
#include "koine/corpus/text_options.h"
#include "koine/kernels/isa.h"

namespace koine::train {
namespace {

TEST(OptionsTest, TheDefaultsAreThePaper) {
  const TrainOptions o;
  EXPECT_EQ(o.dimension, 300);
  EXPECT_EQ(o.dropout, 0.3);
  EXPECT_EQ(o.learning_rate, 1.0);
  EXPECT_EQ(o.clip, 5.0);
  EXPECT_EQ(o.batch, 64);
  EXPECT_EQ(o.epochs, 10);
  EXPECT_EQ(o.criterion_words, 3000);
  EXPECT_EQ(o.criterion_neighbours, 10);
  EXPECT_FALSE(o.tied);
  EXPECT_NO_THROW(check_options(o));
}

TEST(OptionsTest, APresetStandsBehindWhatIsGiven) {
  TrainOptions o;
  o.epochs = 3, o.softmax = Softmax::kFull, o.layers = 2;
  take_preset(o, Preset::kBest, {"epochs", "softmax"}, true);
  EXPECT_EQ(o.epochs, 3);
  EXPECT_EQ(o.softmax, Softmax::kFull);
  EXPECT_EQ(o.layers, 1);
  EXPECT_TRUE(o.tied);
  EXPECT_TRUE(o.join);
  EXPECT_EQ(o.spelling_rounds, 2);
  EXPECT_EQ(o.select, Select::kMargin);
  EXPECT_EQ(o.precision, model::Precision::kBf16);
  EXPECT_NO_THROW(check_options(o));
  take_preset(o, Preset::kBest, {"epochs"}, false);
  EXPECT_EQ(o.softmax, Softmax::kSampled);
  EXPECT_EQ(o.precision, model::Precision::kF32);
  o.epochs = 10;
  take_preset(o, Preset::kPaper, {"epochs"}, true);
  EXPECT_EQ(option_texts(o), option_texts(TrainOptions()));
}

TEST(OptionsTest, APresetWithoutJoiningHasNoRoundsWithSpelling) {
  TrainOptions o;
  take_preset(o, Preset::kBest, {"join"}, true);
  EXPECT_EQ(o.spelling_rounds, 0);
  o.join = true;
  take_preset(o, Preset::kBest, {"join"}, true);
  EXPECT_EQ(o.spelling_rounds, 2);
}

TEST(OptionsTest, WhatThePresetsDecide) {
  EXPECT_THAT(preset_options(), testing::ElementsAre("join", "select", "softmax", "spelling-rounds", "tied"));
}

TEST(OptionsTest, Bf16NeedsAnInstructionSetThatHasIt) {
  for (const char* isa : {"sse41", "avx2", "avx512", "mmx"}) {
    EXPECT_THROW(choose_isa(isa, model::Precision::kBf16), Error) << isa;
  }
  if (!kernels::best_bf16_isa()) {
    EXPECT_THROW(choose_isa("", model::Precision::kBf16), Error);
    return;
  }
  choose_isa("", model::Precision::kBf16);
  EXPECT_EQ(kernels::active_isa(), kernels::best_bf16_isa());
}

TEST(OptionsTest, SenselessValuesAreRefusedByName) {
  const std::vector<std::pair<const char*, std::function<void(TrainOptions&)>>> cases = {
      {"dimension", [](auto& o) { o.dimension = 0; }},
      {"layers", [](auto& o) { o.layers = 0; }},
      {"layers", [](auto& o) { o.layers = -1; }},
      {"dropout", [](auto& o) { o.dropout = 1; }},
      {"dropout", [](auto& o) { o.dropout = -0.1; }},
      {"dropout", [](auto& o) { o.dropout = std::nan(""); }},
      {"embedding-dropout", [](auto& o) { o.embedding_dropout = 1; }},
      {"epochs", [](auto& o) { o.epochs = 0; }},
      {"batch", [](auto& o) { o.batch = 0; }},
      {"learning-rate", [](auto& o) { o.learning_rate = 0; }},
      {"learning-rate", [](auto& o) { o.learning_rate = -1; }},
      {"learning-rate", [](auto& o) { o.learning_rate = INFINITY; }},
      {"clip", [](auto& o) { o.clip = -1; }},
      {"criterion-words", [](auto& o) { o.criterion_words = 0; }},
      {"criterion-neighbours", [](auto& o) { o.criterion_neighbours = 0; }},
      {"criterion-source-limit", [](auto& o) { o.criterion_source_limit = -1; }},
      {"spelling-rounds", [](auto& o) { o.join = true, o.spelling_rounds = -1; }},
      {"spelling-rounds", [](auto& o) { o.spelling_rounds = 1; }},  // without --join
      {"criterion-target-limit", [](auto& o) { o.criterion_target_limit = -1; }},
  };
  for (const auto& [name, spoil] : cases) {
    TrainOptions o;
    spoil(o);
    try {
      check_options(o);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      EXPECT_EQ(std::string(error.what()).find(std::string("--") + name + ":"), 0u) << error.what();
    }
  }
}

TEST(OptionsTest, EveryOptionIsListedOnce) {
  std::set<std::string> names;
  const auto note = [&names](const char* name, const auto&, const char* help) {
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_GT(std::string(help).size(), 5u) << name;
  };
  TrainOptions training;
  corpus::PrepareOptions text;
  for_each_option(training, note);
  for_each_option(text, note);
  EXPECT_TRUE(names.contains("learning-rate"));
  EXPECT_TRUE(names.contains("min-count"));
}

TEST(OptionsTest, TheMinimumCountIsANumberOrThePaper) {
  std::int64_t value = 3;
  corpus::MinimumCount count{value};
  set_option(count, "min-count", "paper");
  EXPECT_EQ(value, corpus::PrepareOptions::kPaperMinimumCount);
  EXPECT_EQ(option_text(count), "paper");
  set_option(count, "min-count", "7");
  EXPECT_EQ(value, 7);
  EXPECT_EQ(option_text(count), "7");
  EXPECT_THROW(set_option(count, "min-count", "0"), Error);
  EXPECT_THROW(set_option(count, "min-count", "many"), Error);
}

}  // namespace
}  // namespace koine::train
