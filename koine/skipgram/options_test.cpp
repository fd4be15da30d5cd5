#include "koine/skipgram/options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "koine/core/error.h"
#include "koine/corpus/text_options.h"

namespace koine::skipgram {
namespace {

TEST(OptionsTest, SenselessValuesAreRefusedByName) {
  EXPECT_NO_THROW(check_options(SkipgramOptions()));
  const std::vector<std::pair<const char*, std::function<void(SkipgramOptions&)>>> cases = {
      {"dimension", [](auto& o) { o.dimension = 0; }},
      {"window", [](auto& o) { o.window = 0; }},
      {"window", [](auto& o) { o.window = -3; }},
      {"negative", [](auto& o) { o.negative = 0; }},
      {"noise-power", [](auto& o) { o.noise_power = -0.1; }},
      {"noise-power", [](auto& o) { o.noise_power = 1.1; }},
      {"noise-power", [](auto& o) { o.noise_power = std::nan(""); }},
      {"subsample", [](auto& o) { o.subsample = -1e-3; }},
      {"subsample", [](auto& o) { o.subsample = 1.5; }},
      {"subsample", [](auto& o) { o.subsample = std::nan(""); }},
      {"epochs", [](auto& o) { o.epochs = 0; }},
      {"learning-rate", [](auto& o) { o.learning_rate = 0; }},
      {"learning-rate", [](auto& o) { o.learning_rate = -1; }},
      {"learning-rate", [](auto& o) { o.learning_rate = INFINITY; }},
  };
  for (const auto& [name, spoil] : cases) {
    SkipgramOptions o;
    spoil(o);
    try {
      check_options(o);
      ADD_FAILURE() << name << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      EXPECT_EQ(std::string(error.what()).find(std::string("--") + name + ":"), 0u) << error.what();
    }
  }
}

TEST(OptionsTest, EveryOptionIsListedOnceAndNoneIsOneOfTheText) {
  std::set<std::string> names;
  const auto note = [&names](const char* name, const auto&, const char* help) {
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_GT(std::string(help).size(), 5u) << name;
  };
  SkipgramOptions training;
  corpus::PrepareOptions text;
  for_each_option(training, note);
  for_each_option(text, note);
  EXPECT_TRUE(names.contains("hogwild"));
}

}  // namespace
}  // namespace koine::skipgram
