#include "koine/core/option_check.h"

#include <fmt/format.h>

#include <cmath>

#include "koine/core/error.h"

namespace koine {

void check_range(std::string_view name, double value, double low, double high, std::string_view expected) {
  if (std::isfinite(value) && value >= low && value <= high) return;
  throw Error(ErrorKind::kUsage, "an option has a value that makes no sense")
      .where(fmt::format("--{}", name))
      .found(fmt::format("{}", value))
      .expected(expected.empty() ? fmt::format("{} to {}", low, high) : std::string(expected));
}

void check_whole(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high) {
  check_range(name, static_cast<double>(value), static_cast<double>(low), static_cast<double>(high),
              fmt::format("{} to {}", low, high));
}

}  // namespace koine
