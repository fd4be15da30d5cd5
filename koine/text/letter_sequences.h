#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace koine::text {

struct SequenceOptions {
  std::int64_t shortest = 3, longest = 6;  // letters, the marks of beginning and end counted
  std::int64_t min_words = 3;              // a sequence that fewer words have tells nothing of others
};

// Which words of one language share which letter sequences. A word's sequences are the different runs of `shortest` to
// `longest` code points in <word>, but for <word> itself (Bojanowski et al. 2017, arXiv 1607.04606, section 3.2).
// Sequences are numbered in the order in which the words have them first.
class LetterSequences {
 public:
  // words: UTF-8.
  LetterSequences(const std::vector<std::string>& words, const SequenceOptions& options = {});

  std::int64_t words() const { return static_cast<std::int64_t>(begin_.size()) - 1; }
  std::int64_t sequences() const { return sequences_; }
  // The sequences of a word, ascending.
  std::span<const std::int32_t> of(std::int64_t word) const;

 private:
  std::int64_t sequences_ = 0;
  std::vector<std::int64_t> begin_;  // [words + 1], of each word in numbers_
  std::vector<std::int32_t> numbers_;
};

}  // namespace koine::text
