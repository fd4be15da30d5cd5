#include "koine/experiment/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "koine/experiment/experiment_file.h"
#include "koine/experiment/experiment_test_support.h"
#include "koine/experiment/report.h"
#include "koine/experiment/scores.h"
#include "koine/io/byte_reader.h"

namespace koine::experiment {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kText =
    R"({"languages":["es"],"options":{},"prefix_files":{},"inputs":[],"diagnosis":[{"language":"es","sentences":10,)"
    R"("tokens":1000,"types":50,"vocabulary":40,"unknown_tokens":10,"longest_tokens":9,"cut_sentences":0,)"
    R"("repeated_sentences":0,"max_tokens":1000}]})";

const std::string kExperiment =
    "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1, 2]\n[[method]]\nname = "
    "\"koine\"\ntrain = { softmax = \"sampled\" }\n[[method]]\nname = \"self\"\nmap = { method = \"self-learning\" }\n";

// Stands in for koine: leaves behind what a command would, and remembers what it was told.
class Pretender {
 public:
  std::vector<std::vector<std::string>> calls;
  std::map<std::string, int> exit_codes;                                   // by subcommand
  std::map<std::string, std::string> ranks{{"train", "1"}, {"map", "2"}};  // of every pair, by what made the vectors

  CallResult operator()(const Call& call) {
    calls.push_back(call.words);
    const auto code = exit_codes.find(call.words[0]);
    if (code != exit_codes.end() && code->second != 0) return {code->second, "said why"};
    const auto value_of = [&](const std::string& option) { return *(std::ranges::find(call.words, option) + 1); };
    if (call.words[0] == "vocabulary") io_write(call.words[1] + "/text.json", kText);
    if (call.words[0] == "evaluate") {
      const bool trained = value_of("--source").find("/train-") != std::string::npos;
      std::string table = "source\ttarget\tcsls_rank\tnearest_rank\n";
      for (int i = 0; i < 100; ++i) {
        table += "s" + std::to_string(i) + "\tt" + std::to_string(i) + "\t" +
                 (i < 40 ? ranks[trained ? "train" : "map"] : "9") + "\t1\n";
      }
      io_write(value_of("--ranks"), table);
    }
    return {0, ""};
  }

 private:
  static void io_write(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }
};

class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest() : whole_(make_plan({parse_experiment(kExperiment, "table.toml", Scale::kSmall)}, nullptr)) {
    options_.threads = 2;
    options_.product_rate = [] { return 1e11; };
  }

  PlanState run() {
    PlanState state = look(whole_, store_, options_);
    run_missing(whole_, store_, options_, std::ref(pretender_), state, silent_reporter());
    return state;
  }

  TemporaryFolder folder_;
  WholePlan whole_;
  Store store_{folder_.path() / "store"};
  RunOptions options_;
  Pretender pretender_;
};

TEST_F(RunnerTest, RunsEachStepOnceAndNeverAgain) {
  const PlanState state = run();
  EXPECT_EQ(pretender_.calls.size(), whole_.plan.steps().size());
  for (std::size_t s = 0; s < whole_.plan.steps().size(); ++s) EXPECT_TRUE(state.done(s));
  pretender_.calls.clear();
  run();
  EXPECT_TRUE(pretender_.calls.empty());
}

TEST_F(RunnerTest, KeepsWhatMadeAResult) {
  run();
  for (std::size_t s = 0; s < whole_.plan.steps().size(); ++s) {
    const auto record = store_.read(whole_.plan[s]);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->command, whole_.plan.command_line(s, store_.folder().string()));
    EXPECT_EQ(record->hash, whole_.plan[s].hash);
    EXPECT_EQ(record->threads, 2);
    EXPECT_FALSE(record->commit.empty());
  }
}

TEST_F(RunnerTest, AStepWithoutItsRecordIsMadeAgainAndTrainingGoesOn) {
  run();
  pretender_.calls.clear();
  for (const Step& step : whole_.plan.steps()) {
    if (step.kind != "train" && step.kind != "map") continue;
    std::filesystem::remove(store_.file(step, "step.json"));
    std::ofstream(store_.file(step, "left")) << "half";
  }
  // The evaluations are there: what they were made from is not needed any more.
  run();
  EXPECT_TRUE(pretender_.calls.empty());
  for (const Step& step : whole_.plan.steps()) {
    if (step.kind == "evaluate") std::filesystem::remove(store_.file(step, "step.json"));
  }
  run();
  int resumed = 0;
  for (const auto& call : pretender_.calls) {
    resumed += call[0] == "train" && call.back() == "--resume";
    EXPECT_TRUE(call[0] == "train" || std::ranges::find(call, "--resume") == call.end());
  }
  EXPECT_EQ(resumed, 2);
  for (const Step& step : whole_.plan.steps()) {
    if (step.kind != "train" && step.kind != "map") continue;
    EXPECT_EQ(std::filesystem::exists(store_.file(step, "left")), step.kind == "train");
  }
}

TEST_F(RunnerTest, ACollapseIsAResult) {
  pretender_.exit_codes["map"] = 5;
  const PlanState state = run();
  EXPECT_TRUE(state.failed.empty());
  const auto scores = read_scores(whole_, state, store_);
  EXPECT_EQ(state_text(scores[1].state), "collapsed");
  EXPECT_EQ(state_text(scores[0].state), "");
  pretender_.calls.clear();
  run();
  EXPECT_TRUE(pretender_.calls.empty());
}

TEST_F(RunnerTest, AFailureIsTriedAgainAndLeavesTheRestAlone) {
  pretender_.exit_codes["train"] = 3;
  const PlanState state = run();
  EXPECT_EQ(state.failed.size(), 2u);
  const auto scores = read_scores(whole_, state, store_);
  EXPECT_EQ(state_text(scores[0].state), "failed");
  EXPECT_EQ(scores[1].runs.size(), 2u);
  pretender_.exit_codes.clear();
  pretender_.calls.clear();
  EXPECT_TRUE(run().failed.empty());
  EXPECT_EQ(pretender_.calls.size(), 4u);  // two trainings and their evaluations
}

TEST_F(RunnerTest, StopsWhereACommandWasInterrupted) {
  pretender_.exit_codes["train"] = 130;
  PlanState state = look(whole_, store_, options_);
  try {
    run_missing(whole_, store_, options_, std::ref(pretender_), state, silent_reporter());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
  EXPECT_EQ(pretender_.calls.back()[0], "train");
}

TEST_F(RunnerTest, StopsBeforeAStepWhereItIsAsked) {
  const std::atomic<bool> stop{true};
  options_.stop = &stop;
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("stopped"));
  EXPECT_TRUE(pretender_.calls.empty());
}

TEST_F(RunnerTest, OnlyRunsTheCellsAskedFor) {
  options_.only = "es-en/500/koine";
  run();
  for (const auto& call : pretender_.calls) EXPECT_NE(call[0], "map");
  options_.only = "table/*/self";
  pretender_.calls.clear();
  run();
  int maps = 0;
  for (const auto& call : pretender_.calls) maps += call[0] == "map";
  EXPECT_EQ(maps, 2);
}

TEST_F(RunnerTest, WhatDoesNotFitIsNotBegun) {
  options_.hours = 1e-9;
  const PlanState state = run();
  EXPECT_TRUE(pretender_.calls.empty());
  EXPECT_THAT(state_text(state_of(whole_.cells[0], whole_, state)), HasSubstr("not run"));
}

TEST_F(RunnerTest, TheReportHasNoBlankCell) {
  options_.only = "koine";
  const PlanState state = run();
  write_report(folder_.path(), whole_, state, store_, {.command = "koine experiment x", .notes = {}},
               silent_reporter());
  const std::string report = io::read_file(folder_.path() / "report.md");
  EXPECT_THAT(report, HasSubstr("| koine \\[sampled softmax\\] | **40.0 ± 0.0** |"));
  EXPECT_THAT(report, HasSubstr("| self | not run, less than 0.1 hours |"));
  EXPECT_THAT(report, HasSubstr("| es | 10 | 1000 | 50 | 40 |"));
  const auto json = nlohmann::json::parse(io::read_file(folder_.path() / "results.json"));
  const auto& cells = json["experiments"][0]["cells"];
  EXPECT_EQ(cells[0]["p_at_1"]["mean"], 0.4);
  EXPECT_EQ(cells[0]["runs"][1]["seed"], 2);
  EXPECT_THAT(cells[0]["runs"][1]["steps"].back()["command"].get<std::string>(), HasSubstr("koine evaluate alignment"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / cells[0]["runs"][1]["ranks"].get<std::string>()));
  EXPECT_EQ(cells[1]["runs"][0]["status"], "not run");
  EXPECT_FALSE(cells[1].contains("p_at_1"));
  EXPECT_THAT(io::read_file(folder_.path() / "report.html"), HasSubstr("<b>40.0 ± 0.0</b>"));
}

TEST_F(RunnerTest, ComparesWithTheBestBaseline) {
  const auto scores = read_scores(whole_, run(), store_);
  EXPECT_DOUBLE_EQ(scores[0].p_at_1.mean, 0.4);
  EXPECT_DOUBLE_EQ(scores[1].p_at_1.mean, 0);
  EXPECT_DOUBLE_EQ(scores[1].p_at_5.mean, 0.4);  // rank 2
  ASSERT_TRUE(scores[0].comparison);
  EXPECT_EQ(scores[0].against, "self");
  EXPECT_NEAR(scores[0].comparison->difference, 0.4, 1e-12);
  EXPECT_LT(scores[0].comparison->p, 0.001);
  EXPECT_FALSE(scores[1].comparison);  // it is the baseline
}

TEST_F(RunnerTest, RefusesARecordOfAnotherStep) {
  run();
  const Step& step = whole_.plan[0];
  std::string record = io::read_file(store_.file(step, "step.json"));
  record.replace(record.find(step.hash), 8, "00000000");
  std::ofstream(store_.file(step, "step.json"), std::ios::binary) << record;
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("another step"));
}

TEST(HoursTextTest, Rounds) {
  EXPECT_EQ(hours_text(100), "not run, less than 0.1 hours");
  EXPECT_EQ(hours_text(5400), "not run, about 1.5 hours");
  EXPECT_EQ(hours_text(45 * 3600), "not run, about 45 hours");
}

TEST(StateTextTest, SaysWhatIsMissing) {
  EXPECT_EQ(state_text({.runs = 3, .done = 3}), "");
  EXPECT_EQ(state_text({.runs = 3, .done = 1, .missing_seconds = 7200}), "1 of 3 seeds; not run, about 2.0 hours");
  EXPECT_EQ(state_text({.runs = 3, .done = 2, .collapsed = 1}), "2 of 3 seeds; 1 collapsed");
  EXPECT_EQ(state_text({.runs = 3, .collapsed = 3}), "collapsed");
}

}  // namespace
}  // namespace koine::experiment
