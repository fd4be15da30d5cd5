#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "koine/core/workers.h"
#include "koine/model/parameters.h"
#include "koine/train/options.h"

namespace koine::train {

// Whether the words of a language all point in one direction: one of these (EpochMetrics) is above 0.9.
bool looks_collapsed(const std::vector<double>& mean_random_cosine);

// What is asked of the embeddings after each epoch; no dictionary is looked at.
struct Evaluation {
  // The selection criterion, averaged over pairs (options.criterion_pairs); none with a single language.
  std::optional<double> criterion;
  std::optional<double> criterion_with_r_target, criterion_margin;
  std::vector<double> mean_random_cosine;  // of 10,000 random pairs of words, of each language
};

// Error: kCollapsed where an embedding is not finite, or above 1.8e19.
Evaluation evaluate(model::Parameters& parameters, int languages, const TrainOptions& options, std::int64_t epoch,
                    Workers& workers);

// Memory that an evaluation takes, about: unit rows of the two largest languages, and tiles.
std::int64_t evaluation_bytes(const model::ModelConfig& config, int threads);

}  // namespace koine::train
