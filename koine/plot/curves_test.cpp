#include "koine/plot/curves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "koine/core/core_test_support.h"

namespace koine::plot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Curves, MeanAndDeviationOverSeeds) {
  const TestFolder folder;
  const auto path = folder.write("scores.tsv",
                                 "seed\tx\tnote\tmethod\ty\n"
                                 "1\t500\t\tkoine\t0.1\n2\t500\t\tkoine\t0.3\n"
                                 "1\t50\t#\tkoine\t0.25\n1\t50\t\"\tself-learning\t-1e-3\n");
  const auto curves = curves_of(read_measurements(path));
  ASSERT_EQ(curves.size(), 2U);
  EXPECT_EQ(curves[0].method, "koine");
  ASSERT_EQ(curves[0].points.size(), 2U);
  EXPECT_EQ(curves[0].points[0].x, 50);  // by rising x
  EXPECT_EQ(curves[0].points[0].deviation, 0);
  EXPECT_EQ(curves[0].points[1].seeds, 2);
  EXPECT_DOUBLE_EQ(curves[0].points[1].mean, 0.2);
  EXPECT_NEAR(curves[0].points[1].deviation, 0.1 * std::sqrt(2.0), 1e-12);
  EXPECT_EQ(curves[1].points[0].mean, -1e-3);
}

TEST(Curves, BandsOnlyWhereThereAreSeveralSeeds) {
  const std::vector<Curve> curves = {{"it's", {{1, 2, 0.5, 0.125}, {2, 2, 0.25, 0.5}, {3, 1, 0.25, 0}}},
                                     {"\"b", {{1, 1, 0.75, 0}}}};
  const Drawing drawing = curves_drawing(curves, {.x_name = "pairs", .y_name = "p@1", .title = "", .percent = true});
  EXPECT_EQ(drawing.table,
            "x\tseeds\tmean\tdeviation\tmethod\n"
            "1\t2\t0.5\t0.125\tit's\n2\t2\t0.25\t0.5\tit's\n3\t1\t0.25\t\tit's\n1\t1\t0.75\t\t\"b\n");
  EXPECT_THAT(drawing.plot, HasSubstr("every ::0::1 using 1:(100*($3-$4)):(100*($3+$4)) with filledcurves"));
  EXPECT_THAT(drawing.plot, HasSubstr("every ::0::2 using 1:(100*$3) with linespoints"));
  EXPECT_THAT(drawing.plot, HasSubstr("every ::3::3 using 1:(100*$3) with linespoints"));
  EXPECT_THAT(drawing.plot, Not(HasSubstr("every ::3::3 using 1:(100*($3-$4))")));
  EXPECT_THAT(drawing.plot, HasSubstr("title 'it'.\"\\047\".'s'"));
  EXPECT_THAT(drawing.settings, HasSubstr("set ylabel 'p@1 (%)'"));
  EXPECT_THAT(drawing.settings, HasSubstr("set yrange [0:*]"));
  EXPECT_THAT(curves_drawing(curves, {}).settings, Not(HasSubstr("set yrange")));
}

TEST(Curves, NoBandBridgesAPointWithOneSeed) {
  const std::vector<Curve> curves = {{"m",
                                      {{0, 2, 0.15, 0.07},
                                       {50, 1, 0.9, 0},
                                       {100, 2, 0.15, 0.07},
                                       {150, 3, 0.2, 0.05},
                                       {200, 1, 0.3, 0},
                                       {250, 2, 0.3, 0.1}}}};
  const std::string plot = curves_drawing(curves, {}).plot;
  EXPECT_THAT(plot, HasSubstr("every ::0::0 using 1:($3):($4) with yerrorbars"));
  EXPECT_THAT(plot, HasSubstr("every ::2::3 using 1:(($3-$4)):(($3+$4)) with filledcurves"));
  EXPECT_THAT(plot, HasSubstr("every ::5::5 using 1:($3):($4) with yerrorbars"));
  EXPECT_THAT(plot, HasSubstr("title 'band, bar: one standard deviation over seeds'"));
  const std::string single = curves_drawing({{"m", {{0, 1, 0.15, 0}}}}, {}).plot;
  EXPECT_THAT(single, Not(HasSubstr("deviation")));
}

// Seconds since 1970 in thousandths, say: a range that is rounded to ten digits would be empty.
TEST(Curves, TheRangeHasAllDigits) {
  const Curve curve = {"m", {{100'000'000'001, 1, 0.1, 0}, {100'000'000'002, 1, 0.2, 0}}};
  EXPECT_THAT(curves_drawing({curve}, {}).settings, HasSubstr("set xrange [100000000000.98:100000000002.02]"));
}

// The key stands below the panel, which keeps its room.
TEST(Curves, TheFigureGrowsWithTheKey) {
  const Curve curve = {"m", {{0, 1, 0.15, 0}}};
  const Drawing one = curves_drawing({curve}, {}), nine = curves_drawing(std::vector<Curve>(9, curve), {});
  EXPECT_EQ(nine.height - one.height, 8 * 20);
  EXPECT_EQ(nine.width, one.width);
  EXPECT_THAT(nine.settings, HasSubstr("left top vertical maxcols 1"));
}

TEST(Curves, SayWhatIsWrongWithAFile) {
  const TestFolder folder;
  const auto error = [&](const char* content) {
    const auto path = folder.write("bad.tsv", content);
    return input_error([&] { read_measurements(path); });
  };
  EXPECT_THAT(error("method\tx\ty\na\t1\t2\n"), HasSubstr("no column seed"));
  EXPECT_THAT(error("method\tx\tseed\ty\n"), HasSubstr("no row"));
  EXPECT_THAT(error("method\tx\tseed\ty\na\t1\t1\n"), HasSubstr("bad.tsv:2"));
  EXPECT_THAT(error("method\tx\tseed\ty\na\tmany\t1\t2\n"), HasSubstr("column x holds no number"));
  EXPECT_THAT(error("method\tx\tseed\ty\na\t1\t1\tnan\n"), HasSubstr("column y holds no number"));
  EXPECT_THAT(error("method\tx\tseed\ty\na\t1\t1\t-2e150\n"), HasSubstr("column y holds no number"));
  EXPECT_EQ(read_measurements(folder.write("good.tsv", "method\tx\tseed\ty\na\t1\t1\t-1e150\n")).size(), 1U);
  EXPECT_THAT(error("method\tx\tseed\ty\na\t1\t1\t2\na\t1.0\t1\t3\n"), HasSubstr("come twice"));
}

}  // namespace
}  // namespace koine::plot
