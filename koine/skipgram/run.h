#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/core/workers.h"
#include "koine/corpus/run_text.h"
#include "koine/io/run_folder.h"
#include "koine/skipgram/options.h"

namespace koine::skipgram {

struct RunResult {
  double training_seconds = 0;       // of all epochs, whatever process trained them
  std::vector<std::string> metrics;  // the lines of metrics.jsonl
};

// Trains one language after the other, each by itself, from the checkpoint of the folder or from the start. After each
// epoch: metrics.jsonl and the checkpoint; after the last one of a language its vectors. A run that goes on from the
// last checkpoint ends in the same bits as one that was not stopped (not with --hogwild).
// Errors: kInterrupted where `stop` became true: what came after the last epoch is lost; kCollapsed as soon as the loss
// is not finite; kInput for a checkpoint that is damaged, or text in which no sentence has two words of the vocabulary;
// kOutput.
RunResult run_training(const io::RunFolder& folder, const std::vector<corpus::RunLanguage>& languages,
                       const SkipgramOptions& options, const std::atomic<bool>* stop, Workers& workers,
                       Reporter& reporter);

}  // namespace koine::skipgram
