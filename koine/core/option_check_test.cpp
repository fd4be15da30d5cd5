#include "koine/core/option_check.h"

#include <gtest/gtest.h>

#include <limits>

#include "koine/core/core_test_support.h"

namespace koine {
namespace {

std::string refusal(double value, double low, double high, std::string_view expected = {}) {
  return error_of(ErrorKind::kUsage, [&] { check_range("rate", value, low, high, expected); });
}

TEST(OptionCheckTest, TakesWhatLiesBetweenTheEndsAndTheEnds) {
  for (const double value : {0.25, 0.5, 0.75}) EXPECT_NO_THROW(check_range("rate", value, 0.25, 0.75));
  for (const std::int64_t value : {-1, 0, 9}) EXPECT_NO_THROW(check_whole("rounds", value, -1, 9));
}

TEST(OptionCheckTest, SaysWhatWasFoundAndWhatIsExpected) {
  EXPECT_EQ(refusal(1.5, 0, 0.99), "--rate: an option has a value that makes no sense: found 1.5, expected 0 to 0.99");
  EXPECT_EQ(refusal(-0.5, 0, 1, "a share"),
            "--rate: an option has a value that makes no sense: found -0.5, expected a share");
  EXPECT_EQ(error_of(ErrorKind::kUsage, [] { check_whole("rounds", 1'000'001, 0, 1'000'000); }),
            "--rounds: an option has a value that makes no sense: found 1000001, expected 0 to 1000000");
}

TEST(OptionCheckTest, RefusesWhatIsNotFinite) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  refusal(std::numeric_limits<double>::quiet_NaN(), 0, 1);
  refusal(kInfinity, 0, kInfinity);
}

}  // namespace
}  // namespace koine
