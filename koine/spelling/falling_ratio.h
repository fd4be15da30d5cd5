#pragma once

#include <vector>

namespace koine::spelling {

// For each of the `seen` values, the density of the `expected` values there over that of the seen ones, at most 1, if
// it never rises with the value: isotonic regression (by pooling adjacent violators) of which of the two a value
// belongs to. There are as many of both. One expected value more than there are is counted above all others, so that
// what no value came near is not taken for impossible. Cost: that of sorting.
std::vector<double> falling_ratio(const std::vector<double>& expected, const std::vector<double>& seen);

}  // namespace koine::spelling
