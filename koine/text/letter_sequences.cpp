#include "koine/text/letter_sequences.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "koine/core/error.h"

namespace koine::text {
namespace {

// Where each code point of UTF-8 begins, and the end.
std::vector<std::size_t> code_points(std::string_view text) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) begins.push_back(i);
  }
  begins.push_back(text.size());
  return begins;
}

}  // namespace

LetterSequences::LetterSequences(const std::vector<std::string>& words, const SequenceOptions& options) {
  require(options.shortest >= 1 && options.shortest <= options.longest, "letter sequences have lengths in order");
  std::unordered_map<std::string, std::int32_t> number_of;
  std::vector<std::int64_t> words_with;
  std::vector<std::vector<std::int32_t>> found(words.size());
  for (std::size_t w = 0; w < words.size(); ++w) {
    const std::string marked = "<" + words[w] + ">";
    const auto begins = code_points(marked);
    const auto letters = static_cast<std::int64_t>(begins.size()) - 1;
    for (std::int64_t length = options.shortest; length <= std::min(options.longest, letters - 1); ++length) {
      for (std::int64_t i = 0; i + length <= letters; ++i) {
        const std::size_t from = begins[static_cast<std::size_t>(i)], to = begins[static_cast<std::size_t>(i + length)];
        const auto [entry, is_new] =
            number_of.try_emplace(marked.substr(from, to - from), static_cast<std::int32_t>(number_of.size()));
        if (is_new) words_with.push_back(0);
        found[w].push_back(entry->second);
      }
    }
    std::ranges::sort(found[w]);
    found[w].erase(std::ranges::unique(found[w]).begin(), found[w].end());
    for (const std::int32_t sequence : found[w]) ++words_with[static_cast<std::size_t>(sequence)];
  }

  std::vector<std::int32_t> kept(words_with.size(), -1);
  for (std::size_t s = 0; s < kept.size(); ++s) {
    if (words_with[s] >= options.min_words) kept[s] = static_cast<std::int32_t>(sequences_++);
  }
  begin_.push_back(0);
  for (const auto& sequences : found) {
    for (const std::int32_t sequence : sequences) {
      const std::int32_t number = kept[static_cast<std::size_t>(sequence)];
      if (number >= 0) numbers_.push_back(number);
    }
    begin_.push_back(static_cast<std::int64_t>(numbers_.size()));
  }
}

std::span<const std::int32_t> LetterSequences::of(std::int64_t word) const {
  const auto from = begin_[static_cast<std::size_t>(word)], to = begin_[static_cast<std::size_t>(word) + 1];
  return std::span(numbers_).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
}

}  // namespace koine::text
