#include "koine/train/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace koine::train {
namespace {

TEST(ScheduleTest, ConstantLinearAndAsgd) {
  TrainOptions o;
  o.learning_rate = 5;
  EXPECT_EQ(step_of(o, 0, 100).rate, 5);
  EXPECT_EQ(step_of(o, 99, 100).rate, 5);
  EXPECT_EQ(step_of(o, 99, 100).decay, 1);
  o.schedule = Schedule::kLinear;
  EXPECT_EQ(step_of(o, 0, 100).rate, 5);
  EXPECT_DOUBLE_EQ(step_of(o, 25, 100).rate, 3.75);
  o.schedule = Schedule::kAsgd;
  EXPECT_EQ(step_of(o, 0, 100).rate, 5);
  EXPECT_DOUBLE_EQ(step_of(o, 20000, 100).rate, 5 / std::pow(11.0, 0.75));  // 1 + 1e-4 * 5 * 20000
  EXPECT_DOUBLE_EQ(step_of(o, 20000, 100).decay, 1 - 1e-4 * 5 / std::pow(11.0, 0.75));
}

TEST(ScheduleTest, ClipsOnlyAboveTheLimit) {
  EXPECT_EQ(clip_factor(4.9, 5), 1);
  EXPECT_EQ(clip_factor(10, 5), 0.5);
  EXPECT_EQ(clip_factor(10, 0), 1);
}

}  // namespace
}  // namespace koine::train
