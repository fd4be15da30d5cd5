#pragma once

#include <cstdint>
#include <limits>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "koine/kernels/elementwise.h"
#include "koine/retrieval/cosine_tiles.h"
#include "koine/retrieval/top_k.h"

namespace koine::retrieval {

// The k best queries of each candidate, beside the best candidates of each query, from one pass over the tiles: blocks
// of queries come to a candidate in whatever order, and what its list ends with does not depend on it.
class CandidateLists {
 public:
  CandidateLists(std::int64_t candidates, std::int64_t k)
      : tops_(static_cast<std::size_t>(candidates), TopK(k)),
        lowest_(tops_.size(), -std::numeric_limits<float>::infinity()),
        mutexes_(static_cast<std::size_t>(cosine_tiles(candidates))) {}

  // To be held while scores are offered to the candidates of the tile that begins with `first`.
  std::unique_lock<std::mutex> lock(std::int64_t first) {
    return std::unique_lock(mutexes_[static_cast<std::size_t>(cosine_tiles(first))]);
  }

  // scores[j] is that of the query with candidate first + j.
  void offer(std::int64_t query, std::int64_t first, std::span<const float> scores) {
    const auto n = static_cast<std::int64_t>(scores.size());
    float* lowest = lowest_.data() + first;
    for (std::int64_t j = 0; j < n; ++j) {
      j += kernels::first_reaching(scores.data() + j, lowest + j, n - j);
      if (j == n) return;
      TopK& top = tops_[static_cast<std::size_t>(first + j)];
      top.offer_one({query, scores[static_cast<std::size_t>(j)]});
      lowest[j] = top.lowest();
    }
  }

  std::vector<TopK> take() { return std::move(tops_); }

 private:
  std::vector<TopK> tops_;
  std::vector<float> lowest_;  // of each list
  std::vector<std::mutex> mutexes_;
};

}  // namespace koine::retrieval
