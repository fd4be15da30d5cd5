#include "koine/map/refine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>

#include "koine/core/core_test_support.h"
#include "koine/map/map_test_support.h"
#include "koine/map/options.h"
#include "koine/map/procrustes.h"

namespace koine::map {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MutualDictionaryTest, OnlyWhatIsNearestBothWaysWithinTheRank) {
  Matrix<float> source(3, 2), target(3, 2);
  source(0, 0) = 1;                       // →
  source(1, 1) = 1;                       // ↑
  source(2, 0) = 1, source(2, 1) = 0.2f;  // nearly →
  target(0, 1) = 2;                       // ↑
  target(1, 0) = 2;                       // →
  target(2, 0) = -1;                      // ←: nobody's
  Workers workers(1);
  EXPECT_THAT(mutual_dictionary(source.view(), target.view(), 3, 1, workers), ElementsAre(Pair{0, 1}, Pair{1, 0}));
  EXPECT_THAT(mutual_dictionary(source.view(), target.view(), 1, 1, workers), IsEmpty());
}

TEST(MutualDictionaryTest, ZeroRowsHaveNoPartner) {
  Matrix<float> source(2, 2), target(2, 2);
  source(0, 0) = 1;
  target(1, 0) = 1;
  Workers workers(1);
  EXPECT_THAT(mutual_dictionary(source.view(), target.view(), 2, 1, workers), ElementsAre(Pair{0, 1}));
}

class RefineTest : public ::testing::Test {
 protected:
  MethodResult run(const RefineOptions& options) {
    MethodContext context{.workers = workers_, .reporter = silent_reporter(), .stop = &stop_};
    context.record = [this](const StepRecord& record) { records_.push_back(record); };
    return refine(p_.spaces(), procrustes(p_.spaces(), p_.pairs(15), workers_), options, context);
  }
  double value(std::size_t step, const std::string& name) const {
    for (const auto& [key, value] : records_[step].values) {
      if (key == name) return value;
    }
    ADD_FAILURE() << name;
    return 0;
  }

  Planted p_ = normalised(planted(400, 10, 0.2, 1));
  Workers workers_{2};
  std::atomic<bool> stop_{false};
  std::vector<StepRecord> records_;
};

TEST_F(RefineTest, KeepsTheBestByTheCriterionOrTheLast) {
  const auto best = run({.iterations = 4});
  ASSERT_EQ(records_.size(), 5u);
  double highest = 0;
  for (std::size_t i = 0; i < 5; ++i) highest = std::max(highest, value(i, "criterion"));
  EXPECT_EQ(best.criterion, highest);
  EXPECT_EQ(value(0, "pairs"), 0);
  EXPECT_GT(value(4, "pairs"), 100);
  records_.clear();
  const auto last = run({.iterations = 4, .select = Select::kLast});
  EXPECT_EQ(last.criterion, value(4, "criterion"));
}

TEST_F(RefineTest, KeepsTheBestByValidationWhenAsked) {
  // The third map is the best by a validation that says so.
  int calls = 0;
  const auto result = run({.iterations = 4, .select = Select::kDictionary, .validate = [&](ConstView, ConstView) {
                             return ++calls == 3 ? 0.9 : 0.1;
                           }});
  EXPECT_EQ(calls, 5);
  EXPECT_EQ(result.criterion, value(2, "criterion"));
  EXPECT_EQ(value(2, "validation"), 0.9);
}

// With a criterion of five words the first map is the best, and no two are the same.
TEST_F(RefineTest, TheMapIsTheOneThatIsKept) {
  for (const auto& [select, kept] :
       {std::pair(Select::kCriterion, 0U), std::pair(Select::kDictionary, 1U), std::pair(Select::kLast, 4U)}) {
    std::vector<Matrix<float>> seen;
    RefineOptions options{.iterations = 4, .select = select};
    options.criterion.words = 5;
    options.validate = [&seen](ConstView source, ConstView) {
      seen.emplace_back(source.rows, source.cols);
      std::copy_n(source.data, source.rows * source.cols, seen.back().data());
      return seen.size() == 2 ? 0.9 : 0.1;
    };
    records_.clear();
    const auto result = run(options);
    ASSERT_EQ(seen.size(), 5U);
    EXPECT_NE(value(3, "criterion"), value(0, "criterion"));
    const Matrix<float> found = mapped(p_.spaces().source, result.mapping.source, workers_);
    EXPECT_EQ(std::memcmp(found.data(), seen[kept].data(), sizeof(float) * static_cast<std::size_t>(found.size())), 0)
        << option_text(select);
  }
}

TEST_F(RefineTest, LeavesWhenTheCriterionDoesNotRise) {
  const auto result = run({.iterations = 1000, .while_rising = true});
  ASSERT_LT(records_.size(), 1000u);
  const std::size_t last = records_.size() - 1;
  EXPECT_LE(value(last, "criterion"), result.criterion);
  EXPECT_EQ(value(last - 1, "criterion"), result.criterion);
}

TEST_F(RefineTest, StopsWhenAsked) {
  stop_ = true;
  const auto result = run({.iterations = 10});
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(records_.size(), 1u);
  EXPECT_EQ(result.mapping.source.rows(), 10);
}

}  // namespace
}  // namespace koine::map
