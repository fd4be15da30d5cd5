#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/random.h"
#include "koine/corpus/encoded_corpus.h"

namespace koine::skipgram {

// A piece of the text of an epoch: the tokens that are left of some whole sentences. Tokens that have no vector are
// left out first, then those that subsampling takes, so that a window reaches across both, as in word2vec.
struct TextPiece {
  std::vector<std::int32_t> words;          // numbered from 0 without `<unk>`, one sentence after the other
  std::vector<std::int32_t> begin, end;     // the sentence of each word: words[begin] … words[end - 1]
  std::vector<std::int64_t> tokens_before;  // tokens with a vector before the sentence of each word in the whole epoch

  std::int64_t size() const { return static_cast<std::int64_t>(words.size()); }
};

// The text of one epoch, subsampled, piece by piece.
class EpochText {
 public:
  // keep: probability of each word to be kept. Both must live as long as this.
  EpochText(const corpus::EncodedCorpus& corpus, const std::vector<double>& keep, std::uint64_t seed,
            std::int64_t epoch, std::uint32_t language)
      : corpus_(corpus),
        keep_(keep),
        random_(seed, Purpose::kSkipgramSubsample, static_cast<std::uint64_t>(epoch), language) {}

  // The next piece: at least `words` words, or what is left. False at the end of the text.
  bool next(std::int64_t words, TextPiece& piece);

  std::int64_t tokens() const { return tokens_; }  // with a vector, up to here

 private:
  const corpus::EncodedCorpus& corpus_;
  const std::vector<double>& keep_;
  Random random_;
  std::int64_t sentence_ = 0, tokens_ = 0;
};

}  // namespace koine::skipgram
