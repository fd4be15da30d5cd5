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
#include "koine/kernels/isa.h"

namespace koine::experiment {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kText =
    R"({"languages":["es"],"options":{},"prefix_files":{},"inputs":[],"diagnosis":[{"language":"es","sentences":10,)"
    R"("tokens":1000,"types":50,"vocabulary":40,"unknown_tokens":10,"longest_tokens":9,"cut_sentences":0,)"
    R"("repeated_sentences":0,"max_tokens":1000}]})";

const std::string kExperiment =
    "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1, 2]\n[[method]]\nname = "
    "\"koine\"\ntrain = { softmax = \"sampled\" }\n[[method]]\nname = \"self\"\nmap = { method = \"self-learning\" }\n";

// The rank of the first so many pairs of an evaluation; of all others it is 9.
struct Ranks {
  std::string of;  // what stands in the path of the vectors
  std::string rank;
  int count = 40;
};

// Stands in for koine: leaves behind what a command would, and remembers what it was told.
class Pretender {
 public:
  std::vector<std::vector<std::string>> calls;
  std::vector<double> seconds_left;
  std::map<std::string, int> exit_codes;                       // by subcommand; "train 1" for those of that seed
  std::vector<Ranks> ranks{{"/train-", "1"}, {"/map-", "2"}};  // the first that fits

  CallResult operator()(const Call& call) {
    calls.push_back(call.words);
    seconds_left.push_back(call.place.seconds_left);
    const std::string& command = call.words[0];
    const auto value_of = [&](const std::string& option) {
      const auto found = std::ranges::find(call.words, option);
      return found == call.words.end() ? "" : *(found + 1);
    };
    for (const auto& name : {command, command + " " + value_of("--seed")}) {
      const auto code = exit_codes.find(name);
      if (code == exit_codes.end()) continue;
      write(call.log, "said why");
      return {code->second, "said why"};
    }
    if (command == "vocabulary") write(call.words[1] + "/text.json", kText);
    if (command == "train" || command == "skipgram") write(call.words[1] + "/run.json", R"({"machine":{"isa":"mmx"}})");
    if (command == "train") write(call.words[1] + "/metrics.jsonl", "{}\n{}\n");
    if (std::ranges::find(call.words, "--keep-epochs") != call.words.end()) {
      std::filesystem::create_directories(call.words[1] + "/epochs");
    }
    if (command == "pairs") write(value_of("-o"), "s0\tt0\ns1\tt1\ns2\tt2\n");
    if (command == "translate") {
      EXPECT_EQ(call.input, "s0\ns1\n");
      write(call.output, "source\ttarget\tscore\trank\ns0\tt5\t1\t1\ns0\tt0\t1\t2\ns1\tt6\t1\t1\n");
    }
    if (command == "evaluate") evaluate(value_of("--source"), value_of("--ranks"));
    return {0, ""};
  }

 private:
  void evaluate(const std::string& vectors, const std::string& file) {
    const auto own =
        std::ranges::find_if(ranks, [&](const Ranks& r) { return vectors.find(r.of) != std::string::npos; });
    const char* source = vectors.find("fi-en") == std::string::npos ? "s" : "f";
    std::string table = "source\ttarget\tcsls_rank\tnearest_rank\n";
    for (int i = 0; i < 100; ++i) {
      table +=
          source + std::to_string(i) + "\tt" + std::to_string(i) + "\t" + (i < own->count ? own->rank : "9") + "\t1\n";
    }
    write(file, table);
  }
  static void write(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }
};

class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest() {
    take(kExperiment);
    options_.threads = 2;
    options_.product_rate = [this] {
      ++asked_;
      return 1e11;
    };
  }

  void take(const std::string& text) {
    whole_ = make_plan({parse_experiment(text, "table.toml", Scale::kSmall)}, nullptr);
  }

  PlanState run() {
    PlanState state = look(whole_, store_, options_);
    run_missing(whole_, store_, options_, std::ref(pretender_), state, silent_reporter());
    return state;
  }

  std::string report(const PlanState& state) {
    write_report(folder_.path(), whole_, state, store_, {.command = "koine experiment x", .notes = {}},
                 silent_reporter());
    return io::read_file(folder_.path() / "report.md");
  }

  int calls_of(const std::string& command) const {
    return static_cast<int>(std::ranges::count(pretender_.calls, command, [](const auto& call) { return call[0]; }));
  }

  int asked_ = 0;
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

TEST_F(RunnerTest, TheReportHasNoBlankCell) {
  options_.only = "koine";
  const std::string report = this->report(run());
  EXPECT_THAT(report, HasSubstr("| koine \\[sampled softmax\\] | **40.0 ± 0.0** |"));
  EXPECT_THAT(report, HasSubstr("| self | not run, less than 0.1 hours |"));
  EXPECT_THAT(report, HasSubstr("| es | 10 | 1000 | 50 | 40 |"));
  const auto json = nlohmann::json::parse(io::read_file(folder_.path() / "results.json"));
  const auto& cells = json["experiments"][0]["cells"];
  EXPECT_EQ(cells[0]["p_at_1"]["mean"], 0.4);
  EXPECT_EQ(cells[0]["runs"][1]["seed"], 2);
  EXPECT_EQ(cells[0]["runs"][1]["steps"].back()["resumed"], false);
  EXPECT_THAT(cells[0]["runs"][1]["steps"].back()["command"].get<std::string>(), HasSubstr("koine evaluate alignment"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / cells[0]["runs"][1]["ranks"].get<std::string>()));
  std::string ranks = "1";
  for (int pair = 1; pair < 100; ++pair) ranks += pair < 40 ? " 1" : " 9";
  EXPECT_EQ(cells[0]["runs"][1]["csls_ranks"], ranks);
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

// Of two baselines that which is better on these pairs; p@5 ends at rank 5.
TEST_F(RunnerTest, EachPairHasItsOwnBaseline) {
  take(
      "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\", \"fi-en\"]\nsentences = [50000]\nseeds = [1]\n"
      "[[method]]\nname = \"koine\"\ntrain = {}\n[[method]]\nname = \"self\"\nmap = { method = \"self-learning\" }\n"
      "[[method]]\nname = \"supervised\"\nmap = { method = \"procrustes\" }\nseed-pairs = [0, 100]\n");
  pretender_.ranks = {{"/train-es-en", "5"},           {"/train-fi-en", "6"},
                      {"/map-self-learning-es", "1"},  {"/map-self-learning-fi", "1", 10},
                      {"/map-procrustes-es", "1", 30}, {"/map-procrustes-fi", "1", 20}};
  const auto scores = read_scores(whole_, run(), store_);
  ASSERT_EQ(scores.size(), 8u);  // four rows of es-en, then of fi-en
  EXPECT_DOUBLE_EQ(scores[0].p_at_5.mean, 0.4);
  EXPECT_DOUBLE_EQ(scores[4].p_at_5.mean, 0);
  EXPECT_EQ(scores[0].against, "self");
  EXPECT_EQ(scores[4].against, "supervised, 0 pairs");
  EXPECT_NEAR(scores[0].comparison->difference, -0.4, 1e-12);
  EXPECT_NEAR(scores[4].comparison->difference, -0.2, 1e-12);
}

TEST_F(RunnerTest, TheReportOfAWholeRun) {
  take(kExperiment +
       "[[method]]\nname = \"own\"\nmap = { method = \"procrustes\" }\nseed-pairs = [0, 100]\nseeds = [3]\n");
  pretender_.ranks = {{"/train-", "1"}, {"/map-procrustes", "1", 10}, {"/map-", "2"}};
  const std::string report = this->report(run());
  EXPECT_THAT(report, HasSubstr("| koine \\[sampled softmax\\] | **40.0 ± 0.0 (+30.0, p \\< 0.001)** |\n"
                                "| self | 0.0 ± 0.0 |\n| own, 0 pairs \\[seed 3\\] | 10.0 |\n"));
  EXPECT_THAT(report, HasSubstr("| self | **40.0 ± 0.0** |\n"));  // of p@5
  EXPECT_THAT(report,
              ContainsRegex("es-en, 500, koine: \\+30\\.0 \\(\\+2[0-9.]+ to \\+3[0-9.]+\\) against own, 0 pairs"));
  EXPECT_THAT(report, HasSubstr("koine map --method procrustes --seed-pairs 0\\|10 |"));
  EXPECT_THAT(report, ContainsRegex("Made by koine of commit .*, mmx \\([0-9]+ of [0-9]+ steps\\); this report by"));
  EXPECT_THAT(report, Not(HasSubstr("Less than was asked for: es-en")));
}

TEST_F(RunnerTest, TheReportTellsOfSeveralCommits) {
  PlanState state = run();
  state.records[0]->commit = "0123456789ab";
  EXPECT_THAT(report(state), ContainsRegex("commit 0123456789ab, [a-z0-9-]+ \\(1 of "));
}

TEST_F(RunnerTest, TheReportTellsOfFewPairs) {
  whole_.experiments[0].test_pairs = 200;
  EXPECT_THAT(report(run()),
              HasSubstr("Less than was asked for: es-en has 100 of 200 test pairs, so that chance is 1.0"));
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

TEST_F(RunnerTest, WhatHasNoInputIsNotRunAndNoFailure) {
  folder_.write("corpora/es.txt", "es");
  folder_.write("corpora/en.txt", "en");
  folder_.write("dictionaries/es-en.txt", "x y");
  Inputs inputs(folder_.path() / "corpora", folder_.path() / "dictionaries");
  std::string text = kExperiment;
  text.replace(text.find("\"es-en\""), 7, "\"es-en\", \"cs-en\"");
  options_.only = "es-en";
  whole_ = make_plan({parse_experiment(text, "table.toml", Scale::kSmall)}, &inputs, options_.only);
  EXPECT_THAT(
      report(run()),
      AllOf(
          HasSubstr(
              "| koine \\[sampled softmax\\] | **40.0 ± 0.0 (+40.0, p \\< 0.001)** | not run: an input is not there |"),
          HasSubstr("Not run: "), HasSubstr("there is no dictionary of the pair cs-en"), Not(HasSubstr("failed"))));
  const auto json = nlohmann::json::parse(io::read_file(folder_.path() / "results.json"));
  EXPECT_EQ(json["experiments"][0]["cells"][2]["runs"][0]["status"], "no input");
}

TEST_F(RunnerTest, Curves) {
  const std::string methods =
      "seeds = [1, 2]\n[[method]]\nname = \"koine\"\ntrain = {}\n[[method]]\nname = \"supervised\"\n"
      "map = { method = \"procrustes\" }\nseed-pairs = [0, 100]\n";
  const std::string head = "title = \"A\"\npairs = [\"es-en\"]\n";
  pretender_.ranks = {{"500-seed2", "1", 20}, {"/train-", "1"}, {"/map-", "1", 10}};
  take(head + "show = \"seed-pairs\"\nsentences = [50000]\n" + methods);
  // Of less than was asked for, the report tells; the texts that are pretended have 10 sentences.
  const std::string less = report(run());
  EXPECT_THAT(less, HasSubstr("Less than was asked for: es has 10 sentences, not 500: all of them were used."));
  EXPECT_THAT(less, Not(HasSubstr("seed pairs can be used")));
  for (const Step& step : whole_.plan.steps()) {
    if (step.kind == "map") std::ofstream(store_.file(step, "run.json")) << R"({"seed_pairs": {"used": 7}})";
  }
  EXPECT_THAT(report(run()), HasSubstr("Less than was asked for: es-en: 7 of 10 seed pairs can be used."));
  EXPECT_THAT(io::read_file(folder_.path() / "results.json"), HasSubstr("\"seed_pairs_used\": 7"));
  // The method without seed pairs is a line across.
  const std::string across = io::read_file(folder_.path() / "table-es-en.tsv");
  // x, seeds, mean, deviation, method.
  for (const char* row : {"\n0\t2\t0.30*4?\t[0-9.]+\tkoine\n", "\n10\t2\t0.30*4?\t[0-9.]+\tkoine\n",
                          "\n0\t2\t0.150*2?\t[0-9.]+\tsupervised\n", "\n10\t2\t0.150*2?\t[0-9.]+\tsupervised\n"}) {
    EXPECT_THAT(across, testing::ContainsRegex(row));
  }
  EXPECT_EQ(std::ranges::count(across, '\n'), 5);
  take(head + "show = \"sentences\"\nsentences = [50000, 100000]\n" + methods);
  const std::string report = this->report(run());
  const std::string table = io::read_file(folder_.path() / "table-es-en.tsv");
  for (const char* row : {"\n500\t2\t0.3[0-9]*\t[0-9.]+\tkoine\n", "\n1000\t2\t0.4[0-9]*\t[0-9.]+\tkoine\n",
                          "\n1000\t2\t0.1[0-9]*\t[0-9.]*\tsupervised, 10 pairs\n"}) {
    EXPECT_THAT(table, testing::ContainsRegex(row));
  }
  EXPECT_THAT(report, HasSubstr("es-en: p@1 over the sentences a language"));
}

TEST_F(RunnerTest, WordTables) {
  take(
      "title = \"A\"\nshow = \"words\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1, 2]\nwords = 2\n"
      "[[method]]\nname = \"koine\"\ntrain = { softmax = \"sampled\" }\n"
      "[[method]]\nname = \"self\"\nmap = { method = \"self-learning\" }\n");
  pretender_.exit_codes["train 1"] = 3;
  pretender_.exit_codes["map"] = 5;
  const std::string report = this->report(run());
  // The seed that is shown is the first that is done; bold where the right word is among those found.
  EXPECT_THAT(report,
              HasSubstr("| es | en | koine \\[sampled softmax, seed 2\\] | self \\[seed 1\\] |\n|---|---|---|---|\n"
                        "| s0 | t0 | **t5, t0** | collapsed |\n| s1 | t1 | t6 | collapsed |\n"));
}

TEST_F(RunnerTest, WordsThatNobodyKnowsHaveARow) {
  take(
      "title = \"A\"\nshow = \"words\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1]\nwords = 2\n"
      "[[method]]\nname = \"koine\"\ntrain = { softmax = \"sampled\" }\n");
  const PlanState state = run();
  whole_.experiments[0].words = {"xyzq"};
  EXPECT_THAT(report(state), HasSubstr("| xyzq | not in the pairs | not in the vocabulary |\n"));
}

TEST_F(RunnerTest, Agreement) {
  take(
      "title = \"A\"\nshow = \"agreement\"\npairs = [\"es-en\", \"fi-en\"]\nsentences = [50000]\nseeds = [1, 2]\n"
      "[[method]]\nname = \"koine\"\ntrain = { softmax = \"sampled\" }\n");
  pretender_.ranks = {{"/train-es-en", "1", 40}, {"/train-fi-en", "1", 3}};
  const std::string whole = report(run());
  EXPECT_THAT(whole, HasSubstr("| koine \\[sampled softmax\\] | 500 | 1 | 100 | 3 |\n"));
  EXPECT_THAT(whole,
              HasSubstr("| en | es | fi |\n|---|---|---|\n| t0 | s0 | f0 |\n| t1 | s1 | f1 |\n| t2 | s2 | f2 |\n"));
  // A row is of one seed over all pairs.
  for (const Step& step : whole_.plan.steps()) {
    if (step.label == "fi-en-500-seed2") std::filesystem::remove_all(store_.folder(step));
  }
  pretender_.exit_codes["train 2"] = 3;
  EXPECT_THAT(report(run()), HasSubstr("| 500 | 1 | 100 | 3 |\n| koine \\[sampled softmax\\] | 500 | 2 | "
                                       "1 of 2 pairs; 1 failed | 1 of 2 pairs; 1 failed |\n"));
}

TEST_F(RunnerTest, ACollapsedPlaneOfWordsIsNoFailure) {
  take(
      "title = \"A\"\nshow = \"tsne\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1]\n"
      "[[method]]\nname = \"koine\"\nlanguages = [\"es\", \"en\"]\ntrain = { softmax = \"sampled\" }\n");
  pretender_.exit_codes["train"] = 5;
  EXPECT_THAT(report(run()), HasSubstr("koine \\[sampled softmax\\], 500 sentences a language, seed 1: the 100 most "
                                       "frequent words of each language by t-SNE: collapsed."));
}

TEST_F(RunnerTest, RefusesARecordOfAnotherStep) {
  run();
  const Step& step = whole_.plan[0];
  std::string record = io::read_file(store_.file(step, "step.json"));
  record.replace(record.find(step.hash), 8, "00000000");
  std::ofstream(store_.file(step, "step.json"), std::ios::binary) << record;
  EXPECT_THAT(error_of([&] { run(); }), AllOf(HasSubstr("another step"), HasSubstr("is made again")));
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
