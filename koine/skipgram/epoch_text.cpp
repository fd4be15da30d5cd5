#include "koine/skipgram/epoch_text.h"

namespace koine::skipgram {

bool EpochText::next(std::int64_t words, TextPiece& piece) {
  if (sentence_ == corpus_.sentences()) return false;
  piece.words.clear();
  piece.begin.clear();
  piece.end.clear();
  piece.tokens_before.clear();
  for (; sentence_ < corpus_.sentences() && piece.size() < words; ++sentence_) {
    const auto begin = static_cast<std::int32_t>(piece.size());
    const std::int64_t before = tokens_;
    for (const std::int32_t id : corpus_.sentence(sentence_)) {
      if (id == 0) continue;  // <unk>
      ++tokens_;
      const double keep = keep_[static_cast<std::size_t>(id - 1)];
      if (keep < 1 && random_.next_u32() >= keep * 0x1.0p32) continue;
      piece.words.push_back(id - 1);
    }
    piece.begin.resize(piece.words.size(), begin);
    piece.end.resize(piece.words.size(), static_cast<std::int32_t>(piece.size()));
    piece.tokens_before.resize(piece.words.size(), before);
  }
  return true;
}

}  // namespace koine::skipgram
