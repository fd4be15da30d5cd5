#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "koine/core/workers.h"
#include "koine/corpus/run_text.h"
#include "koine/skipgram/negatives.h"
#include "koine/skipgram/options.h"
#include "koine/skipgram/shard.h"
#include "koine/skipgram/word_parts.h"

namespace koine::skipgram {

// What an epoch of one language came to.
struct EpochTotals {
  double loss_nats = 0;    // summed over pairs, while the vectors moved
  std::int64_t pairs = 0;  // a word and one of its window
  std::int64_t words = 0;  // tokens with a vector, those that subsampling left out among them
  double loss_per_pair() const { return pairs > 0 ? loss_nats / static_cast<double>(pairs) : 0; }
};

// The substream of a language's random numbers: of its code and not of its place among others, so that the vectors of
// two languages start differently, also where each is trained by a command of its own.
std::uint32_t stream_of(const std::string& language);

// Whether the first epoch of a language leaves two words of any sentence, so that there is a pair to learn from.
bool can_learn(const SkipgramOptions& options, const corpus::RunLanguage& language);

// For all languages before the first epoch of any: hours of the others would be for nothing. Error: kInput.
void require_something_to_learn(const SkipgramOptions& options, const std::vector<corpus::RunLanguage>& languages);

// Trains the vectors of one language: see PairStep for a pair of words, EpochText for the text.
//
// Input rows start from U[-1/D, 1/D], output rows at 0. The learning rate falls in a line from its start to 0 over the
// tokens of all epochs.
//
// The same bits at any number of threads: the text is cut into blocks, a block into kShards shards of neighbouring
// windows. Shards train at the same time, each one window after the other on copies of the rows it needs; then what
// they did is added to the shared rows in the order of the shards. A row that many windows move must not be moved by
// all shards of a long block from where it stood before it: their sum would throw it beyond its goal, and with a large
// learning rate ever further. So a block has as many windows as let the row that moves most move kStaleMoves /
// learning rate times, in expectation.
//
// --hogwild: threads take shards in turn and add what they did as soon as a shard is done, without a lock.
class Trainer {
 public:
  static constexpr int kShards = 8;
  static constexpr double kStaleMoves = 3;
  static constexpr std::int64_t kLongestShard = 256;

  // `language` must live as long as this.
  Trainer(const SkipgramOptions& options, const corpus::RunLanguage& language, Workers& workers);

  // Called now and then with the tokens that are done in the epoch and the totals so far. → false: stop.
  using Watch = std::function<bool(std::int64_t, const EpochTotals&)>;

  // Trains epoch `epoch`, counted from 0. → false where `watch` asked to stop, and the vectors are between two epochs;
  // an epoch that is at its end by then is done.
  bool train_epoch(std::int64_t epoch, const Watch& watch, EpochTotals& totals);

  std::int64_t tokens() const { return tokens_; }                            // of one epoch, with a vector
  View input() { return input_.view().col_block(0, options_.dimension); }    // [WordParts::rows(), D]
  View output() { return output_.view().col_block(0, options_.dimension); }  // [V, D], row w is id w + 1
  Matrix<float> vectors() { return parts_.vectors(input()); }                // of the words, likewise
  double learning_rate(std::int64_t epoch, std::int64_t tokens_before) const;
  std::int64_t shard_words(double rate) const;  // windows in a shard at this learning rate

  // What a trainer takes beside the text.
  static std::int64_t memory_bytes(const SkipgramOptions& options, const text::Vocabulary& vocabulary, int threads);

 private:
  std::vector<std::unique_ptr<Shard>> make_shards(std::size_t count) const;
  void train_block(const TextPiece& piece, std::int64_t begin, std::int64_t end, double rate);
  void train_hogwild(const TextPiece& piece, std::int64_t epoch);
  void collect(EpochTotals& totals);

  SkipgramOptions options_;
  const corpus::RunLanguage& language_;
  Workers& workers_;
  std::int64_t tokens_ = 0;
  WordParts parts_;
  std::vector<double> shares_, keep_;  // of each word: word_shares(), keep_probabilities()
  AliasTable noise_;
  double moves_a_window_ = 0;     // of the vector that moves most, in expectation: see most_moves()
  Matrix<float> input_, output_;  // rows padded with zeros, which stay zeros
  std::vector<std::unique_ptr<Shard>> shards_;
  std::uint64_t next_stream_ = 0;
};

}  // namespace koine::skipgram
