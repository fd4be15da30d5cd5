#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace koine::corpus {

// The sentences of one language as word ids, one after the other. Ids are those of text::Vocabulary: 0 is `<unk>`.
// Every sentence has at least one word. Sentence i is tokens[offsets[i]] … tokens[offsets[i + 1] - 1].
struct EncodedCorpus {
  std::vector<std::int32_t> tokens;
  std::vector<std::int64_t> offsets = {0};   // one more than there are sentences

  std::int64_t sentences() const { return static_cast<std::int64_t>(offsets.size()) - 1; }
  std::int64_t token_count() const { return static_cast<std::int64_t>(tokens.size()); }

  std::int64_t length_tokens(std::int64_t i) const {
    const auto at = static_cast<std::size_t>(i);
    return offsets[at + 1] - offsets[at];
  }

  std::span<const std::int32_t> sentence(std::int64_t i) const {
    return {tokens.data() + offsets[static_cast<std::size_t>(i)], static_cast<std::size_t>(length_tokens(i))};
  }

  std::int64_t longest_tokens() const {
    std::int64_t longest = 0;
    for (std::int64_t i = 0; i < sentences(); ++i) longest = std::max(longest, length_tokens(i));
    return longest;
  }

  // Appends a sentence; the caller owes at least one word.
  void add(std::span<const std::int32_t> sentence) {
    tokens.insert(tokens.end(), sentence.begin(), sentence.end());
    offsets.push_back(token_count());
  }

  bool operator==(const EncodedCorpus&) const = default;
};

// The corpus as a tensor archive (io/archive.h): "tokens" I32 [N], "offsets" I64 [sentences + 1]. A run keeps it so
// that `--resume` needs no second look at the text, which may have come from a pipe.
// Errors: kOutput as of io::AtomicFile.
void write_corpus(const EncodedCorpus& corpus, const std::filesystem::path& path);

// The reverse. Errors: kInput with the path: not an archive, damaged, another kind of archive; offsets that do not cut
// the tokens into sentences; ids outside [0, vocabulary_size).
EncodedCorpus read_corpus(const std::filesystem::path& path, std::int32_t vocabulary_size);

}  // namespace koine::corpus
