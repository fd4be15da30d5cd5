#include "koine/experiment/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "koine/experiment/runner_test_support.h"
#include "koine/experiment/scores.h"
#include "koine/kernels/isa.h"

namespace koine::experiment {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

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
    EXPECT_EQ(record->command, whole_.plan.command_line(s, store_.folder().string(), record->isa));
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
  EXPECT_TRUE(missing_steps(whole_, state, "").empty());  // what stands on it will never be run
  pretender_.calls.clear();
  run();
  EXPECT_TRUE(pretender_.calls.empty());
}

TEST_F(RunnerTest, ATrainingThatHadNoRunYetBeginsAgain) {
  pretender_.exit_codes["train"] = 130;
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("stopped"));
  const std::string log = pretender_.calls.back()[1] + "/log";
  EXPECT_TRUE(std::filesystem::exists(log));
  pretender_.exit_codes.clear();
  pretender_.calls.clear();
  run();
  EXPECT_EQ(calls_of("train"), 2);
  for (const auto& call : pretender_.calls) EXPECT_EQ(std::ranges::find(call, "--resume"), call.end());
  EXPECT_FALSE(std::filesystem::exists(log));
}

TEST_F(RunnerTest, AFolderThatCannotBeEmptiedIsRefused) {
  // Nothing can be removed in /proc, but the folder is there.
  EXPECT_THAT(error_of([] { Store("/proc/self").prepare({.kind = "map", .folder = "task"}); }),
              HasSubstr("cannot make the folder"));
}

TEST_F(RunnerTest, TheRateOfTheMachineIsMeasuredOnce) {
  run();
  EXPECT_EQ(asked_, 1);
}

TEST_F(RunnerTest, AFailedStepTellsNothingOfItsClass) {
  take(kExperiment.substr(0, kExperiment.find("[[method]]\nname = \"self\"")) + "[small]\nseeds = [1, 2, 3]\n");
  pretender_.exit_codes["train 1"] = 3;
  run();
  const auto first = std::ranges::find(pretender_.calls, "evaluate", [](const auto& call) { return call[0]; });
  ASSERT_NE(first, pretender_.calls.end());
  // Two evaluations, thought to take a second each, and a training, of which the second one has told that it takes
  // none.
  const double left = pretender_.seconds_left[static_cast<std::size_t>(first - pretender_.calls.begin())];
  EXPECT_GT(left, 1.9);
  EXPECT_LT(left, 2.5);
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

// Somebody else holds a step, as another process would, and lets it go once it is waited for: done or not.
class Other : public Reporter {
 public:
  Other(const Store& store, const Step& step, std::optional<StepRecord> outcome)
      : store_(store), step_(step), outcome_(std::move(outcome)), lock_(store.lock(step)) {}

  void progress(const Progress& progress) override {
    if (progress.what.find("other processes") == std::string::npos) return;
    ++waited;
    if (outcome_) store_.write(step_, *outcome_);
    lock_ = io::FileLock();
  }

  int waited = 0;

 private:
  const Store& store_;
  const Step& step_;
  std::optional<StepRecord> outcome_;
  io::FileLock lock_;
};

TEST_F(RunnerTest, WhatAnotherProcessMakesIsWaitedForAndNotMadeAgain) {
  const auto& steps = whole_.plan.steps();
  const auto training = std::ranges::find_if(steps, [](const Step& step) { return step.kind == "train"; });
  run();
  const std::optional<StepRecord> done = store_.read(*training);
  for (const bool does_it : {true, false}) {
    std::filesystem::remove_all(store_.folder());
    pretender_.calls.clear();
    PlanState state = look(whole_, store_, options_);
    (void)store_.prepare(*training);
    Other other(store_, *training, does_it ? done : std::nullopt);
    run_missing(whole_, store_, options_, std::ref(pretender_), state, other);
    EXPECT_EQ(other.waited, 1);
    EXPECT_EQ(calls_of("train"), does_it ? 1 : 2);
    EXPECT_EQ(pretender_.calls.size(), steps.size() - (does_it ? 1 : 0));
    for (std::size_t s = 0; s < steps.size(); ++s) EXPECT_TRUE(state.done(s));
    // All that could be made was, before anything was waited for: but the training, what reads it comes last.
    EXPECT_EQ(pretender_.calls.back()[0], "evaluate");
  }
}

TEST_F(RunnerTest, WhatWasDoneInTheMeantimeIsAdded) {
  PlanState state = look(whole_, store_, options_);
  EXPECT_FALSE(state.done(0));
  run();
  add_done(whole_, store_, state);
  for (std::size_t s = 0; s < whole_.plan.steps().size(); ++s) EXPECT_TRUE(state.done(s));
}

TEST_F(RunnerTest, TheInstructionSetIsTheOneThatTheCommandSays) {
  run();
  for (const Step& step : whole_.plan.steps()) {
    const bool says = step.kind == "train" || step.kind == "skipgram";
    EXPECT_EQ(store_.read(step)->isa, says ? "mmx" : kernels::name_of(kernels::best_isa())) << step.folder;
  }
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
  EXPECT_THAT(state_text(state_of(whole_.cells[0].runs, whole_, state)), HasSubstr("not run"));
}

// At this rate a skip-gram is thought to take some 200 seconds, and a training some 470.
TEST_F(RunnerTest, WhatFitsIsBegun) {
  options_.product_rate = [] { return 1e6; };
  const auto begun = [&](double seconds) {
    std::filesystem::remove_all(store_.folder());
    pretender_.calls.clear();
    options_.hours = seconds / 3600;
    run();
    return std::pair(calls_of("skipgram"), calls_of("train"));
  };
  EXPECT_EQ(begun(300), std::pair(0, 0));
  EXPECT_EQ(begun(600), std::pair(0, 2));
  EXPECT_EQ(begun(1100), std::pair(4, 2));
}

TEST_F(RunnerTest, OnlyHasToNameACell) {
  EXPECT_EQ(error_of([&] { require_cells(whole_, ""); }), "");
  EXPECT_EQ(error_of([&] { require_cells(whole_, "koine"); }), "");
  EXPECT_EQ(error_of([&] { require_cells(whole_, "*/self"); }), "");
  const std::string error = error_of([&] { require_cells(whole_, "koin?"); });
  EXPECT_THAT(error, AllOf(HasSubstr("--only"), HasSubstr("'koin?'"), HasSubstr("table/es-en/500/koine")));
}

// An evaluation that another experiment wants of an epoch makes the training begin again, once.
TEST_F(RunnerTest, EpochsThatWereNotKeptAreMade) {
  run();
  take(kExperiment + "[[method]]\nname = \"last\"\nepoch = \"last\"\ntrain = { softmax = \"sampled\" }\n");
  pretender_.calls.clear();
  run();
  EXPECT_EQ(calls_of("train"), 2);
  for (const auto& call : pretender_.calls) {
    EXPECT_EQ(std::ranges::find(call, "--resume"), call.end());
    EXPECT_EQ(call[0] == "train", call.back() == "--keep-epochs" || call[call.size() - 3] == "--keep-epochs");
  }
  pretender_.calls.clear();
  run();
  EXPECT_TRUE(pretender_.calls.empty());
}

TEST_F(RunnerTest, WhatIsLeftOfATrainingIsWhatIsEstimated) {
  const auto train = std::ranges::find(whole_.plan.steps(), "train", &Step::kind);
  const auto number = static_cast<std::size_t>(train - whole_.plan.steps().begin());
  const double whole = look(whole_, store_, options_).seconds[number];
  std::filesystem::create_directories(store_.folder(*train));
  std::ofstream(store_.file(*train, "metrics.jsonl")) << "{}\n";  // one of two epochs
  EXPECT_DOUBLE_EQ(look(whole_, store_, options_).seconds[number], whole / 2);
  std::ofstream(store_.file(*train, "metrics.jsonl")) << "{}\n{}\n";
  EXPECT_DOUBLE_EQ(look(whole_, store_, options_).seconds[number], whole / 10);
}

TEST_F(RunnerTest, NothingIsMadeForWhatCannotComeOut) {
  pretender_.exit_codes["pairs"] = 3;
  const PlanState state = run();
  EXPECT_EQ(state.failed.size(), 1u);
  EXPECT_EQ(calls_of("train") + calls_of("skipgram") + calls_of("map"), 0);
}

TEST_F(RunnerTest, RefusesARecordOfAnotherStep) {
  run();
  const Step& step = whole_.plan[0];
  std::string record = io::read_file(store_.file(step, "step.json"));
  record.replace(record.find(step.hash), 8, "00000000");
  std::ofstream(store_.file(step, "step.json"), std::ios::binary) << record;
  EXPECT_THAT(error_of([&] { run(); }), AllOf(HasSubstr("another step"), HasSubstr("is made again")));
}

}  // namespace
}  // namespace koine::experiment
