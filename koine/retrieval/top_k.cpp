#include "koine/retrieval/top_k.h"

#include <algorithm>

#include "koine/core/error.h"

namespace koine::retrieval {
namespace {

constexpr std::size_t kChunk = 64;

// Written without a branch, so that the compiler turns it into vector comparisons.
bool any_above(const float* scores, float threshold) {
  int found = 0;
  for (std::size_t i = 0; i < kChunk; ++i) found |= static_cast<int>(scores[i] > threshold);
  return found != 0;
}

}  // namespace

TopK::TopK(std::int64_t k) : k_(static_cast<std::size_t>(k)) {
  require(k >= 1, "the number of neighbours is at least 1");
}

void TopK::offer(std::int64_t first, std::span<const float> scores) {
  std::size_t j = 0;
  const auto consider = [&](std::size_t end) {
    for (; j < end; ++j) {
      if (best_.size() == k_ && scores[j] <= best_.back().score) continue;
      insert({first + static_cast<std::int64_t>(j), scores[j]});
    }
  };
  consider(std::min(scores.size(), k_ - best_.size()));
  // Once k stand in the list, most chunks hold nothing better than the last of them.
  while (j + kChunk <= scores.size()) {
    if (any_above(&scores[j], best_.back().score)) {
      consider(j + kChunk);
    } else {
      j += kChunk;
    }
  }
  consider(scores.size());
}

void TopK::insert(Neighbour neighbour) {
  if (best_.size() == k_) best_.pop_back();
  const auto place = std::upper_bound(best_.begin(), best_.end(), neighbour.score,
                                      [](float score, const Neighbour& other) { return score > other.score; });
  best_.insert(place, neighbour);
}

}  // namespace koine::retrieval
