#include "koine/retrieval/nearest.h"

#include <algorithm>

#include "koine/kernels/elementwise.h"
#include "koine/retrieval/candidate_lists.h"
#include "koine/retrieval/cosine_tiles.h"

namespace koine::retrieval {
namespace {

Neighbours lists_of(const std::vector<TopK>& tops) {
  Neighbours result;
  result.reserve(tops.size());
  for (const TopK& top : tops) result.emplace_back(top.best().begin(), top.best().end());
  return result;
}

std::vector<float> means_of(const std::vector<TopK>& tops) {
  std::vector<float> means;
  means.reserve(tops.size());
  for (const TopK& top : tops) {
    double sum = 0;
    for (const Neighbour& neighbour : top.best()) sum += neighbour.score;
    means.push_back(top.best().empty() ? 0.0f : static_cast<float>(sum / static_cast<double>(top.best().size())));
  }
  return means;
}

// What turns the cosines of query i with the candidates from `first` on into the scores to be compared.
using Rescore = std::function<void(std::int64_t i, std::int64_t first, std::span<float> cosines)>;

const Rescore kCosine = [](std::int64_t, std::int64_t, std::span<float>) {};

Rescore csls(ConstView queries, ConstView candidates, std::span<const float> r_query,
             std::span<const float> r_candidate, Bonus bonus) {
  require(static_cast<std::int64_t>(r_query.size()) == queries.rows, "CSLS: one r for each query");
  require(static_cast<std::int64_t>(r_candidate.size()) == candidates.rows, "CSLS: one r for each candidate");
  require(bonus.scores == nullptr || bonus.scores->queries() == queries.rows, "CSLS: a bonus for each query");
  return [=](std::int64_t i, std::int64_t first, std::span<float> cosines) {
    kernels::twice_minus(cosines.data(), r_query[static_cast<std::size_t>(i)], r_candidate.data() + first,
                         static_cast<std::int64_t>(cosines.size()));
    bonus.add_to(i, first, cosines);
  };
}

// Row by row, so that a row is still in the nearest cache when it is searched.
std::vector<TopK> nearest(ConstView queries, ConstView candidates, std::int64_t k, Workers& workers,
                          const Rescore& rescore) {
  std::vector<TopK> tops(static_cast<std::size_t>(queries.rows), TopK(k));
  for_each_cosine_tile(queries, candidates, workers, [&](std::int64_t first_query, std::int64_t first, View tile) {
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      const std::span<float> scores(tile.row(i), static_cast<std::size_t>(tile.cols));
      rescore(first_query + i, first, scores);
      tops[static_cast<std::size_t>(first_query + i)].offer(first, scores);
    }
  });
  return tops;
}

struct BothTops {
  std::vector<TopK> of_queries, of_candidates;
};

BothTops nearest_both_ways(ConstView queries, ConstView candidates, std::int64_t k, Workers& workers,
                           const Rescore& rescore) {
  CandidateLists lists(candidates.rows, k);
  std::vector<TopK> tops(static_cast<std::size_t>(queries.rows), TopK(k));
  for_each_cosine_tile(queries, candidates, workers, [&](std::int64_t first_query, std::int64_t first, View tile) {
    const auto lock = lists.lock(first);
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      const std::span<float> scores(tile.row(i), static_cast<std::size_t>(tile.cols));
      rescore(first_query + i, first, scores);
      tops[static_cast<std::size_t>(first_query + i)].offer(first, scores);
      lists.offer(first_query + i, first, scores);
    }
  });
  return {std::move(tops), lists.take()};
}

}  // namespace

Neighbours nearest_by_cosine(ConstView queries, ConstView candidates, std::int64_t k, Workers& workers) {
  return lists_of(nearest(queries, candidates, k, workers, kCosine));
}

std::vector<float> mean_top_k_cosine(ConstView x, ConstView y, std::int64_t k, Workers& workers) {
  return means_of(nearest(x, y, k, workers, kCosine));
}

BothMeans mean_top_k_cosines_both_ways(ConstView x, ConstView y, std::int64_t k, Workers& workers) {
  const BothTops tops = nearest_both_ways(x, y, k, workers, kCosine);
  return {means_of(tops.of_queries), means_of(tops.of_candidates)};
}

Neighbours nearest_by_csls(ConstView queries, ConstView candidates, std::span<const float> r_query,
                           std::span<const float> r_candidate, std::int64_t k, Workers& workers, Bonus bonus) {
  return lists_of(nearest(queries, candidates, k, workers, csls(queries, candidates, r_query, r_candidate, bonus)));
}

BothNeighbours nearest_by_csls_both_ways(ConstView queries, ConstView candidates, std::span<const float> r_query,
                                         std::span<const float> r_candidate, std::int64_t k, Workers& workers,
                                         Bonus bonus) {
  const BothTops tops =
      nearest_both_ways(queries, candidates, k, workers, csls(queries, candidates, r_query, r_candidate, bonus));
  return {lists_of(tops.of_queries), lists_of(tops.of_candidates)};
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
