#include "koine/join/soft_dictionary.h"

#include <cmath>

#include "koine/map/normalize.h"
#include "koine/retrieval/nearest.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::join {
namespace {

constexpr double kLeastWeight = 0.001;  // lighter ones are many, and change nothing

// Σ e^((score - best) / τ) of each list of neighbours; that of an empty one is 0.
std::vector<double> sums(const retrieval::Neighbours& lists, double temperature) {
  std::vector<double> result;
  for (const auto& list : lists) {
    double sum = 0;
    for (const auto& word : list) sum += std::exp(static_cast<double>(word.score - list.front().score) / temperature);
    result.push_back(sum);
  }
  return result;
}

}  // namespace

SoftDictionary soft_dictionary(ConstView x, ConstView y, const SoftDictionaryOptions& options, Workers& workers) {
  SoftDictionary result;
  const auto s = retrieval::unit_rows(x), t = retrieval::unit_rows(y);
  if (s.rows.rows() == 0 || t.rows.rows() == 0) return result;
  const auto r = retrieval::mean_top_k_cosines_both_ways(s.view(), t.view(), options.neighbours, workers);
  const auto both =
      retrieval::nearest_by_csls_both_ways(s.view(), t.view(), r.of_x, r.of_y, options.neighbours, workers);
  const auto sums_of_x = sums(both.of_queries, options.temperature);
  const auto sums_of_y = sums(both.of_candidates, options.temperature);
  for (const auto& pair : retrieval::mutual_pairs(both.of_queries, both.of_candidates)) {
    if (map::is_zero_row(s.view(), pair.source) || map::is_zero_row(t.view(), pair.target.index)) continue;
    const auto i = static_cast<std::size_t>(pair.source), j = static_cast<std::size_t>(pair.target.index);
    const auto probability = [&](const retrieval::Neighbour& best, double sum) {
      return std::exp(static_cast<double>(pair.target.score - best.score) / options.temperature) / sum;
    };
    const double weight = probability(both.of_queries[i].front(), sums_of_x[i]) *
                          probability(both.of_candidates[j].front(), sums_of_y[j]);
    if (pair.rank == 1 && both.of_candidates[j].front().index == pair.source) ++result.mutual;
    if (weight >= kLeastWeight) result.pairs.push_back({pair.source, pair.target.index, static_cast<float>(weight)});
  }
  return result;
}

}  // namespace koine::join
