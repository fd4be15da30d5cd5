#include "koine/retrieval/top_k.h"

#include <algorithm>
#include <limits>

#include "koine/core/error.h"
#include "koine/kernels/elementwise.h"

namespace koine::retrieval {
namespace {

bool stands_before(const Neighbour& a, const Neighbour& b) {
  return a.score > b.score || (a.score == b.score && a.index < b.index);
}

}  // namespace

TopK::TopK(std::int64_t k) : k_(static_cast<std::size_t>(k)) {
  require(k >= 1, "the number of neighbours is at least 1");
}

void TopK::offer(std::int64_t first, std::span<const float> scores) {
  const auto n = static_cast<std::int64_t>(scores.size());
  std::int64_t j = 0;
  for (; j < n && best_.size() < k_; ++j) insert({first + j, scores[static_cast<std::size_t>(j)]});
  while (j < n) {
    j += kernels::first_above(scores.data() + j, best_.back().score, n - j);
    if (j < n) insert({first + j, scores[static_cast<std::size_t>(j)]});
    ++j;
  }
}

void TopK::offer_one(Neighbour neighbour) {
  if (best_.size() < k_ || stands_before(neighbour, best_.back())) insert(neighbour);
}

float TopK::lowest() const {
  return best_.size() < k_ ? -std::numeric_limits<float>::infinity() : best_.back().score;
}

void TopK::insert(Neighbour neighbour) {
  if (best_.size() == k_) best_.pop_back();
  best_.insert(std::upper_bound(best_.begin(), best_.end(), neighbour, stands_before), neighbour);
}

}  // namespace koine::retrieval
