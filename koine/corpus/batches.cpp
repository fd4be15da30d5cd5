#include "koine/corpus/batches.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::corpus {

BatchSchedule::BatchSchedule(const EncodedCorpus& corpus, std::int64_t batch_sentences, std::uint64_t seed,
                             std::uint32_t language, Bucketing bucketing)
    : corpus_(&corpus), seed_(seed), language_(language) {
  if (batch_sentences < 1) {
    throw Error(ErrorKind::kUsage, "a batch needs at least one sentence").found(std::to_string(batch_sentences));
  }
  // A batch larger than the corpus is the corpus.
  batch_sentences_ = std::min(batch_sentences, std::max<std::int64_t>(1, corpus.sentences()));
  switch (bucketing) {
    case Bucketing::kBucketed: pool_sentences_ = kPoolBatches * batch_sentences_; break;
    case Bucketing::kSorted: pool_sentences_ = std::max<std::int64_t>(1, corpus.sentences()); break;
    case Bucketing::kRandom: pool_sentences_ = batch_sentences_; break;
  }
}

std::int64_t BatchSchedule::batches_per_pass() const {
  return (corpus_->sentences() + batch_sentences_ - 1) / batch_sentences_;
}

Batch BatchSchedule::batch(std::int64_t pass, std::int64_t number) {
  require(pass >= 0 && number >= 0 && number < batches_per_pass(), "the batch is one of its pass");
  if (pass != pass_) shuffle_pass(pass);
  const std::int64_t begin = cut_of_batch_[static_cast<std::size_t>(number)] * batch_sentences_;
  const std::int64_t end = std::min(begin + batch_sentences_, corpus_->sentences());
  return {{sentence_order_.begin() + begin, sentence_order_.begin() + end}};
}

void BatchSchedule::shuffle_pass(std::int64_t pass) {
  const std::int64_t sentences = corpus_->sentences();
  const auto stream = static_cast<std::uint64_t>(pass);
  sentence_order_.resize(static_cast<std::size_t>(sentences));
  std::iota(sentence_order_.begin(), sentence_order_.end(), 0);
  Random(seed_, Purpose::kShuffleSentences, stream, language_).shuffle(sentence_order_);

  const auto longer = [this](std::int64_t a, std::int64_t b) {
    return corpus_->length_tokens(a) > corpus_->length_tokens(b);
  };
  const auto longer_or_first = [this](std::int64_t a, std::int64_t b) {
    return std::pair(-corpus_->length_tokens(a), a) < std::pair(-corpus_->length_tokens(b), b);
  };
  // Calls sort(first, last) for each piece of `size` sentences.
  const auto for_each_piece = [&](std::int64_t size, const auto& sort) {
    for (std::int64_t begin = 0; begin < sentences; begin += size) {
      sort(sentence_order_.begin() + begin, sentence_order_.begin() + std::min(begin + size, sentences));
    }
  };
  for_each_piece(pool_sentences_, [&](auto first, auto last) { std::stable_sort(first, last, longer); });
  for_each_piece(batch_sentences_, [&](auto first, auto last) { std::sort(first, last, longer_or_first); });

  cut_of_batch_.resize(static_cast<std::size_t>(batches_per_pass()));
  std::iota(cut_of_batch_.begin(), cut_of_batch_.end(), 0);
  Random(seed_, Purpose::kShuffleBatches, stream, language_).shuffle(cut_of_batch_);
  pass_ = pass;
}

EpochPlan::EpochPlan(std::vector<std::int64_t> batches_per_pass, Cycling cycling)
    : batches_per_pass_(std::move(batches_per_pass)) {
  require(!batches_per_pass_.empty(), "a plan has at least one language");
  const auto [least, most] = std::minmax_element(batches_per_pass_.begin(), batches_per_pass_.end());
  require(*least > 0, "every language of a plan has at least one batch");
  rounds_ = cycling == Cycling::kCycleShorter ? *most : *least;
}

std::int64_t EpochPlan::steps() const { return rounds_ * static_cast<std::int64_t>(batches_per_pass_.size()); }

EpochPlan::Step EpochPlan::step(std::int64_t epoch, std::int64_t i) const {
  require(epoch >= 0 && i >= 0 && i < steps(), "the step is one of its epoch");
  const auto languages = static_cast<std::int64_t>(batches_per_pass_.size());
  const std::int64_t language = i % languages;
  const std::int64_t round = epoch * rounds_ + i / languages;   // rounds since the start of the run
  const std::int64_t per_pass = batches_per_pass_[static_cast<std::size_t>(language)];
  return {static_cast<std::int32_t>(language), round / per_pass, round % per_pass};
}

}  // namespace koine::corpus
