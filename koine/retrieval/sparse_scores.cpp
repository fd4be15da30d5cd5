#include "koine/retrieval/sparse_scores.h"

#include <algorithm>

namespace koine::retrieval {
namespace {

auto first_from(std::span<const Neighbour> row, std::int64_t index) {
  return std::lower_bound(row.begin(), row.end(), index,
                          [](const Neighbour& neighbour, std::int64_t wanted) { return neighbour.index < wanted; });
}

}  // namespace

float SparseScores::at(std::int64_t query, std::int64_t candidate) const {
  const auto place = first_from(row(query), candidate);
  return place != row(query).end() && place->index == candidate ? place->score : 0;
}

void SparseScores::add_to(std::int64_t query, std::int64_t first, float weight, std::span<float> scores) const {
  const auto end = first + static_cast<std::int64_t>(scores.size());
  const auto entries = row(query);
  for (auto entry = first_from(entries, first); entry != entries.end() && entry->index < end; ++entry) {
    scores[static_cast<std::size_t>(entry->index - first)] += weight * entry->score;
  }
}

SparseScores SparseScores::of_queries(const std::vector<std::int64_t>& queries) const {
  std::vector<std::vector<Neighbour>> rows;
  rows.reserve(queries.size());
  for (const std::int64_t query : queries) rows.emplace_back(row(query).begin(), row(query).end());
  return SparseScores(std::move(rows));
}

}  // namespace koine::retrieval
