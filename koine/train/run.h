#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/core/workers.h"
#include "koine/corpus/run_text.h"
#include "koine/io/run_folder.h"
#include "koine/train/dictionary_term.h"
#include "koine/train/metrics.h"
#include "koine/train/options.h"

namespace koine::train {

using corpus::RunLanguage;

// What a run may change without changing its result.
struct RunSettings {
  double checkpoint_every_seconds = 600;
  // The vectors of each epoch, too (io::RunFolder::epoch), and a link for each Select that chooses one of them. A run
  // that goes on and has kept some keeps them anyway; of one that has not the epochs that are done are gone, and this
  // is said.
  bool keep_epochs = false;
  const std::atomic<bool>* stop = nullptr;  // becomes true when the user wants to leave
};

struct RunResult {
  std::int64_t best_epoch = 0;
  double training_seconds = 0;       // of all epochs, whatever process trained them
  std::vector<std::string> metrics;  // the lines of metrics.jsonl
};

// Trains from the checkpoint of the folder, or from the start where there is none, to the last epoch. After each epoch:
// evaluation, metrics.jsonl, vectors and best.safetensors where the epoch is the best so far, then the checkpoint. A
// kill at any moment loses at most what came after the last checkpoint, and the run that goes on from there ends in the
// same bits. `translations` make it semi-supervised, see DictionaryTerm. Errors: kInterrupted after a checkpoint where
// `stop` became true; kCollapsed where the loss is not finite,
// or the words of a language point in one direction at two evaluations running or at the last one (the last good
// checkpoint stays); kOutput; kInput for a checkpoint that is damaged.
RunResult run_training(const io::RunFolder& folder, const std::vector<RunLanguage>& languages,
                       const TrainOptions& options, const RunSettings& settings, Workers& workers, Reporter& reporter,
                       const std::vector<Translation>& translations = {});

// About the most memory that the whole process takes to train the language model, to be asked before it begins. Text
// stays in memory; reading it may have taken more.
std::int64_t expected_peak_bytes(const std::vector<RunLanguage>& languages, const TrainOptions& options, int threads);

// What `koine train --dry-run` tells beside the memory: nothing is written.
struct DryRun {
  double seconds_a_step = 0;    // median of some timed steps
  double words_per_second = 0;
  double seconds = 0;           // of all epochs, evaluation not counted
  std::int64_t parameters = 0;  // numbers that are trained
};
DryRun dry_run(const std::vector<RunLanguage>& languages, const TrainOptions& options, Workers& workers,
               Reporter& reporter, const std::vector<Translation>& translations = {});

}  // namespace koine::train
