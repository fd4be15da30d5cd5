#include "koine/map/null_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/core/random.h"

namespace koine::map {
namespace {

using ::testing::HasSubstr;

// Figures that pass, all but barely.
NullCheck good() {
  NullCheck check;
  check.criterion = 0.501;
  check.null_criteria = {0.4, 0.5};
  check.learned_criterion = 0.6201;
  check.null_learned_criteria = {0.60, 0.61};
  check.kept = 0.2;
  check.distinct = 0.1;
  return check;
}

TEST(NullCheckTest, EachRuleHasItsLimit) {
  EXPECT_EQ(what_it_falls_short_of(good()), "");
  NullCheck check = good();
  check.criterion = 0.5;
  EXPECT_THAT(what_it_falls_short_of(check), HasSubstr("0.5000, and 0.5000 where the target's columns are shuffled"));
  check = good();
  check.kept = 0.199;
  EXPECT_THAT(what_it_falls_short_of(check), HasSubstr("leads away"));
  check = good();
  check.distinct = 0.099;
  EXPECT_THAT(what_it_falls_short_of(check), HasSubstr("the same few words"));
  check = good();
  check.learned_criterion = 0.6199;  // 0.61, and once more what lies between 0.60 and 0.61
  EXPECT_THAT(what_it_falls_short_of(check), HasSubstr("learned on"));
}

TEST(NullCheckTest, OneShuffledRunHasAMarginAndNoneAsksNothing) {
  NullCheck check = good();
  check.null_learned_criteria = {0.6};
  check.learned_criterion = 0.6009;
  EXPECT_THAT(what_it_falls_short_of(check), HasSubstr("learned on"));
  check.learned_criterion = 0.6011;
  EXPECT_EQ(what_it_falls_short_of(check), "");
  check.null_learned_criteria = {};
  check.learned_criterion = 0;
  EXPECT_EQ(what_it_falls_short_of(check), "");
}

Matrix<float> noise(std::int64_t words, std::uint64_t seed) {
  Random random(seed, Purpose::kTest, 1);
  Matrix<float> x(words, 8);
  for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
  return x;
}

std::vector<double> learned_of_noise(std::int64_t words, std::int64_t patience) {
  const Matrix<float> source = noise(words, 1), target = noise(words, 2);
  Workers workers(2);
  MethodContext context{workers, silent_reporter()};
  return null_check({source.view(), target.view()}, {}, {.runs = 2, .patience = patience}, context)
      .null_learned_criteria;
}

TEST(NullCheckTest, ShuffledRunsOfFewWordsSearchAsLongAsTheMapDid) {
  EXPECT_EQ(learned_of_noise(150, 10), learned_of_noise(150, 50));
  EXPECT_NE(learned_of_noise(150, 1), learned_of_noise(150, 10));
}

}  // namespace
}  // namespace koine::map
