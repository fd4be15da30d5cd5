#include "koine/experiment/taken_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "koine/experiment/runner_test_support.h"
#include "koine/experiment/scores.h"

namespace koine::experiment {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TakenResultsTest : public RunnerTest {
 protected:
  // Runs everything in a store of its own, as another machine would. → its results.json.
  std::string results_of_another() {
    const Store here = store_;
    store_ = Store(folder_.path() / "another" / "store");
    pretender_.pairs = 100;
    report(run());
    store_ = here;
    pretender_.calls.clear();
    return io::read_file(folder_.path() / "results.json");
  }
};

TEST_F(TakenResultsTest, WhatWasScoredElsewhereIsNotMadeAgain) {
  const std::string results = results_of_another();
  const std::string first = io::read_file(folder_.path() / "report.md");
  const auto scores = parse_results(results, "results.json");
  EXPECT_EQ(scores.size(), 4u);
  EXPECT_EQ(take_scores(scores, whole_.plan), 4u);
  const std::string second = report(run());
  EXPECT_EQ(calls_of("train"), 0);
  EXPECT_EQ(calls_of("skipgram"), 0);
  EXPECT_EQ(calls_of("map"), 0);
  EXPECT_EQ(calls_of("evaluate"), 0);
  EXPECT_EQ(calls_of("pairs"), 1);
  EXPECT_THAT(second, HasSubstr(", with scores of an earlier one."));
  const auto after_makers = [](const std::string& text) { return text.substr(text.find("## A")); };
  EXPECT_EQ(after_makers(second), after_makers(first));
  // What is said of the scores, and of what made them, is the same.
  const auto runs = [](const std::string& json) {
    return nlohmann::ordered_json::parse(json)["experiments"][0]["cells"];
  };
  EXPECT_EQ(runs(io::read_file(folder_.path() / "results.json")), runs(results));
}

// They stay when the same experiment goes on without the file, and what was not taken is made.
TEST_F(TakenResultsTest, WhatWasTakenIsKept) {
  auto scores = parse_results(results_of_another(), "results.json");
  scores.erase(std::prev(scores.end()));
  EXPECT_EQ(take_scores(scores, whole_.plan), 3u);
  run();
  EXPECT_EQ(calls_of("evaluate"), 1);
  pretender_.calls.clear();
  take(kExperiment);
  const PlanState state = run();
  EXPECT_TRUE(pretender_.calls.empty());
  int taken = 0;
  for (const auto& record : state.records) {
    if (!record || record->taken.empty()) continue;
    ++taken;
    EXPECT_EQ(record->command, record->taken.back().command);
    EXPECT_THAT(record->command, HasSubstr("/another/store/"));
    EXPECT_EQ(record->work.rate_class, "");
  }
  EXPECT_EQ(taken, 3);
}

TEST_F(TakenResultsTest, AScoreOfOtherOptionsIsNotTaken) {
  const auto scores = parse_results(results_of_another(), "results.json");
  std::string other = kExperiment;
  take(other.replace(other.find("sampled"), 7, "full"));
  EXPECT_EQ(take_scores(scores, whole_.plan), 2u);  // those of the baseline
}

// A folder that is not that of a score: it stands for no score.
TEST_F(TakenResultsTest, OnlyScoresAreTaken) {
  auto scores = parse_results(results_of_another(), "results.json");
  std::map<std::string, TakenScore> others;
  for (const Step& step : whole_.plan.steps()) {
    if (step.kind != "evaluate") others[step.folder] = scores.begin()->second;
  }
  EXPECT_EQ(take_scores(others, whole_.plan), 0u);
}

TEST_F(TakenResultsTest, RanksOfOtherPairsAreRefused) {
  take_scores(parse_results(results_of_another(), "results.json"), whole_.plan);
  pretender_.pairs = 99;
  try {
    run();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInput);
    EXPECT_THAT(error.what(), HasSubstr("99 pairs, 100 ranks"));
    EXPECT_THAT(error.what(), HasSubstr("pairs.tsv"));
  }
}

TEST(ParseResultsTest, ReadsRanksAndSteps) {
  const std::string run =
      R"({"seed":1,"status":"done","pairs":2,"ranks":"store/evaluate-x-012/ranks.tsv","csls_ranks":"1 17","steps":[)"
      R"({"folder":"train-x-345","command":"koine train","seconds":7.5,"resumed":true,"commit":"abc","isa":"avx512"},)"
      R"({"folder":"evaluate-x-012","command":"koine evaluate","seconds":1,"resumed":false,"commit":"d","isa":"s"}]})";
  const auto json = [](const std::string& run) {
    return R"({"experiments":[{"cells":[{"runs":[)" + run + R"(,{"seed":2,"status":"not run","hours":1}]}]}]})";
  };
  const auto scores = parse_results(json(run), "results.json");
  ASSERT_EQ(scores.size(), 1u);
  const auto& [folder, score] = *scores.begin();
  EXPECT_EQ(folder, "evaluate-x-012");
  EXPECT_THAT(score.csls_ranks, ElementsAre(1, 17));
  ASSERT_EQ(score.steps.size(), 2u);
  EXPECT_EQ(score.steps[0].command, "koine train");
  EXPECT_EQ(score.steps[0].seconds, 7.5);
  EXPECT_TRUE(score.steps[0].resumed);
  EXPECT_EQ(score.steps[1].commit, "d");
  EXPECT_EQ(score.steps[1].isa, "s");

  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = run;
    return json(text.replace(text.find(from), from.size(), to));
  };
  EXPECT_TRUE(parse_results(with(R"("csls_ranks":"1 17",)", ""), "x").empty());       // of before there were ranks
  EXPECT_TRUE(parse_results(with("\"evaluate-x-012\"", "\"another\""), "x").empty());  // it says not how it was made
  for (const std::string& bad : {std::string("{"), std::string("[]"), std::string("{}"), with("1 17", "1"),
                                 with("1 17", "1 x"), with("1 17", "1 17 3"), with("\"ranks\":", "\"rank\":"),
                                 with("7.5", "\"7.5\"")}) {
    try {
      parse_results(bad, "some/results.json");
      ADD_FAILURE() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      EXPECT_THAT(error.what(), HasSubstr("some/results.json"));
    }
  }
}

}  // namespace
}  // namespace koine::experiment
