#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace koine::retrieval {

struct Neighbour {
  std::int64_t index = 0;   // row of the candidates
  float score = 0;

  bool operator==(const Neighbour&) const = default;
};

// Keeps the k best of the scores offered so far, best first; of equal scores that of the lower index stands first.
// Cost of n scores in random order: one comparison each, and about k ln(n / k) insertions.
class TopK {
 public:
  explicit TopK(std::int64_t k);   // k of 1 or more

  // scores[j] belongs to candidate first + j, which is above all candidates offered before.
  void offer(std::int64_t first, std::span<const float> scores);

  // One candidate, in whatever order.
  void offer_one(Neighbour neighbour);

  // No lower score can enter the list: that of its last, or minus infinity until there are k.
  float lowest() const;

  std::span<const Neighbour> best() const { return best_; }   // fewer than k where fewer were offered

 private:
  void insert(Neighbour neighbour);

  std::size_t k_;
  std::vector<Neighbour> best_;
};

}  // namespace koine::retrieval
