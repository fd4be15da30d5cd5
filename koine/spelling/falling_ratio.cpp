#include "koine/spelling/falling_ratio.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>

namespace koine::spelling {
namespace {

struct Block {
  double lowest = 0;  // of the values in it
  std::int64_t expected = 0, seen = 0;

  // Whether this one, of higher values, has no smaller a share of expected values than that one.
  bool violates(const Block& lower) const { return expected * lower.seen >= lower.expected * seen; }
  void pool(const Block& lower) {
    lowest = lower.lowest;
    expected += lower.expected;
    seen += lower.seen;
  }
};

}  // namespace

std::vector<double> falling_ratio(const std::vector<double>& expected, const std::vector<double>& seen) {
  std::map<double, Block, std::greater<>> values;
  for (const double value : expected) ++values[value].expected;
  for (const double value : seen) ++values[value].seen;

  std::vector<Block> blocks{{.lowest = std::numeric_limits<double>::infinity(), .expected = 1, .seen = 0}};
  for (const auto& [value, counts] : values) {
    blocks.push_back({.lowest = value, .expected = counts.expected, .seen = counts.seen});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].violates(blocks.back())) {
      blocks[blocks.size() - 2].pool(blocks.back());
      blocks.pop_back();
    }
  }

  std::vector<double> ratios;
  ratios.reserve(seen.size());
  for (const double value : seen) {
    const auto block = std::ranges::partition_point(blocks, [&](const Block& b) { return b.lowest > value; });
    ratios.push_back(std::min(1.0, static_cast<double>(block->expected) / static_cast<double>(block->seen)));
  }
  return ratios;
}

}  // namespace koine::spelling
