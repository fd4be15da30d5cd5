#include "koine/experiment/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "koine/experiment/runner_test_support.h"
#include "koine/experiment/scores.h"

namespace koine::experiment {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// What a report says of a run.
class ReportTest : public RunnerTest {};

TEST_F(ReportTest, TheReportHasNoBlankCell) {
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

TEST_F(ReportTest, ComparesWithTheBestBaseline) {
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
TEST_F(ReportTest, EachPairHasItsOwnBaseline) {
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

// Baselines of another size, or of another experiment, are none of a cell.
TEST_F(ReportTest, BaselinesAreOfTheSameSizeAndExperiment) {
  const std::string head = "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\"]\nseeds = [1]\n";
  const std::string koine = "[[method]]\nname = \"koine\"\ntrain = {}\n[[method]]\nname = \"base\"\n";
  const auto experiment = [&](const char* file, const std::string& sizes, const std::string& method) {
    return parse_experiment(head + sizes + koine + "map = { method = \"" + method + "\" }\n", file, Scale::kSmall);
  };
  whole_ = make_plan({experiment("a.toml", "sentences = [50000, 100000]\n", "self-learning"),
                      experiment("b.toml", "sentences = [50000]\n", "identical")},
                     nullptr);
  pretender_.ranks = {{"/train-", "1"},
                      {"/map-self-learning-es-en-500", "1", 10},
                      {"/map-self-learning-es-en-1000", "1", 20},
                      {"/map-identical", "1", 30}};
  const auto scores = read_scores(whole_, run(), store_);
  ASSERT_EQ(scores.size(), 6u);  // both sizes of a, then b; koine and its baseline
  EXPECT_NEAR(scores[0].comparison->difference, 0.3, 1e-12);
  EXPECT_NEAR(scores[2].comparison->difference, 0.2, 1e-12);
  EXPECT_NEAR(scores[4].comparison->difference, 0.1, 1e-12);
}

TEST_F(ReportTest, TheReportOfAWholeRun) {
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

TEST_F(ReportTest, TheReportTellsOfSeveralCommits) {
  PlanState state = run();
  state.records[0]->commit = "0123456789ab";
  EXPECT_THAT(report(state), ContainsRegex("commit 0123456789ab, [a-z0-9-]+ \\(1 of "));
}

// Whoever has spoilt a file of the store is told which, and what to do.
TEST_F(ReportTest, WhatIsWrongInTheStoreIsSaid) {
  const PlanState state = run();
  const auto spoilt = [&](const std::string& kind, const std::string& name, const std::string& content) {
    for (const Step& step : whole_.plan.steps()) {
      if (step.kind != kind) continue;
      const std::filesystem::path file = store_.file(step, name);
      const std::string before = std::filesystem::exists(file) ? io::read_file(file) : "";
      content.empty() ? std::filesystem::remove(file) : (std::ofstream(file) << content).good();
      const std::string error = error_of([&] { report(state); });
      std::ofstream(file) << before;
      return error;
    }
    return std::string("no such step");
  };
  const auto is_told = AllOf(HasSubstr("store/"), HasSubstr("remove its folder, and the step is made again"));
  EXPECT_THAT(spoilt("evaluate", "ranks.tsv", ""), AllOf(is_told, HasSubstr("cannot open the file")));
  EXPECT_THAT(spoilt("evaluate", "ranks.tsv", "x"), AllOf(is_told, HasSubstr("this is no table of ranks")));
  EXPECT_THAT(spoilt("vocabulary", "text.json", "{"), AllOf(is_told, HasSubstr("cannot be read")));
  const char* empty = R"({"languages":[],"options":{},"prefix_files":{},"inputs":[],"diagnosis":[]})";
  EXPECT_THAT(spoilt("vocabulary", "text.json", empty), AllOf(is_told, HasSubstr("tells of no text")));
  // What is only told beside the scores is left out.
  for (const char* record : {R"({"seed_pairs":{"used":"x"}})", R"({"seed_pairs":7})", "[]"}) {
    EXPECT_EQ(spoilt("map", "run.json", record), "") << record;
  }
}

TEST_F(ReportTest, TheReportTellsOfFewPairs) {
  whole_.experiments[0].test_pairs = 200;
  EXPECT_THAT(report(run()),
              HasSubstr("Less than was asked for: es-en has 100 of 200 test pairs, so that chance is 1.0"));
}

TEST_F(ReportTest, WhatHasNoInputIsNotRunAndNoFailure) {
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

TEST_F(ReportTest, Curves) {
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

TEST_F(ReportTest, WordTables) {
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
  // Whoever removed the pairs has the table without them.
  for (const Step& step : whole_.plan.steps()) {
    if (step.kind == "pairs") std::filesystem::remove_all(store_.folder(step));
  }
  EXPECT_THAT(this->report(look(whole_, store_, options_)), HasSubstr("| s0 | t5, t0 | "));
}

TEST_F(ReportTest, WordsThatNobodyKnowsHaveARow) {
  take(
      "title = \"A\"\nshow = \"words\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1]\nwords = 2\n"
      "[[method]]\nname = \"koine\"\ntrain = { softmax = \"sampled\" }\n");
  const PlanState state = run();
  whole_.experiments[0].words = {"xyzq"};
  EXPECT_THAT(report(state), HasSubstr("| xyzq | not in the pairs | not in the vocabulary |\n"));
}

TEST_F(ReportTest, Agreement) {
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

TEST_F(ReportTest, ACollapsedPlaneOfWordsIsNoFailure) {
  take(
      "title = \"A\"\nshow = \"tsne\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1]\n"
      "[[method]]\nname = \"koine\"\nlanguages = [\"es\", \"en\"]\ntrain = { softmax = \"sampled\" }\n");
  pretender_.exit_codes["train"] = 5;
  EXPECT_THAT(report(run()),
              HasSubstr("koine \\[sampled softmax\\], 500 sentences a language, seed 1: the most frequent "
                        "words of each language, 100 at most, by t-SNE: collapsed."));
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
