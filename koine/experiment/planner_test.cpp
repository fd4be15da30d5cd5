#include "koine/experiment/planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "koine/experiment/experiment_file.h"
#include "koine/experiment/experiment_test_support.h"
#include "koine/experiment/method_options.h"

namespace koine::experiment {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;

std::set<std::string> folders(const WholePlan& whole) {
  std::set<std::string> names;
  for (const Step& step : whole.plan.steps()) names.insert(step.folder);
  return names;
}

class PlannerTest : public ::testing::Test {
 protected:
  PlannerTest() {
    for (const char* language : {"es", "fi", "en"}) {
      folder_.write(std::string("corpora/") + language + ".novels.txt", std::string("text of ") + language);
    }
    folder_.write("dictionaries/full/es-en.txt", "es");
    folder_.write("dictionaries/fi-en.txt", "fi");
    folder_.write("dictionaries/train-0-5000/es-en.txt", "seeds");
  }

  WholePlan plan(const std::string& text, const std::string& only = "") {
    Inputs inputs(folder_.path() / "corpora", folder_.path() / "dictionaries");
    Experiment experiment = parse_experiment(text, "table.toml", Scale::kFull);
    said_ = inputs.fall_back_to_plain_texts(experiment);
    return make_plan({std::move(experiment)}, &inputs, only);
  }

  static std::vector<std::string> commands(const WholePlan& whole, const std::string& kind) {
    std::vector<std::string> lines;
    for (std::size_t s = 0; s < whole.plan.steps().size(); ++s) {
      if (whole.plan[s].kind == kind) lines.push_back(whole.plan.command_line(s, "S"));
    }
    return lines;
  }

  TemporaryFolder folder_;
  std::vector<std::string> said_;
};

TEST_F(PlannerTest, SharesWhatIsTheSame) {
  const WholePlan whole = plan(example_file());
  EXPECT_EQ(commands(whole, "vocabulary").size(), 6u);  // 3 languages, 2 sizes
  EXPECT_EQ(commands(whole, "pairs").size(), 2u);       // one draw for all methods and sizes of a pair
  EXPECT_EQ(commands(whole, "skipgram").size(), 12u);   // 3 languages, 2 sizes, 2 seeds: English once for both pairs
  EXPECT_EQ(commands(whole, "train").size(), 8u);       // 2 pairs, 2 sizes, 2 seeds
  EXPECT_EQ(commands(whole, "map").size(), 16u);        // the same with 2 numbers of seed pairs
  EXPECT_EQ(commands(whole, "evaluate").size(), 24u);
  EXPECT_EQ(whole.cells.size(), 12u);
  EXPECT_EQ(whole.cells[0].name(whole.experiments), "table/es-en/50000/koine");
  EXPECT_EQ(whole.cells[2].name(whole.experiments), "table/es-en/50000/supervised/100 pairs");
  for (const Cell& cell : whole.cells) EXPECT_EQ(cell.runs.size(), 2u);
}

TEST_F(PlannerTest, CommandsSayEverything) {
  const WholePlan whole = plan(example_file());
  const std::string train = commands(whole, "train")[0];
  EXPECT_THAT(train, HasSubstr("koine train S/train-es-en-50000-seed1-"));
  EXPECT_THAT(train, HasSubstr("corpora/es.novels.txt --text en="));
  EXPECT_THAT(train, HasSubstr("--sentences 50000 --sampling first"));
  EXPECT_THAT(train, HasSubstr("--preset paper --tied --softmax sampled --precision bf16 --seed 1"));
  const std::string pairs = commands(whole, "pairs")[0];
  EXPECT_THAT(pairs, HasSubstr("full/es-en.txt"));
  EXPECT_THAT(pairs, HasSubstr("--source S/vocabulary-es-50000-"));
  EXPECT_THAT(pairs, HasSubstr("--source S/vocabulary-es-100000-"));
  const auto maps = commands(whole, "map");
  EXPECT_THAT(maps[0], HasSubstr("--method procrustes --seed-pairs 0 --iterations 3 --seed 1"));
  EXPECT_THAT(maps[0], Not(HasSubstr("--seed-dictionary")));
  EXPECT_THAT(maps[1], HasSubstr("--seed-pairs 100 --seed-dictionary"));
  EXPECT_THAT(maps[1], HasSubstr("train-0-5000/es-en.txt --exclude-pairs S/pairs-es-en-"));
}

TEST_F(PlannerTest, BeforeAndAfterSpellingAreTwoScoresOfOneTraining) {
  const std::string rounds = "train = { join = true, spelling-rounds = 1 }\n";
  const WholePlan plain = plan(example_file());
  const WholePlan whole = plan(example_file() + "[[method]]\nname = \"before\"\nbefore-spelling = true\n" + rounds +
                               "[[method]]\nname = \"after\"\n" + rounds);
  const auto added = [&](const std::string& kind) {
    return commands(whole, kind).size() - commands(plain, kind).size();
  };
  EXPECT_EQ(2 * added("train"), added("evaluate"));
  const auto scores = commands(whole, "evaluate");
  EXPECT_THAT(scores, testing::Contains(HasSubstr("/without-spelling/es.vec")));
  EXPECT_THAT(scores, testing::Contains(HasSubstr("/vectors/es.vec")));
}

TEST_F(PlannerTest, WaysToChooseTheEpochShareOneTraining) {
  const std::string tied = "train = { tied = true }\n";
  const WholePlan plain = plan(example_file());
  const WholePlan whole = plan(example_file() + "[[method]]\nname = \"last\"\nepoch = \"last\"\n" + tied +
                               "[[method]]\nname = \"margin\"\nepoch = \"margin\"\n" + tied);
  const auto added = [&](const std::string& kind) {
    return commands(whole, kind).size() - commands(plain, kind).size();
  };
  EXPECT_EQ(2 * added("train"), added("evaluate"));
  EXPECT_THAT(commands(whole, "train"), testing::Contains(HasSubstr("--tied --seed 1 --keep-epochs")));
  EXPECT_THAT(commands(plain, "train"), testing::Each(Not(HasSubstr("--keep-epochs"))));
  // Nor has a method that takes what --select chooses a training of its own.
  const WholePlan both = plan(example_file() + "[[method]]\nname = \"margin\"\nepoch = \"margin\"\n" + tied +
                              "[[method]]\nname = \"chosen\"\n" + tied);
  EXPECT_EQ(commands(both, "train"), commands(whole, "train"));
  EXPECT_EQ(folders(both).size(), folders(whole).size());
  const auto scores = commands(whole, "evaluate");
  EXPECT_THAT(scores, testing::Contains(HasSubstr("/epochs/last/vectors/es.vec")));
  EXPECT_THAT(scores, testing::Contains(HasSubstr("/epochs/margin/vectors/en.vec")));
}

TEST_F(PlannerTest, SeedsComeOneAfterTheOther) {
  const WholePlan whole = plan(example_file());
  std::size_t last_of_first = 0, first_of_second = whole.plan.steps().size();
  for (const Cell& cell : whole.cells) {
    last_of_first = std::max(last_of_first, cell.runs[0].step);
    first_of_second = std::min(first_of_second, cell.runs[1].step);
  }
  EXPECT_LT(last_of_first, first_of_second);
}

TEST_F(PlannerTest, AStepStandsOnlyOnEarlierOnes) {
  const WholePlan whole = plan(example_file());
  std::set<std::string> folders;
  for (std::size_t s = 0; s < whole.plan.steps().size(); ++s) {
    for (const std::size_t read : whole.plan.reads(s)) EXPECT_LT(read, s);
    folders.insert(whole.plan[s].folder);
  }
  EXPECT_EQ(folders.size(), whole.plan.steps().size());
}

TEST_F(PlannerTest, TheHashIsOfWhatMakesAResult) {
  const auto before = folders(plan(example_file()));
  // Where the files lie does not matter.
  std::filesystem::rename(folder_.path() / "corpora", folder_.path() / "moved");
  Inputs moved(folder_.path() / "moved", folder_.path() / "dictionaries");
  EXPECT_EQ(folders(make_plan({parse_experiment(example_file(), "table.toml", Scale::kFull)}, &moved)), before);
  std::filesystem::rename(folder_.path() / "moved", folder_.path() / "corpora");
  // What they hold does: all that reads the Spanish text is another step, and so is all that reads its result.
  folder_.write("corpora/es.novels.txt", "another text");
  std::size_t same = 0;
  for (const auto& name : folders(plan(example_file()))) same += before.contains(name);
  // 4 vocabularies, 8 skip-grams, pairs, 4 trainings, 8 maps, 12 evaluations, all of fi and en.
  EXPECT_EQ(same, 4u + 8u + 1u + 4u + 8u + 12u);
}

// A default that changes is not among the arguments.
TEST_F(PlannerTest, TheHashIsOfDefaultsToo) {
  Plan plan;
  const std::size_t one = plan.add({.kind = "train", .settled = {{"epochs", "10"}}});
  EXPECT_EQ(plan.add({.kind = "train", .settled = {{"epochs", "10"}}}), one);
  EXPECT_NE(plan.add({.kind = "train", .settled = {{"epochs", "20"}}}), one);
}

TEST_F(PlannerTest, EveryOptionIsSettled) {
  const WholePlan whole =
      plan(example_file("text = { min-count = \"paper\" }\n") +
           "[[method]]\nname = \"game\"\nmap = { method = \"adversarial\", preset = \"quick\", batch = 16 }\n");
  const auto settled = [&](const std::string& kind, const std::string& label) {
    for (const Step& step : whole.plan.steps()) {
      if (step.kind == kind && step.label.find(label) != std::string::npos) return step.settled;
    }
    return Options();
  };
  const Options train = settled("train", "es-en");
  EXPECT_THAT(train, IsSupersetOf(Options{
                         {"softmax", "sampled"}, {"dropout", "0.3"}, {"min-count", "paper"}, {"max-tokens", "1000"}}));
  EXPECT_EQ(value_of(train, "seed"), "");  // the experiment's own are arguments
  EXPECT_THAT(settled("skipgram", "es"),
              IsSupersetOf(Options{{"window", "4"}, {"negative", "5"}, {"lowercase", "true"}}));
  EXPECT_THAT(settled("vocabulary", "es"), Contains(Pair("min-count", "paper")));
  EXPECT_THAT(settled("map", "procrustes"), IsSupersetOf(Options{{"iterations", "3"}, {"max-rank", "15000"}}));
  // Of what a preset stands for, too, and of nothing that the method does not have.
  EXPECT_THAT(settled("map", "adversarial"), IsSupersetOf(Options{{"epoch-size", "300000"}, {"batch", "16"}}));
  EXPECT_EQ(value_of(settled("map", "procrustes"), "epoch-size"), "");
  EXPECT_THAT(plan("title = \"A\"\nshow = \"tsne\"\npairs = [\"es-en\"]\nsentences = [10]\n[[method]]\n"
                   "name = \"k\"\nlanguages = [\"es\", \"en\"]\ntrain = {}\n")
                  .plan.steps()
                  .back()
                  .settled,
              Contains(Pair("perplexity", "30")));
}

TEST_F(PlannerTest, OptionsOfTextGoToAllThatReadIt) {
  const WholePlan whole = plan(example_file("text = { min-count = \"paper\", lowercase = false }\n"));
  for (const char* kind : {"vocabulary", "train", "skipgram"}) {
    for (const auto& command : commands(whole, kind)) {
      EXPECT_THAT(command, HasSubstr("--sampling first --min-count paper --no-lowercase"));
    }
  }
}

TEST_F(PlannerTest, AMethodMayBeBound) {
  const WholePlan whole = plan(example_file() +
                               "[[method]]\nname = \"one\"\ntrain = {}\npairs = [\"fi-en\"]\nsentences = [100000]\n"
                               "seeds = [7]\n");
  std::vector<Cell> cells;
  for (const Cell& cell : whole.cells) {
    if (cell.method == 2) cells.push_back(cell);
  }
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].name(whole.experiments), "table/fi-en/100000/one");
  ASSERT_EQ(cells[0].runs.size(), 1u);
  EXPECT_EQ(cells[0].runs[0].seed, 7u);
  EXPECT_THAT(whole.plan[cells[0].runs[0].step].label, "fi-en-100000-seed7");
}

TEST_F(PlannerTest, WhatAStepStandsOn) {
  const WholePlan whole = plan(example_file());
  const auto behind = whole.plan.behind(whole.cells[2].runs[0].step);  // es-en with 100 seed pairs
  std::map<std::string, int> kinds;
  for (const std::size_t step : behind) ++kinds[whole.plan[step].kind];
  // The pairs are drawn from the vocabularies of both sizes.
  EXPECT_EQ(kinds, (std::map<std::string, int>{
                       {"evaluate", 1}, {"map", 1}, {"pairs", 1}, {"skipgram", 2}, {"vocabulary", 4}}));
  EXPECT_TRUE(std::ranges::is_sorted(behind));
}

TEST_F(PlannerTest, OtherSeedsAndMethodsLeaveTheOthersAlone) {
  const auto before = folders(plan(example_file()));
  std::string more = example_file() + "[[method]]\nname = \"self\"\nmap = { method = \"self-learning\" }\n";
  more.replace(more.find("seeds = [1, 2]"), 14, "seeds = [1, 2, 3]");
  const auto after = folders(plan(more));
  EXPECT_TRUE(std::ranges::includes(after, before));
  EXPECT_GT(after.size(), before.size());
}

TEST_F(PlannerTest, LanguagesTogether) {
  const WholePlan whole = plan(
      "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\", \"fi-en\"]\nsentences = [10]\n"
      "[[method]]\nname = \"all\"\nlanguages = [\"en\", \"es\", \"fi\"]\ntrain = {}\n");
  EXPECT_EQ(commands(whole, "train").size(), 1u);
  EXPECT_EQ(commands(whole, "evaluate").size(), 2u);
}

TEST_F(PlannerTest, WordsComeFromThePairs) {
  const std::string file = "title = \"A\"\nshow = \"words\"\npairs = [\"es-en\"]\nsentences = [10]\n";
  const std::string method = "[[method]]\nname = \"k\"\ntrain = {}\n";
  EXPECT_THAT(
      commands(plan(file + "words = 7\n" + method), "translate")[0],
      ::testing::MatchesRegex(
          "mkdir -p S/translate-.* && head -n 7 S/pairs-es-en-.*/pairs.tsv [|] cut -f 1 [|] koine translate S/train-.* "
          "--from es --to en --top 3 > S/translate-.*/translations.tsv"));
  EXPECT_THAT(commands(plan(file + "words = [\"rey\", \"el rey\"]\n" + method), "translate")[0],
              HasSubstr("--top 3 -- rey 'el rey' > "));
}

TEST_F(PlannerTest, SaysWhatIsNotThere) {
  const std::string file =
      "title = \"A\"\nshow = \"table\"\npairs = [\"cs-en\"]\nsentences = [10]\n[[method]]\nname = "
      "\"k\"\ntrain = {}\n";
  EXPECT_THAT(error_of([&] { plan(file); }), HasSubstr("cs"));
  folder_.write("corpora/cs.txt", "x");
  EXPECT_THAT(error_of([&] { plan(file); }), HasSubstr("full/cs-en.txt"));
  folder_.write("dictionaries/cs-en.txt", "x");
  EXPECT_EQ(error_of([&] { plan(file); }), "");
  folder_.write("corpora/en.debates.txt.xz", "x");
  EXPECT_THAT(error_of([&] { plan(file); }), HasSubstr("en.debates.txt.xz, en.novels.txt"));
  EXPECT_THAT(error_of([&] { Inputs(folder_.path() / "no", folder_.path()); }), HasSubstr("--corpora"));
}

TEST_F(PlannerTest, TakesAPlainTextForOneOfTheDefaultKindThatIsNotThere) {
  const std::string before = "title = \"A\"\nshow = \"table\"\npairs = [\"cs-en\"]\nsentences = [10]\n";
  const std::string after = "[[method]]\nname = \"k\"\ntrain = {}\n";
  folder_.write("corpora/cs.txt.gz", "x");
  folder_.write("corpora/en.txt", "x");
  folder_.write("dictionaries/cs-en.txt", "x");
  const WholePlan whole = plan(before + "corpora = { default = \"novels\" }\n" + after);
  EXPECT_THAT(commands(whole, "train")[0], HasSubstr("corpora/cs.txt.gz --text en="));
  EXPECT_THAT(commands(whole, "train")[0], HasSubstr("corpora/en.novels.txt "));
  EXPECT_THAT(said_, ::testing::ElementsAre("table: there is no text cs.novels, cs.txt.gz takes its place."));
  EXPECT_THAT(whole.texts[0].name, "cs");
  // A kind that is named for a language is meant.
  EXPECT_THAT(error_of([&] { plan(before + "corpora = { cs = \"novels\" }\n" + after); }), HasSubstr("cs.novels.txt"));
}

TEST_F(PlannerTest, WhatNobodyAskedForMayBeAbsent) {
  const std::string file =
      "title = \"A\"\nshow = \"table\"\npairs = [\"cs-en\", \"es-en\"]\nsentences = [10]\nseeds = [1]\n[[method]]\n"
      "name = \"k\"\ntrain = {}\n";
  EXPECT_THAT(error_of([&] { plan(file, "k"); }), HasSubstr("no dictionary of the pair cs-en"));
  const WholePlan whole = plan(file, "es-en");
  ASSERT_EQ(whole.absent.size(), 1u);
  EXPECT_EQ(whole.absent.begin()->first, whole.cells[0].runs[0].step);
  EXPECT_THAT(whole.absent.begin()->second, HasSubstr("no dictionary of the pair cs-en"));
  EXPECT_EQ(commands(whole, "train").size(), 1u);
}

// In an empty folder, one after the other: each makes the folder that it writes to, unless that is its argument.
TEST_F(PlannerTest, CommandsMakeTheirFolder) {
  const WholePlan whole = plan(example_file());
  for (std::size_t s = 0; s < whole.plan.steps().size(); ++s) {
    const Step& step = whole.plan[s];
    const bool made = whole.plan.command_line(s, "S").starts_with("mkdir -p S/" + step.folder + " && koine ");
    EXPECT_EQ(made, step.kind == "evaluate" || step.kind == "pairs") << step.kind;
    const bool has_isa = whole.plan.command_line(s, "S", "mmx").ends_with(" --isa mmx");
    EXPECT_EQ(has_isa, step.kind == "train" || step.kind == "skipgram") << step.kind;
  }
}

TEST(ArtificialPlanTest, StandsInForText) {
  const WholePlan whole = make_plan({parse_experiment(example_file(), "table.toml", Scale::kSmall)}, nullptr);
  EXPECT_EQ(whole.plan.command_line(0, "S").substr(0, 72),
            "koine artificial --languages 3 --sentences 1000 --seed 1 -o S/artificial");
  // Sources come before their target, for there is no dictionary from ab to aa.
  for (std::size_t s = 0; s < whole.plan.steps().size(); ++s) {
    const std::string line = whole.plan.command_line(s, "S");
    if (line.find("koine pairs") == std::string::npos) continue;
    EXPECT_THAT(line, ::testing::AnyOf(HasSubstr("/aa-ac.txt"), HasSubstr("/ab-ac.txt")));
  }
  std::string circle = example_file();
  circle.replace(circle.find("fi-en"), 5, "en-es");
  EXPECT_THAT(error_of([&] { make_plan({parse_experiment(circle, "t", Scale::kSmall)}, nullptr); }),
              HasSubstr("circle"));
}

TEST(ShellWordTest, Quotes) {
  EXPECT_EQ(shell_word("a-b/c.txt"), "a-b/c.txt");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace koine::experiment
