#pragma once

#include <cstdint>
#include <vector>

namespace koine::experiment {

// Over seeds.
struct Spread {
  std::int64_t count = 0;
  double mean = 0;
  double deviation = 0;  // with count - 1 below; 0 for a single value
};
Spread spread_of(const std::vector<double>& values);

// How much higher the first of two methods scores than the second on the same pairs.
struct Comparison {
  double difference = 0;     // of the means
  double low = 0, high = 0;  // its 95 % percentile interval
  double p = 1;              // of no difference, two-sided: twice the share of samples at zero or beyond it
};

// Paired bootstrap (Efron and Tibshirani 1993, chapter 16; Koehn 2004 for language processing): 10,000 samples of the
// pairs with replacement. a, b: for each pair, the share of seeds that got it right; so that seeds are averaged over,
// and only the choice of pairs is taken for chance. p counts the sample itself, so that it is never 0.
// A function of its arguments. Error: kInternal for different lengths. Without a pair the comparison is {}.
Comparison paired_bootstrap(const std::vector<double>& a, const std::vector<double>& b, std::uint64_t seed);

}  // namespace koine::experiment
