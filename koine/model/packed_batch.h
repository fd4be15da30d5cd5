#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/model/config.h"

namespace koine::model {

// A mini-batch without padding: one row for each position that is predicted, time first. Sentences stand longest first,
// so that those which still run at time t are the first ones: row step_begin[t] + s is sentence s at time t. A sentence
// of N words has N + 1 positions: <BOS> w_1 … w_N is read, w_1 … w_N <EOS> is predicted; the backward direction does
// the same with the words in reverse.
struct PackedBatch {
  static constexpr std::int32_t kBos = -1;  // as an input
  static constexpr std::int32_t kEos = -1;  // as a target

  // sentences: longest first, each with at least one word. Error: kInternal where they are not.
  explicit PackedBatch(const std::vector<std::span<const std::int32_t>>& sentences);

  std::int64_t sentences = 0;                      // B
  std::vector<std::int64_t> step_begin;            // [T + 1]
  std::vector<std::int32_t> inputs[kDirections];   // [rows]
  std::vector<std::int32_t> targets[kDirections];  // [rows]

  std::int64_t steps() const { return static_cast<std::int64_t>(step_begin.size()) - 1; }
  std::int64_t rows() const { return step_begin.back(); }
  std::int64_t running(std::int64_t t) const {  // sentences at time t
    const auto at = static_cast<std::size_t>(t);
    return step_begin[at + 1] - step_begin[at];
  }
};

}  // namespace koine::model
