#include "koine/skipgram/options.h"

#include <fmt/format.h>

#include <cmath>

#include "koine/core/error.h"

namespace koine::skipgram {
namespace {

void check_range(std::string_view name, double value, double low, double high, std::string_view expected) {
  if (std::isfinite(value) && value >= low && value <= high) return;
  throw Error(ErrorKind::kUsage, "an option has a value that makes no sense")
      .where(fmt::format("--{}", name))
      .found(fmt::format("{}", value))
      .expected(expected);
}

void check_whole(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high) {
  check_range(name, static_cast<double>(value), static_cast<double>(low), static_cast<double>(high),
              fmt::format("{} to {}", low, high));
}

}  // namespace

void check_options(const SkipgramOptions& o) {
  check_whole("dimension", o.dimension, 1, 10'000);
  check_whole("window", o.window, 1, 1'000);
  check_whole("negative", o.negative, 1, 1'000);
  check_range("subsample", o.subsample, 0, 1, "0 to 1");
  check_whole("epochs", o.epochs, 1, 1'000'000);
  check_range("learning-rate", o.learning_rate, 1e-12, 1e6, "a number above 0, at most 1e6");
}

}  // namespace koine::skipgram
