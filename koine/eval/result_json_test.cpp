#include "koine/eval/result_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace koine::eval {
namespace {

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
  ASSERT_EQ(json["frequency_bins"].size(), 3u);
  EXPECT_EQ(json["frequency_bins"][0]["last_rank"], 1000);
  EXPECT_TRUE(json["frequency_bins"][2]["last_rank"].is_null());
}

}  // namespace
}  // namespace koine::eval
