#include "koine/plot/learning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace koine::plot {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Learning, NamesWithoutWhatAllHaveInCommon) {
  EXPECT_THAT(short_names({"runs/a/run", "runs/b/run/"}), ElementsAre("a", "b"));
  EXPECT_THAT(short_names({"runs/a/run"}), ElementsAre("run"));
  EXPECT_THAT(short_names({"a", "./b"}), ElementsAre("a", "b"));
  EXPECT_THAT(short_names({"x/a/run", "x/run"}), ElementsAre("a/run", "run"));
  EXPECT_THAT(short_names({"x/a", "x/a"}), ElementsAre("a", "a"));
  EXPECT_THAT(short_names({"/a/run", "b"}), ElementsAre("/a/run", "b"));
}

TEST(Learning, TableAndPanels) {
  const std::vector<LearningCurve> curves = {{"one", "training", {{1, 5.5, 0.25, false}, {2, 4.5, 0.5, true}}},
                                             {"\"two", "sample", {{1, 6, std::nullopt, false}}}};
  const Drawing both = learning_drawing(curves, "the margin", "");
  EXPECT_EQ(both.table,
            "epoch\tloss_nats\tcriterion\tchosen\tloss_over\tname\n"
            "1\t5.5\t0.25\t0\ttraining\tone\n2\t4.5\t0.5\t1\ttraining\tone\n1\t6\t\t0\tsample\t\"two\n");
  EXPECT_THAT(both.plot, HasSubstr("every ::2::2 using 1:2"));
  EXPECT_THAT(both.plot, HasSubstr("every ::0::1 using 1:3"));
  EXPECT_THAT(both.plot, Not(HasSubstr("every ::2::2 using 1:3")));  // it has no criterion
  EXPECT_THAT(both.plot, HasSubstr("every ::0::1 using 1:($4 == 1 ? $3 : NaN) with points pointtype 6"));  // the ring
  const Drawing loss = learning_drawing({curves[1]}, "the margin", "");
  EXPECT_THAT(both.plot, HasSubstr("set ylabel 'the margin; ring: chosen epoch'"));
  EXPECT_THAT(both.plot, HasSubstr("loss of training or of a sample"));
  EXPECT_THAT(loss.plot, HasSubstr("loss of a sample"));
  EXPECT_THAT(learning_drawing({curves[0]}, "", "").plot, HasSubstr("loss of training (nats"));
  EXPECT_THAT(loss.plot, Not(HasSubstr("the margin")));
  EXPECT_LT(loss.width, both.width);
  EXPECT_THAT(both.settings, HasSubstr("set xrange [1:2]"));
  EXPECT_THAT(loss.settings, HasSubstr("set xrange [0:2]"));  // one epoch, in the middle
}

}  // namespace
}  // namespace koine::plot
