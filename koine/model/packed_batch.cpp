#include "koine/model/packed_batch.h"

#include "koine/core/error.h"

namespace koine::model {

PackedBatch::PackedBatch(const std::vector<std::span<const std::int32_t>>& batch)
    : sentences(static_cast<std::int64_t>(batch.size())) {
  require(!batch.empty(), "a mini-batch has at least one sentence");
  std::size_t running = batch.size();
  step_begin.push_back(0);
  for (std::size_t t = 0; t <= batch.front().size(); ++t) {
    while (batch[running - 1].size() < t) --running;
    for (std::size_t s = 0; s < running; ++s) {
      const auto words = batch[s];
      const std::size_t n = words.size();
      require(n >= 1 && (s == 0 || n <= batch[s - 1].size()), "sentences have words and stand longest first");
      inputs[kForward].push_back(t == 0 ? kBos : words[t - 1]);
      targets[kForward].push_back(t == n ? kEos : words[t]);
      inputs[kBackward].push_back(t == 0 ? kBos : words[n - t]);
      targets[kBackward].push_back(t == n ? kEos : words[n - 1 - t]);
    }
    step_begin.push_back(static_cast<std::int64_t>(inputs[kForward].size()));
  }
}

}  // namespace koine::model
