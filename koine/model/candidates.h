#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace koine::model {

// The output rows whose scores a sampled softmax looks at, one set for all positions of a mini-batch. The normaliser of
// a position is estimated as Σ_i weight_i e^{z_i}.
struct Candidates {
  std::vector<std::int32_t> rows;  // ascending, different; V, the row of <EOS>, is always the last one
  std::vector<float> log_weights;  // of each row
};

// Draws candidates. The words of the batch, and <EOS>, have weight 1. Every other word j is drawn on its own, with
// probability π_j = min(1, c q_j), q ∝ count^0.75, Σ π = samples, and has weight 1 / π_j. Given the batch, the
// estimate of a normaliser has no bias; with samples >= V it is exact. Power 0.75: Mikolov et al. 2013, arXiv
// 1310.4546, section 2.2; weights: Horvitz & Thompson 1952.
class CandidateSampler {
 public:
  // counts [V]: how often each word occurs; 0 counts as 1, so that every word can be drawn. samples >= 1.
  // Error: kUsage when samples < 1.
  CandidateSampler(std::span<const std::int64_t> counts, std::int64_t samples);

  double probability(std::int32_t word) const;

  // batch_words: ascending, different, in [0, V). A function of the arguments alone.
  Candidates draw(std::span<const std::int32_t> batch_words, std::uint64_t seed, std::uint64_t step,
                  std::uint32_t language) const;

 private:
  // π_j as a share of 2^32, rounded, so that a draw compares 32 random bits; 2^32 where π_j = 1.
  std::vector<std::uint64_t> thresholds_;
  std::vector<float> log_weights_;
};

// The different words of some sentences, ascending.
std::vector<std::int32_t> words_of(const std::vector<std::span<const std::int32_t>>& sentences);

}  // namespace koine::model
