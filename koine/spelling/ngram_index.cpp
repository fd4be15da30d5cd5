#include "koine/spelling/ngram_index.h"

#include <algorithm>
#include <cmath>

namespace koine::spelling {
namespace {

constexpr std::uint32_t kBase = kAlphabet + 1;  // digits 1 to kAlphabet: two letters and three never get one number
constexpr std::uint32_t kSequences = kBase * kBase * kBase;
constexpr double kMostCommon = 0.05;  // share of the words

std::vector<std::uint32_t> sequences_of(const Letters& word) {
  std::vector<std::uint32_t> result;
  for (std::size_t i = 1; i < word.size(); ++i) {
    const std::uint32_t two = (word[i - 1] + 1U) * kBase + word[i] + 1U;
    result.push_back(two);
    if (i >= 2) result.push_back((word[i - 2] + 1U) * kBase * kBase + two);
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace

NgramIndex::NgramIndex(const std::vector<Letters>& source, const std::vector<Letters>& target) : weights_(kSequences) {
  std::vector<std::int64_t> counts(kSequences);
  for (auto [words, side] : {std::pair(&source, &source_), std::pair(&target, &target_)}) {
    for (const Letters& word : *words) {
      side->profiles.push_back(sequences_of(word));
      for (const std::uint32_t sequence : side->profiles.back()) ++counts[sequence];
    }
  }
  const auto words = static_cast<double>(source.size() + target.size());
  // Among few words none is common for good.
  const double most = std::max(kMostCommon * words, 20.0);
  for (std::size_t s = 0; s < counts.size(); ++s) {
    const auto count = static_cast<double>(counts[s]);
    if (count > 0 && count <= most) weights_[s] = static_cast<float>(std::log(words / count));
  }
  for (Side* side : {&source_, &target_}) {
    for (auto& profile : side->profiles) {
      std::erase_if(profile, [&](std::uint32_t sequence) { return weights_[sequence] == 0; });
      float length = 0;
      for (const std::uint32_t sequence : profile) length += weights_[sequence];
      side->lengths.push_back(length);
    }
  }
}

// One array of sums over all candidates for each block of queries; of each query, only the candidates that share a
// sequence with it are touched.
retrieval::Neighbours NgramIndex::nearest(const Side& queries, const Side& candidates, std::int64_t k,
                                          Workers& workers) const {
  std::vector<std::size_t> begin(kSequences + 1);
  for (const auto& profile : candidates.profiles) {
    for (const std::uint32_t sequence : profile) ++begin[sequence + 1];
  }
  for (std::size_t s = 0; s < kSequences; ++s) begin[s + 1] += begin[s];
  std::vector<std::uint32_t> words(begin.back());
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  for (std::size_t c = 0; c < candidates.profiles.size(); ++c) {
    for (const std::uint32_t sequence : candidates.profiles[c]) words[next[sequence]++] = static_cast<std::uint32_t>(c);
  }

  constexpr std::size_t kBlock = 512;
  const std::size_t count = queries.profiles.size();
  retrieval::Neighbours result(count);
  workers.run(static_cast<std::int64_t>((count + kBlock - 1) / kBlock), [&](std::int64_t block) {
    std::vector<float> sums(candidates.profiles.size());
    std::vector<std::uint32_t> touched;
    const std::size_t first = static_cast<std::size_t>(block) * kBlock;
    for (std::size_t q = first; q < std::min(first + kBlock, count); ++q) {
      touched.clear();
      for (const std::uint32_t sequence : queries.profiles[q]) {
        for (std::size_t w = begin[sequence]; w < begin[sequence + 1]; ++w) {
          if (sums[words[w]] == 0) touched.push_back(words[w]);
          sums[words[w]] += weights_[sequence];
        }
      }
      retrieval::TopK top(k);
      for (const std::uint32_t c : touched) {
        const float score = 2 * sums[c] / (queries.lengths[q] + candidates.lengths[c]);
        sums[c] = 0;
        if (score >= top.lowest()) top.offer_one({c, score});
      }
      result[q].assign(top.best().begin(), top.best().end());
    }
  });
  return result;
}

retrieval::BothNeighbours NgramIndex::nearest_both_ways(std::int64_t k, Workers& workers) const {
  return {nearest(source_, target_, k, workers), nearest(target_, source_, k, workers)};
}

}  // namespace koine::spelling
