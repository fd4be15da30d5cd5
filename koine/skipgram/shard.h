#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/skipgram/epoch_text.h"
#include "koine/skipgram/negatives.h"
#include "koine/skipgram/pair_step.h"
#include "koine/skipgram/word_parts.h"

namespace koine::skipgram {

// Copies of those rows of a shared matrix that a shard works on. Each is taken when it is first asked for.
class LocalRows {
 public:
  // words: rows of the shared matrix; n: numbers in a row, even. hogwild: others write to the shared matrix meanwhile.
  LocalRows(std::int64_t words, std::int64_t n, bool hogwild);

  // Which copy is that of a row. A copy stays where it is, also when others are made.
  std::int32_t slot(std::int32_t word, ConstView shared);
  float* row(std::int32_t slot) { return before(slot) + n_; }
  const float* row(std::int32_t slot) const { return before(slot) + n_; }

  // What was done to the copies since they were taken, added to the shared matrix: those of the words w with
  // w % kBins == bin.
  static constexpr int kBins = 16;
  void add_moves(int bin, View shared) const;
  // The same for all words, where others do so too at the same time.
  void add_moves_relaxed(View shared);
  void clear();

  // What one takes, of so many words, that has looked at `used` of them.
  static std::int64_t memory_bytes(std::int64_t words, std::int64_t n, std::int64_t used);

 private:
  static constexpr std::int32_t kBlock = 64;
  float* before(std::int32_t slot) { return copies_[static_cast<std::size_t>(slot / kBlock)].row(2 * (slot % kBlock)); }
  const float* before(std::int32_t slot) const {
    return copies_[static_cast<std::size_t>(slot / kBlock)].row(2 * (slot % kBlock));
  }

  std::int64_t n_;
  bool hogwild_;
  std::vector<std::int32_t> slot_of_;      // of each word, or -1
  std::vector<std::int32_t> words_;        // of each slot
  std::vector<std::int32_t> bins_[kBins];  // slots
  std::vector<Matrix<float>> copies_;      // of kBlock slots each: a row as it was taken, then as it is now
};

// The matrices of a language: the parts of its words [WordParts::rows(), n], and output rows [V, n].
struct SharedRows {
  View input, output;
};

// What does not change while a language is trained.
struct ShardSettings {
  std::int64_t window = 0, negative = 0;
  bool hogwild = false;
  std::uint64_t seed = 0;
  std::uint32_t language = 0;
};

// One worker's bench: trains on a stretch of text, one window after the other, on copies of its own; what it has done
// is added to the shared matrices afterwards.
class Shard {
 public:
  Shard(const WordParts& parts, std::int64_t n, const ShardSettings& settings, const AliasTable& noise);

  // The windows around words begin … end - 1 of a piece. `index`: of the stream of random numbers.
  void train(const TextPiece& piece, std::int64_t begin, std::int64_t end, float rate, std::uint64_t index,
             const SharedRows& shared);

  void add_moves(int bin, const SharedRows& shared) const;  // see LocalRows
  void add_moves_relaxed(const SharedRows& shared);

  // Since the last call.
  struct Totals {
    double loss_nats = 0;
    std::int64_t pairs = 0;  // a word and one of its window
  };
  Totals take_totals();

 private:
  void take_vector(std::int32_t word, ConstView shared);
  void move_parts();

  ShardSettings settings_;
  const WordParts& parts_;
  const AliasTable& noise_;
  LocalRows input_, output_;
  PairStep step_;
  Totals totals_;
  std::vector<std::int32_t> input_slots_;  // of the word in the middle, a slot for each part
  Matrix<float> vector_;                   // of that word: row 0 as it is now, row 1 as the window found it
  std::vector<float*> outputs_;
};

}  // namespace koine::skipgram
