#pragma once

#include <cstdint>
#include <vector>

#include "koine/corpus/encoded_corpus.h"

namespace koine::corpus {

// Sentences of one language that make one step, longest first and equal lengths by index: the sentences that are still
// running at time t are then the first ones.
struct Batch {
  std::vector<std::int64_t> sentences;   // indices into the EncodedCorpus
};

// How sentences of about the same length come together. The paper does not say how its batches were made.
enum class Bucketing {
  kBucketed,  // sort by length within random pools of 100 batches: little padding, yet other batches in every pass
  kSorted,    // sort by length over the whole corpus: least padding, but long sentences always meet the same company
  kRandom,    // no sorting: the textbook mini-batch, with the most padding
};

// The mini-batches of one language. A pass visits every sentence once, cut into batches of `batch_sentences` (one batch
// of the pass may be smaller):
//   1. shuffle all sentences; 2. cut into pools; 3. sort each pool by length, equal lengths staying in random order;
//   4. cut the pools into batches; 5. shuffle the batches of the pass.
// Batch n of pass p is a function of (lengths, batch_sentences, bucketing, seed, language, p, n) and of nothing else,
// so a run can go on anywhere. The last pass that was asked for is kept; a change of pass costs O(N log N). Not
// thread-safe.
class BatchSchedule {
 public:
  static constexpr std::int64_t kPoolBatches = 100;

  // `language` is the number of the language in the run; it keeps the shuffles of two languages apart. The corpus must
  // outlive the schedule. Error: kUsage when batch_sentences < 1.
  BatchSchedule(const EncodedCorpus& corpus, std::int64_t batch_sentences, std::uint64_t seed, std::uint32_t language,
                Bucketing bucketing = Bucketing::kBucketed);

  std::int64_t batches_per_pass() const;

  // 0 <= number < batches_per_pass(), pass >= 0.
  Batch batch(std::int64_t pass, std::int64_t number);

 private:
  void shuffle_pass(std::int64_t pass);

  const EncodedCorpus* corpus_;
  std::int64_t batch_sentences_;
  std::uint64_t seed_;
  std::uint32_t language_;
  std::int64_t pool_sentences_;

  std::int64_t pass_ = -1;                      // the pass that the two below belong to
  std::vector<std::int64_t> sentence_order_;    // all sentences, cut: batch_sentences_ of them after the other
  std::vector<std::int64_t> cut_of_batch_;      // which cut is batch n
};

// What happens when the languages of a run differ in size.
enum class Cycling {
  kCycleShorter,     // an epoch lasts as long as the largest language; the others start again, with a new shuffle
  kStopAtShortest,   // an epoch ends with the smallest language; the others go on from there in the next epoch
};

// Which language and which batch each step of a run takes. An epoch is a number of rounds; a round takes one batch of
// each language in the given order. Every language walks through its passes without a gap, over the ends of epochs too:
// no batch is left out or preferred. A pure function of its arguments.
class EpochPlan {
 public:
  struct Step {
    std::int32_t language;
    std::int64_t pass;
    std::int64_t batch;
  };

  // batches_per_pass: one entry for each language, each at least 1.
  EpochPlan(std::vector<std::int64_t> batches_per_pass, Cycling cycling);

  std::int64_t steps() const;                              // of one epoch; the same in every epoch
  Step step(std::int64_t epoch, std::int64_t i) const;     // epoch counts from 0; 0 <= i < steps()

 private:
  std::vector<std::int64_t> batches_per_pass_;
  std::int64_t rounds_;
};

}  // namespace koine::corpus
