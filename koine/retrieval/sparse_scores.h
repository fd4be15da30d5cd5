#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "koine/core/error.h"
#include "koine/retrieval/top_k.h"

namespace koine::retrieval {

// A matrix of scores, queries by candidates, of which most are 0: of each query those that are not, by rising index.
class SparseScores {
 public:
  SparseScores() = default;
  explicit SparseScores(std::vector<std::vector<Neighbour>> rows) : rows_(std::move(rows)) {
    for (const auto& row : rows_) {
      for (std::size_t n = 1; n < row.size(); ++n) {
        require(row[n - 1].index < row[n].index, "sparse scores: of each query by rising index");
      }
    }
  }

  std::int64_t queries() const { return static_cast<std::int64_t>(rows_.size()); }
  std::span<const Neighbour> row(std::int64_t query) const { return rows_[static_cast<std::size_t>(query)]; }
  float at(std::int64_t query, std::int64_t candidate) const;

  // scores[j], of the query with candidate first + j, grows by weight times what is here.
  void add_to(std::int64_t query, std::int64_t first, float weight, std::span<float> scores) const;

  // The rows of these queries, in this order.
  SparseScores of_queries(const std::vector<std::int64_t>& queries) const;

 private:
  std::vector<std::vector<Neighbour>> rows_;
};

// Scores that are added to CSLS, with a weight for each query: what another witness says of each pair. Nothing where
// `scores` is null.
struct Bonus {
  const SparseScores* scores = nullptr;
  std::span<const float> weights;

  void add_to(std::int64_t query, std::int64_t first, std::span<float> csls) const {
    if (scores != nullptr) scores->add_to(query, first, weights[static_cast<std::size_t>(query)], csls);
  }
};

}  // namespace koine::retrieval
