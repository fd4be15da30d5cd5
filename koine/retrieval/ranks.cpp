#include "koine/retrieval/ranks.h"

#include <algorithm>

#include "koine/kernels/elementwise.h"
#include "koine/retrieval/cosine_tiles.h"
#include "koine/retrieval/top_k.h"

namespace koine::retrieval {
namespace {

// Goes through the tiles twice: first for the score of the best right answer, then to count what stands before it. Both
// times the same tiles give the same bits, so the comparisons are exact, and no row of V scores has to be kept.
std::vector<std::int64_t> ranks(ConstView queries, ConstView candidates, const RightAnswers& right, Workers& workers,
                                const TileVisitor& rescore) {
  require(static_cast<std::int64_t>(right.size()) == queries.rows, "ranks: right answers for each query");
  std::vector<Neighbour> best(right.size(), Neighbour{-1, 0});
  for_each_cosine_tile(queries, candidates, workers, [&](std::int64_t first_query, std::int64_t first, View tile) {
    rescore(first_query, first, tile);
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      const auto query = static_cast<std::size_t>(first_query + i);
      for (const std::int64_t answer : right[query]) {
        if (answer < first || answer >= first + tile.cols) continue;
        const float score = tile(i, answer - first);
        Neighbour& b = best[query];
        if (b.index < 0 || score > b.score || (score == b.score && answer < b.index)) b = {answer, score};
      }
    }
  });
  for (const Neighbour& b : best) require(b.index >= 0, "ranks: each query has a right answer among the candidates");

  std::vector<std::int64_t> result(right.size(), 1);
  for_each_cosine_tile(queries, candidates, workers, [&](std::int64_t first_query, std::int64_t first, View tile) {
    rescore(first_query, first, tile);
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      const auto query = static_cast<std::size_t>(first_query + i);
      const auto [index, score] = best[query];
      const std::int64_t before = std::clamp<std::int64_t>(index - first, 0, tile.cols);
      const float* scores = tile.row(i);
      std::int64_t better = 0;
      for (std::int64_t j = 0; j < before; ++j) better += scores[j] >= score ? 1 : 0;
      for (std::int64_t j = before; j < tile.cols; ++j) better += scores[j] > score ? 1 : 0;
      result[query] += better;
    }
  });
  return result;
}

}  // namespace

std::vector<std::int64_t> ranks_by_cosine(ConstView queries, ConstView candidates, const RightAnswers& right,
                                          Workers& workers) {
  return ranks(queries, candidates, right, workers, [](std::int64_t, std::int64_t, View) {});
}

std::vector<std::int64_t> ranks_by_csls(ConstView queries, ConstView candidates, std::span<const float> r_query,
                                        std::span<const float> r_candidate, const RightAnswers& right,
                                        Workers& workers, Bonus bonus) {
  require(static_cast<std::int64_t>(r_query.size()) == queries.rows, "CSLS: one r for each query");
  require(static_cast<std::int64_t>(r_candidate.size()) == candidates.rows, "CSLS: one r for each candidate");
  require(bonus.scores == nullptr || bonus.scores->queries() == queries.rows, "CSLS: a bonus for each query");
  return ranks(queries, candidates, right, workers, [&](std::int64_t first_query, std::int64_t first, View tile) {
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      kernels::twice_minus(tile.row(i), r_query[static_cast<std::size_t>(first_query + i)], r_candidate.data() + first,
                           tile.cols);
      bonus.add_to(first_query + i, first, {tile.row(i), static_cast<std::size_t>(tile.cols)});
    }
  });
}

std::vector<std::int64_t> ranks_by_sparse_scores(const SparseScores& scores, std::int64_t candidates,
                                                 const RightAnswers& right) {
  require(static_cast<std::int64_t>(right.size()) == scores.queries(), "ranks: right answers for each query");
  std::vector<std::int64_t> result;
  std::vector<float> row(static_cast<std::size_t>(candidates));
  for (std::size_t query = 0; query < right.size(); ++query) {
    require(!right[query].empty(), "ranks: a query has a right answer");
    for (const std::int64_t answer : right[query]) {
      require(answer >= 0 && answer < candidates, "ranks: a right answer is a candidate");
    }
    std::fill(row.begin(), row.end(), 0.0f);
    scores.add_to(static_cast<std::int64_t>(query), 0, 1, row);
    const auto stands_before = [&](std::int64_t a, std::int64_t b) {
      const float score_a = row[static_cast<std::size_t>(a)], score_b = row[static_cast<std::size_t>(b)];
      return score_a > score_b || (score_a == score_b && a < b);
    };
    const std::int64_t best = *std::min_element(right[query].begin(), right[query].end(), stands_before);
    std::int64_t rank = 1;
    for (std::int64_t c = 0; c < candidates; ++c) rank += stands_before(c, best) ? 1 : 0;
    result.push_back(rank);
  }
  return result;
}

}  // namespace koine::retrieval
