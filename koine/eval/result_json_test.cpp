#include "koine/eval/result_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "koine/core/error.h"

namespace koine::eval {
namespace {

TEST(ResultJsonTest, HasTheScoresWithoutKnownWordsApart) {
  Evaluation evaluation;
  score({{.nearest_rank = 3, .csls_rank = 1, .known = true}, {.nearest_rank = 1, .csls_rank = 2}}, {3, 0, 1}, 1,
        evaluation);
  const auto json = nlohmann::json::parse(to_json(evaluation, {}));
  ASSERT_EQ(json["untouched"].size(), 2u);
  EXPECT_EQ(json["untouched"][0]["retrieval"], "csls");
  EXPECT_EQ(json["untouched"][0]["p_at_1"], 0.0);
  EXPECT_EQ(json["untouched"][1]["p_at_1"], 1.0);
  EXPECT_EQ(json["untouched"][1]["coverage"], 0.5);
}

TEST(ResultJsonTest, HasTheHeadlineAtTheTopAndAllVariants) {
  Evaluation evaluation;
  evaluation.task = "alignment";
  evaluation.candidates = 4;
  evaluation.neighbours = 4;
  score({{3, 1, 10, false}, {1, 2, 1000, true}, {11, 6, 1001, false}, {5, 20, 60000, false}}, {8, 2}, 17, evaluation);
  const auto json = nlohmann::json::parse(to_json(evaluation, {{"source", "es.vec"}, {"target", "en.vec"}}));
  EXPECT_EQ(json["task"], "alignment");
  EXPECT_EQ(json["retrieval"], "csls");
  EXPECT_EQ(json["identical_strings"], true);
  EXPECT_DOUBLE_EQ(json["p_at_1"], 0.25);
  EXPECT_DOUBLE_EQ(json["p_at_5"], 0.5);
  EXPECT_DOUBLE_EQ(json["p_at_10"], 0.75);
  EXPECT_DOUBLE_EQ(json["mrr"], evaluation.variants[0].mrr);
  ASSERT_EQ(json["interval_95"].size(), 2u);
  EXPECT_LE(json["interval_95"][0], 0.25);
  EXPECT_GE(json["interval_95"][1], 0.25);
  EXPECT_EQ(json["pairs"], 4);
  EXPECT_DOUBLE_EQ(json["coverage"], 0.5);
  EXPECT_EQ(json["seed"], 17);
  EXPECT_EQ(json["files"]["target"], "en.vec");

  ASSERT_EQ(json["variants"].size(), 4u);
  EXPECT_EQ(json["variants"][1]["retrieval"], "nn");
  EXPECT_DOUBLE_EQ(json["variants"][1]["p_at_5"], 0.75);
  EXPECT_EQ(json["variants"][2]["identical_strings"], false);
  EXPECT_EQ(json["variants"][2]["pairs"], 3);
  for (const auto& variant : json["variants"]) {
    for (const char* key : {"p_at_1", "p_at_5", "p_at_10", "mrr", "interval_95", "pairs", "coverage"}) {
      EXPECT_TRUE(variant.contains(key)) << key;
    }
  }
  EXPECT_FALSE(json.contains("untouched"));
  ASSERT_EQ(json["frequency_bins"].size(), 3u);
  EXPECT_EQ(json["frequency_bins"][0]["last_rank"], 1000);
  EXPECT_TRUE(json["frequency_bins"][2]["last_rank"].is_null());
}

TEST(ResultJsonTest, NamesTheWaysOfSpelling) {
  Evaluation evaluation;
  evaluation.spelling_weight = 0.25;
  score({{.nearest_rank = 1, .csls_rank = 1, .spelling_rank = 1, .both_rank = 1}}, {1}, 1, evaluation);
  const auto json = nlohmann::json::parse(to_json(evaluation, {}));
  EXPECT_EQ(json["spelling_weight"], 0.25);
  const std::vector<std::string> names{"csls", "nn", "spelling", "csls+spelling"};
  ASSERT_EQ(json["variants"].size(), 2 * names.size());  // with identical strings and without
  for (std::size_t v = 0; v < 2 * names.size(); ++v) {
    EXPECT_EQ(json["variants"][v]["retrieval"], names[v % 4]);
    EXPECT_EQ(json["variants"][v].contains("p_not_better"), v % 4 == 3);
  }
  EXPECT_EQ(json["variants"][3]["p_not_better"], 1.0);
}

TEST(RanksTableTest, ComesBack) {
  const std::string table = ranks_table({{"rey", "king", 1, 2}, {"casi", "nearly", 17, 9}});
  EXPECT_EQ(table, "source\ttarget\tcsls_rank\tnearest_rank\nrey\tking\t1\t2\ncasi\tnearly\t17\t9\n");
  const auto pairs = parse_ranks(table, "ranks.tsv");
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[1].source, "casi");
  EXPECT_EQ(pairs[1].target, "nearly");
  EXPECT_EQ(pairs[1].csls_rank, 17);
  EXPECT_EQ(pairs[1].nearest_rank, 9);
}

TEST(RanksTableTest, RanksOfSpellingComeBackToo) {
  const std::string table = ranks_table({{"rey", "king", 1, 2, 30, 4}, {"casi", "nearly", 17, 9, 5, 60}});
  EXPECT_EQ(table,
            "source\ttarget\tcsls_rank\tnearest_rank\tspelling_rank\tcsls+spelling_rank\n"
            "rey\tking\t1\t2\t30\t4\ncasi\tnearly\t17\t9\t5\t60\n");
  const auto pairs = parse_ranks(table, "ranks.tsv");
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[1].nearest_rank, 9);
  EXPECT_EQ(pairs[1].spelling_rank, 5);
  EXPECT_EQ(pairs[1].both_rank, 60);
  EXPECT_THROW(parse_ranks(table + "a\tb\t1\t2\n", "ranks.tsv"), Error);
}

TEST(RanksTableTest, RanksByCslsAloneComeBack) {
  const std::string table = ranks_table({{"rey", "king", 3, 0}, {"casi", "nearly", 17, 0}});
  EXPECT_EQ(table, "source\ttarget\tcsls_rank\nrey\tking\t3\ncasi\tnearly\t17\n");
  const auto pairs = parse_ranks(table, "ranks.tsv");
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[1].csls_rank, 17);
  EXPECT_EQ(pairs[1].nearest_rank, 0);
}

TEST(RanksTableTest, RefusesWhatIsNoTable) {
  const std::string header = "source\ttarget\tcsls_rank\tnearest_rank\n";
  for (const std::string& bad : {std::string("a\tb\n"), header + "a\tb\t1\n", header + "a\tb\t0\t1\n",
                                 header + "a\tb\tx\t1\n", header + "a\tb\t1\t1"}) {
    EXPECT_THROW(parse_ranks(bad, "ranks.tsv"), Error) << bad;
  }
  try {
    parse_ranks(header + "a\tb\t1\t1\nc\td\t-2\t1\n", "ranks.tsv");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("ranks.tsv:3"));
  }
}

}  // namespace
}  // namespace koine::eval
