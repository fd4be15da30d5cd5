#include "koine/experiment/experiment_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/experiment/experiment_test_support.h"
#include "koine/experiment/method_options.h"

namespace koine::experiment {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

Experiment parse(const std::string& text, Scale scale = Scale::kFull) {
  return parse_experiment(text, "x/table.toml", scale);
}

TEST(ExperimentFileTest, ReadsEverything) {
  const Experiment e =
      parse(example_file("test-pairs = 500\nabout = \"b\"\ntext = { min-count = \"paper\" }\n"
                         "corpora = { default = \"novels\", en = \"europarl\" }\n"));
  EXPECT_EQ(e.name, "table");
  EXPECT_EQ(e.title, "A");
  EXPECT_EQ(e.about, "b");
  EXPECT_EQ(e.show, Show::kTable);
  EXPECT_THAT(e.pairs, ElementsAre(LanguagePair{"es", "en"}, LanguagePair{"fi", "en"}));
  EXPECT_THAT(e.sentences, ElementsAre(50'000, 100'000));
  EXPECT_THAT(e.seeds, ElementsAre(1, 2));
  EXPECT_EQ(e.test_pairs, 500);
  EXPECT_EQ(e.corpus_kind("en"), "europarl");
  EXPECT_EQ(e.corpus_kind("fi"), "novels");
  EXPECT_THAT(e.text, ElementsAre(Pair("min-count", "paper")));
  ASSERT_EQ(e.methods.size(), 2u);
  EXPECT_FALSE(e.methods[0].mapped);
  EXPECT_FALSE(e.methods[0].baseline);
  EXPECT_THAT(e.methods[0].train, ElementsAre(Pair("tied", "true"), Pair("softmax", "sampled"),
                                              Pair("precision", "bf16")));  // in the order of koine train
  EXPECT_EQ(label_of(e.methods[0]), "sampled softmax, bf16");
  EXPECT_TRUE(e.methods[1].baseline);
  EXPECT_EQ(e.methods[1].map_method, "procrustes");
  EXPECT_THAT(e.methods[1].map, ElementsAre(Pair("iterations", "3")));
  EXPECT_THAT(e.methods[1].skipgram, ElementsAre(Pair("window", "4")));
  EXPECT_THAT(e.methods[1].seed_pairs, ElementsAre(0, 100));
  EXPECT_EQ(label_of(e.methods[1]), "");
}

TEST(ExperimentFileTest, WhatIsAsByDefaultIsLeftOut) {
  const Experiment e = parse(
      "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\"]\nsentences = [1]\n[[method]]\nname = "
      "\"k\"\ntrain = { softmax = \"full\", epochs = 10, tied = false, layers = 2 }\n");
  EXPECT_THAT(e.methods[0].train, ElementsAre(Pair("layers", "2")));
}

TEST(ExperimentFileTest, SaysWhatIsWrongAndWhere) {
  const auto error = [](const std::string& text) { return error_of([&] { parse(text); }); };
  EXPECT_THAT(error("title = \n"), HasSubstr("x/table.toml:1"));
  const std::string unknown = error(example_file("seed = 3\n"));
  EXPECT_THAT(unknown, HasSubstr("x/table.toml:6"));
  EXPECT_THAT(unknown, HasSubstr("'seed'"));
  EXPECT_THAT(unknown, HasSubstr("seeds"));  // what is known
  EXPECT_THAT(error(example_file("test-pairs = \"many\"\n")), HasSubstr("x/table.toml:6"));
  EXPECT_THAT(error(example_file("test-pairs = 0\n")), HasSubstr("1 or more"));
  EXPECT_THAT(error("title = \"A\"\n"), HasSubstr("show"));

  const std::string head =
      "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\"]\nsentences = [9]\n[[method]]\nname = \"k\"\n";
  EXPECT_THAT(error(head), HasSubstr("neither"));
  EXPECT_THAT(error(head + "train = { softmaxx = \"sampled\" }\n"), HasSubstr("softmaxx"));
  EXPECT_THAT(error(head + "train = { softmaxx = \"sampled\" }\n"), HasSubstr("x/table.toml:5"));
  EXPECT_THAT(error(head + "train = { softmax = \"some\" }\n"), HasSubstr("full|sampled"));
  EXPECT_THAT(error(head + "train = { dropout = 2.0 }\n"), HasSubstr("dropout"));
  EXPECT_THAT(error(head + "train = { seed = 2 }\n"), HasSubstr("the experiment itself decides"));
  EXPECT_THAT(error(head + "map = { cutoff = 3 }\n"), HasSubstr("method"));
  EXPECT_THAT(error(head + "map = { method = \"magic\" }\n"), HasSubstr("self-learning"));
  EXPECT_THAT(error(head + "map = { method = \"self-learning\", epochs = 3 }\n"), HasSubstr("epochs"));
  EXPECT_THAT(error(head + "map = { method = \"procrustes\" }\n"), HasSubstr("seed-pairs"));
  EXPECT_THAT(error(head + "train = {}\nseed-pairs = [3]\n"), HasSubstr("seed-pairs"));
  EXPECT_THAT(error(head + "train = {}\npairs = [\"fi-en\"]\n"), HasSubstr("fi-en"));
  EXPECT_THAT(error(head + "train = {}\nlanguages = [\"es\", \"fr\"]\n"), HasSubstr("es-en"));
  EXPECT_THAT(error(head + "train = {}\n[[method]]\nname = \"k\"\ntrain = {}\n"), HasSubstr("one name"));
  EXPECT_EQ(error(head + "train = {}\n"), "");
}

TEST(ExperimentFileTest, RefusesWhatNoExperimentCanRun) {
  const auto error = [](const std::string& text) { return error_of([&] { parse(text); }); };
  const std::string method = "[[method]]\nname = \"k\"\n";
  const std::string head = "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\"]\nsentences = [9]\n";
  EXPECT_THAT(error(head + "text = { max-tokens = 0 }\n" + method + "train = {}\n"),
              AllOf(HasSubstr("x/table.toml:5"), HasSubstr("--max-tokens"), HasSubstr("1 or more")));
  EXPECT_THAT(error(head + method + "map = { method = \"adversarial\", select = \"dictionary\" }\n"),
              AllOf(HasSubstr("x/table.toml:5"), HasSubstr("--select"), HasSubstr("criterion or last")));
  EXPECT_THAT(error(head + method + "map = { method = \"self-learning\" }\nskipgram = { hogwild = true }\n"),
              AllOf(HasSubstr("x/table.toml:5"), HasSubstr("--hogwild")));
  EXPECT_THAT(error(head + method + "train = { softmax = \"\" }\n"), HasSubstr("full|sampled"));
}

// What would only be told by a command, hours later.
TEST(ExperimentFileTest, NamesAndSizesAreCheckedBeforeAnyCommand) {
  const auto error = [](const std::string& text) { return error_of([&] { parse(text); }); };
  const std::string head = "title = \"A\"\nshow = \"words\"\npairs = [\"es-en\"]\n";
  const std::string sizes = "sentences = [9]\n", method = "[[method]]\nname = \"k\"\ntrain = {}\n";
  EXPECT_EQ(error(head + sizes + method), "");
  EXPECT_THAT(error(head + sizes + "words = [\"a\", \"\"]\n" + method),
              AllOf(HasSubstr("x/table.toml:5"), HasSubstr("a text of 'words' is empty")));
  EXPECT_THAT(error(head + sizes + "[[method]]\nname = \"\"\ntrain = {}\n"), HasSubstr("a method needs a name"));
  EXPECT_THAT(error(head + sizes + method + "languages = [\"es\", \"en\", \"../fr\"]\n"),
              AllOf(HasSubstr("x/table.toml:8"), HasSubstr("not a language code")));
  EXPECT_THAT(error(head + "sentences = [9, 1_000_000_000_001]\n" + method),
              AllOf(HasSubstr("x/table.toml:4"), HasSubstr("too large"), HasSubstr("1000000000000 or less")));
  EXPECT_EQ(error(head + "sentences = [9, 1_000_000_000_000]\n" + method), "");
}

TEST(ExperimentFileTest, APlaceIsSaidOnce) {
  const auto error = [](const std::string& text) { return error_of([&] { parse(text); }); };
  EXPECT_THAT(error("title = \"A\"\nshow = 3\npairs = [\"es-en\"]\nsentences = [9]\nmethod = []\n"),
              StartsWith("x/table.toml:2: 'show' has a value of another kind"));
  EXPECT_THAT(error(example_file() + "[[method]]\nname = \"k\"\nepoch = 3\ntrain = {}\n"),
              StartsWith("x/table.toml:16: 'epoch' has a value of another kind"));
}

TEST(ExperimentFileTest, BeforeSpellingIsOfATrainingWithRounds) {
  const std::string method = "[[method]]\nname = \"b\"\nbefore-spelling = true\n";
  const std::string rounds = "train = { join = true, spelling-rounds = 1 }\n";
  EXPECT_TRUE(parse(example_file() + method + rounds).methods.back().before_spelling);
  EXPECT_FALSE(parse(example_file()).methods[0].before_spelling);
  const auto error = [](const std::string& text) { return error_of([&] { parse(text); }); };
  for (const char* none : {"", ", spelling-rounds = 0"}) {
    EXPECT_THAT(error(example_file() + method + "train = { join = true" + none + " }\n"),
                HasSubstr("rounds of spelling"));
  }
  EXPECT_THAT(error("title = \"A\"\nshow = \"words\"\npairs = [\"es-en\"]\nsentences = [9]\n" + method + rounds),
              HasSubstr("for scores"));
}

TEST(ExperimentFileTest, AnEpochIsOfATrainingThatChoosesNoneItself) {
  const std::string method = "[[method]]\nname = \"e\"\nepoch = \"criterion-full\"\n";
  EXPECT_EQ(parse(example_file() + method + "train = {}\n").methods.back().epoch, "criterion-full");
  EXPECT_EQ(parse(example_file()).methods[0].epoch, "");
  const auto error = [](const std::string& text) { return error_of([&] { parse(text); }); };
  EXPECT_THAT(error(example_file() + "[[method]]\nname = \"e\"\nepoch = \"best\"\ntrain = {}\n"),
              HasSubstr("criterion|criterion-full|margin|last"));
  for (const char* made :
       {"train = { select = \"last\" }\n", "train = { join = true }\n", "map = { method = \"adversarial\" }\n"}) {
    EXPECT_THAT(error(example_file() + method + made), HasSubstr("`epoch` is of a `train` without `join`")) << made;
  }
  EXPECT_THAT(
      error("title = \"A\"\nshow = \"words\"\npairs = [\"es-en\"]\nsentences = [9]\n" + method + "train = {}\n"),
      HasSubstr("for scores"));
}

TEST(ExperimentFileTest, CorporaAreOfTheLanguages) {
  const auto error = [](const std::string& more) { return error_of([&] { parse(example_file(more)); }); };
  EXPECT_THAT(error("corpora = { novels = \"es\" }\n"),
              AllOf(HasSubstr("x/table.toml:6"), HasSubstr("'novels'"), HasSubstr("default, en, es, fi")));
  EXPECT_THAT(error("corpora = { default = 3 }\n"), AllOf(HasSubstr("x/table.toml:6"), HasSubstr("text in quotes")));
  EXPECT_EQ(error("corpora = { default = \"a\", es = \"b\", fi = \"c\", en = \"d\" }\n"), "");
  // Of methods, and of [small], too.
  const std::string file = example_file("corpora = { de = \"novels\", fr = \"novels\" }\n") +
                           "[[method]]\nname = \"all\"\nlanguages = [\"es\", \"fi\", \"en\", \"de\", \"fr\"]\n"
                           "train = {}\n[small]\npairs = [\"fr-en\"]\n";
  EXPECT_EQ(parse(file).corpus_kind("de"), "novels");
  EXPECT_EQ(parse(file, Scale::kSmall).corpus_kind("fr"), "novels");
}

TEST(ExperimentFileTest, SmallIsCheckedAtFullSizeToo) {
  const std::string method = "[[method]]\nname = \"all\"\nlanguages = [\"es\", \"en\", \"fi\"]\ntrain = {}\n";
  for (const Scale scale : {Scale::kFull, Scale::kSmall}) {
    EXPECT_THAT(error_of([&] { parse(example_file() + method + "[small]\npairs = [\"de-en\"]\n", scale); }),
                HasSubstr("de-en"));
    EXPECT_THAT(error_of([&] { parse(example_file() + "[small]\nseeds = []\n", scale); }), HasSubstr("empty"));
  }
}

TEST(ExperimentFileTest, AgreementIsOfAllPairsAndOneTarget) {
  const std::string head = "title = \"A\"\nshow = \"agreement\"\nsentences = [9]\n";
  const std::string method = "[[method]]\nname = \"k\"\ntrain = {}\n";
  const auto error = [](const std::string& text) { return error_of([&] { parse(text); }); };
  EXPECT_EQ(error(head + "pairs = [\"es-en\", \"fi-en\"]\n" + method), "");
  EXPECT_THAT(error(head + "pairs = [\"es-en\", \"en-fi\"]\n" + method),
              AllOf(HasSubstr("x/table.toml:4"), HasSubstr("es-en and en-fi")));
  EXPECT_THAT(error(head + "pairs = [\"es-en\", \"fi-en\"]\n" + method + "pairs = [\"es-en\"]\n"),
              AllOf(HasSubstr("x/table.toml:5"), HasSubstr("all pairs")));
}

TEST(ExperimentFileTest, PairsAndLists) {
  EXPECT_THAT(error_of([] { parse_pair("es", "p"); }), HasSubstr("es-en"));
  EXPECT_THAT(error_of([] { parse_pair("es-es", "p"); }), HasSubstr("es-es"));
  EXPECT_THAT(error_of([] { parse_pair("ES-en", "p"); }), HasSubstr("ES"));
  std::string twice = example_file();
  twice.replace(twice.find("seeds = [1, 2]"), 14, "seeds = [1, 1]");
  EXPECT_THAT(error_of([&] { parse(twice); }), HasSubstr("twice"));
}

TEST(ExperimentFileTest, Small) {
  const Experiment e = parse(example_file("words = [\"a\", \"b\"]\n"), Scale::kSmall);
  EXPECT_THAT(e.sentences, ElementsAre(500, 1'000));
  EXPECT_THAT(e.methods[1].seed_pairs, ElementsAre(0, 10));
  EXPECT_EQ(value_of(e.methods[0].train, "dimension"), "32");
  EXPECT_EQ(value_of(e.methods[0].train, "epochs"), "2");
  EXPECT_EQ(value_of(e.methods[0].train, "softmax"), "sampled");
  EXPECT_EQ(value_of(e.methods[1].skipgram, "dimension"), "32");
  EXPECT_EQ(e.test_pairs, 100);
  EXPECT_TRUE(e.words.empty());
  EXPECT_EQ(e.word_count, 2);
}

TEST(ExperimentFileTest, SmallSizesOfTheFileComeFirst) {
  const Experiment e =
      parse(example_file() + "[small]\nsentences = [700]\npairs = [\"es-en\"]\nseeds = [5]\n", Scale::kSmall);
  EXPECT_THAT(e.sentences, ElementsAre(700));
  EXPECT_THAT(e.pairs, ElementsAre(LanguagePair{"es", "en"}));
  EXPECT_THAT(e.seeds, ElementsAre(5));
  EXPECT_THAT(error_of([] { parse(example_file() + "[small]\ntitle = \"x\"\n"); }), HasSubstr("title"));
}

TEST(ExperimentFileTest, SmallFitsTheMethods) {
  const std::string bound =
      "[[method]]\nname = \"one\"\ntrain = {}\npairs = [\"es-en\", \"fi-en\"]\nsentences = [50000, 100000]\n"
      "seeds = [4, 5, 6]\n[[method]]\nname = \"other\"\ntrain = {}\npairs = [\"es-en\"]\nsentences = [100000]\n";
  const Experiment e =
      parse(example_file() + bound + "[small]\npairs = [\"fi-en\"]\nsentences = [500]\n", Scale::kSmall);
  EXPECT_THAT(e.methods[2].pairs, ElementsAre(LanguagePair{"fi", "en"}));
  EXPECT_THAT(e.methods[2].sentences, ElementsAre(500));
  EXPECT_THAT(e.methods[2].seeds, ElementsAre(4, 5));
  // What has none left takes all.
  EXPECT_THAT(e.methods[3].pairs, ElementsAre());
  EXPECT_THAT(e.methods[3].sentences, ElementsAre());
}

TEST(ExperimentFileTest, NamesOfReports) {
  const Experiment e = parse(example_file());
  EXPECT_EQ(full_name(e.methods[0]), "koine [sampled softmax, bf16]");
  EXPECT_EQ(full_name(e.methods[0], -1, {3}), "koine [sampled softmax, bf16, seed 3]");
  EXPECT_EQ(full_name(e.methods[1]), "supervised");
  EXPECT_EQ(full_name(e.methods[1], 100, {1, 2}), "supervised, 100 pairs [seeds 1, 2]");
  Method quick = e.methods[1];
  quick.map_method = "adversarial";
  quick.map = {{"preset", "quick"}};
  EXPECT_EQ(label_of(quick), "quick");
}

TEST(ExperimentFileTest, WithoutBf16TheLabelSaysSo) {
  Experiment e = parse(example_file());
  EXPECT_TRUE(fall_back_to_f32(e));
  EXPECT_FALSE(fall_back_to_f32(e));  // none is left that asks for it
  EXPECT_EQ(value_of(e.methods[0].train, "precision"), "");
  EXPECT_EQ(label_of(e.methods[0]), "sampled softmax, f32, as this processor has no bf16");
  EXPECT_EQ(label_of(e.methods[1]), "");
}

}  // namespace
}  // namespace koine::experiment
