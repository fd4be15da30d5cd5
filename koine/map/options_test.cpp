#include "koine/map/options.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/core_test_support.h"

namespace koine::map {
namespace {

TEST(OptionsTest, DefaultsAreThoseOfThePapersAndPassTheirOwnCheck) {
  for (const auto& [method, name] : EnumNames<Method>::names) check_options(defaults_of(method));
  const MapOptions self = defaults_of(Method::kSelfLearning);
  EXPECT_EQ(self.initial_words, 4000);
  EXPECT_EQ(self.cutoff, 20000);
  EXPECT_EQ(self.keep, 0.1);
  EXPECT_EQ(self.patience, 50);
  EXPECT_EQ(self.keep_factor, 2);
  EXPECT_EQ(self.gain, 1e-6);
  EXPECT_EQ(self.normalize, "unit,centre,unit");
  EXPECT_EQ(self.neighbours, 10);
  EXPECT_EQ(self.direction, Direction::kBoth);
  EXPECT_EQ(self.reweight, 0.5);
  EXPECT_TRUE(self.whiten && self.dewhiten);
  const MapOptions procrustes = defaults_of(Method::kProcrustes);
  EXPECT_EQ(procrustes.iterations, 5);
  EXPECT_EQ(procrustes.max_rank, 15000);
  EXPECT_EQ(procrustes.criterion_words, 10000);
  const MapOptions numerals = defaults_of(Method::kNumerals);
  EXPECT_EQ(numerals.keep, 1);
  EXPECT_FALSE(numerals.whiten);
  EXPECT_EQ(numerals.normalize, "unit,centre");
  EXPECT_EQ(numerals.neighbours, 0);
  EXPECT_EQ(numerals.direction, Direction::kForward);
  EXPECT_GE(numerals.cutoff, 200000);  // none
}

// The table of docs/methods.md, made from defaults_of().
std::string table_of_defaults() {
  std::string heads = "| option | |", rule = "|---|---|";
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& [method, name] : EnumNames<Method>::names) {
    heads += fmt::format(" {} |", name);
    rule += "---|";
    const MapOptions options = defaults_of(method);
    std::size_t row = 0;
    for_each_option(options, [&](const char* option, const auto& value, unsigned methods, const char* help) {
      if (row == rows.size()) rows.emplace_back(fmt::format("| `--{}` | {} |", option, help), "");
      rows[row++].second += (methods & of(method)) != 0 ? fmt::format(" {} |", option_text(value)) : " |";
    });
  }
  std::string table = heads + "\n" + rule + "\n";
  for (const auto& [start, values] : rows) table += start + values + "\n";
  return table;
}

TEST(OptionsTest, TheDocumentHasTheDefaultsOfEveryMethod) {
  std::ifstream file(KOINE_ROOM_DIR "/../../docs/methods.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string table = table_of_defaults();
  EXPECT_NE(text.find(table), std::string::npos) << "docs/methods.md does not have this table:\n" << table;
}

TEST(OptionsTest, RefusesValuesWithoutSense) {
  const auto refused = [](const char* name, auto change) {
    MapOptions o;
    change(o);
    EXPECT_NE(error_of(ErrorKind::kUsage, [&] { check_options(o); }).find(name), std::string::npos) << name;
  };
  refused("--keep", [](MapOptions& o) { o.keep = 0; });
  refused("--keep", [](MapOptions& o) { o.keep = 1.5; });
  refused("--keep-factor", [](MapOptions& o) { o.keep_factor = 1; });
  refused("--patience", [](MapOptions& o) { o.patience = 0; });
  refused("--cutoff", [](MapOptions& o) { o.cutoff = 0; });
  refused("--normalize", [](MapOptions& o) { o.normalize = "length"; });
  refused("--restarts", [](MapOptions& o) { o.restarts = 0; });
  refused("--discriminator-hidden", [](MapOptions& o) { o.game.hidden = 8193; });
  refused("--batch", [](MapOptions& o) { o.game.batch = 8193; });
  refused("--neighbours", [](MapOptions& o) { o.method = Method::kRefine, o.neighbours = 0; });
}

TEST(OptionsTest, RanksAreClampedAndThatIsSaidOnce) {
  RecordingReporter reporter;
  MapOptions o = defaults_of(Method::kSelfLearning);
  clamp_ranks(o, 300, 7, reporter);
  EXPECT_EQ(o.neighbours, 7);
  EXPECT_EQ(o.initial_words, 7);
  EXPECT_EQ(o.cutoff, 300);
  EXPECT_EQ(std::count(reporter.said.begin(), reporter.said.end(), '\n'), 1);
  EXPECT_NE(reporter.said.find("--cutoff 20000 is 300"), std::string::npos) << reporter.said;
  EXPECT_EQ(reporter.said.find("max-rank"), std::string::npos);  // has no meaning here
  RecordingReporter silent;
  clamp_ranks(o, 300, 7, silent);
  EXPECT_EQ(silent.said, "");
}

TEST(OptionsTest, EveryMethodSaysWhatItWasTold) {
  EXPECT_EQ(supervision_of(Method::kProcrustes, 20), "dictionary");
  EXPECT_EQ(supervision_of(Method::kProcrustes, 0), "none");
  EXPECT_EQ(supervision_of(Method::kNumerals, 20), "weak");
  EXPECT_EQ(supervision_of(Method::kIdentical, 20), "weak");
  EXPECT_EQ(supervision_of(Method::kSelfLearning, 20), "none");
  EXPECT_EQ(supervision_of(Method::kRefine, 20), "none");
}

}  // namespace
}  // namespace koine::map
