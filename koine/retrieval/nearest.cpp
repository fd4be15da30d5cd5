#include "koine/retrieval/nearest.h"

#include <algorithm>

#include "koine/retrieval/cosine_tiles.h"

namespace koine::retrieval {
namespace {

// `rescore` turns the cosines of a tile into the scores to be compared.
Neighbours nearest(ConstView queries, ConstView candidates, std::int64_t k, Workers& workers,
                   const TileVisitor& rescore) {
  require(k >= 1, "the number of neighbours is at least 1");
  std::vector<TopK> tops(static_cast<std::size_t>(queries.rows),
                         TopK(std::max<std::int64_t>(1, std::min(k, candidates.rows))));
  for_each_cosine_tile(queries, candidates, workers,
                       [&](std::int64_t first_query, std::int64_t first_candidate, View tile) {
                         rescore(first_query, first_candidate, tile);
                         for (std::int64_t i = 0; i < tile.rows; ++i) {
                           tops[static_cast<std::size_t>(first_query + i)].offer(
                               first_candidate, {tile.row(i), static_cast<std::size_t>(tile.cols)});
                         }
                       });
  Neighbours result;
  result.reserve(tops.size());
  for (const TopK& top : tops) result.emplace_back(top.best().begin(), top.best().end());
  return result;
}

}  // namespace

Neighbours nearest_by_cosine(ConstView queries, ConstView candidates, std::int64_t k, Workers& workers) {
  return nearest(queries, candidates, k, workers, [](std::int64_t, std::int64_t, View) {});
}

std::vector<float> mean_top_k_cosine(ConstView x, ConstView y, std::int64_t k, Workers& workers) {
  std::vector<float> means;
  means.reserve(static_cast<std::size_t>(x.rows));
  for (const auto& neighbours : nearest_by_cosine(x, y, k, workers)) {
    double sum = 0;
    for (const Neighbour& neighbour : neighbours) sum += neighbour.score;
    means.push_back(neighbours.empty() ? 0.0f : static_cast<float>(sum / static_cast<double>(neighbours.size())));
  }
  return means;
}

Neighbours nearest_by_csls(ConstView queries, ConstView candidates, std::span<const float> r_query,
                           std::span<const float> r_candidate, std::int64_t k, Workers& workers) {
  require(static_cast<std::int64_t>(r_query.size()) == queries.rows, "CSLS: one r for each query");
  require(static_cast<std::int64_t>(r_candidate.size()) == candidates.rows, "CSLS: one r for each candidate");
  return nearest(queries, candidates, k, workers,
                 [&](std::int64_t first_query, std::int64_t first_candidate, View tile) {
                   cosines_to_csls(tile, r_query.data() + first_query, r_candidate.data() + first_candidate);
                 });
}

void cosines_to_csls(View tile, const float* r_query, const float* r_candidate) {
  for (std::int64_t i = 0; i < tile.rows; ++i) {
    float* scores = tile.row(i);
    const float r = r_query[i];
    for (std::int64_t j = 0; j < tile.cols; ++j) scores[j] = 2 * scores[j] - r - r_candidate[j];
  }
}

std::vector<MutualPair> mutual_pairs(const Neighbours& forward, const Neighbours& backward) {
  std::vector<MutualPair> pairs;
  for (std::size_t source = 0; source < forward.size(); ++source) {
    for (std::size_t n = 0; n < forward[source].size(); ++n) {
      const Neighbour& target = forward[source][n];
      const auto& back = backward[static_cast<std::size_t>(target.index)];
      const bool mutual = std::any_of(back.begin(), back.end(), [&](const Neighbour& neighbour) {
        return neighbour.index == static_cast<std::int64_t>(source);
      });
      if (mutual) pairs.push_back({static_cast<std::int64_t>(source), target, static_cast<std::int64_t>(n + 1)});
    }
  }
  return pairs;
}

}  // namespace koine::retrieval
