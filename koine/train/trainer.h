#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "koine/core/workers.h"
#include "koine/corpus/batches.h"
#include "koine/corpus/encoded_corpus.h"
#include "koine/model/candidates.h"
#include "koine/model/gradients.h"
#include "koine/model/language_model.h"
#include "koine/model/parameters.h"
#include "koine/train/dictionary_term.h"
#include "koine/train/metrics.h"
#include "koine/train/options.h"

namespace koine::train {

// Where a training stands. With the parameters this is everything that the next step depends on.
struct Position {
  std::int64_t epoch = 0;          // epochs that are done
  std::int64_t step = 0;           // mini-batches of the current epoch that are done
  std::int64_t updates = 0;        // of the parameters, since the start
  std::vector<LossTotals> totals;  // of the current epoch, one entry a language
};

// Error: kUsage for a --dictionary-weight that steps of the run's learning rate do not bear.
void check_dictionary_weight(const TrainOptions& options, const std::vector<Translation>& translations);

// Trains the model by stochastic gradient descent, one mini-batch a call. Knows no files and says nothing.
// Same bits at any number of threads; a trainer that is given the parameters and position of another goes on as that
// one.
class Trainer {
 public:
  // The corpora must outlive the trainer. Errors: kUsage as of check_options, check_dictionary_weight.
  Trainer(const TrainOptions& options, const std::vector<std::int64_t>& vocabulary_sizes,
          const std::vector<const corpus::EncodedCorpus*>& corpora, Workers& workers,
          const std::vector<Translation>& translations = {});

  // The mini-batch that the next step takes: word ids, longest sentence first.
  struct Batch {
    std::int32_t language;
    std::vector<std::span<const std::int32_t>> sentences;
  };
  Batch next_batch();

  // One mini-batch: forward, backward, clipping, update. Returns the predicted positions of one direction.
  // Error: kCollapsed where loss or gradient is not finite; the parameters are then as they were before the step or,
  // with Updates::kApart, before the second of its updates.
  std::int64_t step();

  // Of the translations that the trainer was given, see DictionaryTerm; nothing where there are none.
  std::optional<double> dictionary_distance();

  // With a sampled softmax: the exact loss of each language on a sample of its sentences that stays the same over the
  // run, without dropout. Empty with the full softmax, whose training loss is exact.
  std::vector<LossTotals> exact_losses();

  bool epoch_is_done() const { return position_.step == plan_.steps(); }
  void begin_next_epoch();

  std::int64_t steps_per_epoch() const { return plan_.steps(); }
  std::int64_t updates_of_run() const;
  double words_per_epoch() const;  // predicted positions of one direction
  double learning_rate() const;  // of the last update

  // With a sampled softmax: candidates of a mini-batch of that language, mean over the updates of this trainer.
  double mean_candidates(int language) const;
  const model::PassSeconds& pass_seconds() const { return model_.seconds(); }

  model::Parameters& parameters() { return parameters_; }
  const Position& position() const { return position_; }
  void set_position(const Position& position) { position_ = position; }

  // What `dimension` and the rest come to: see model::LanguageModel::memory_bytes.
  static model::ModelConfig config_of(const TrainOptions& options, const std::vector<std::int64_t>& vocabulary_sizes);

 private:
  void update(int language, const std::vector<std::span<const std::int32_t>>& sentences, model::Directions directions,
              LossTotals& totals);

  TrainOptions options_;
  std::vector<const corpus::EncodedCorpus*> corpora_;
  Workers& workers_;
  std::vector<corpus::BatchSchedule> schedules_;
  corpus::EpochPlan plan_;
  std::vector<model::CandidateSampler> samplers_;          // of each language; empty with the full softmax
  std::vector<std::vector<std::int64_t>> loss_sentences_;  // likewise
  std::vector<std::pair<double, double>> candidates_;      // likewise: their sum so far, and the draws
  model::Parameters parameters_;
  model::LanguageModel model_;
  model::Gradients gradients_;
  std::optional<DictionaryTerm> dictionary_;
  Position position_;
};

}  // namespace koine::train
