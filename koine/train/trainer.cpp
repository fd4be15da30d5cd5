#include "koine/train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/train/schedule.h"

namespace koine::train {
namespace {

std::vector<corpus::BatchSchedule> schedules_of(const TrainOptions& options,
                                                const std::vector<const corpus::EncodedCorpus*>& corpora) {
  std::vector<corpus::BatchSchedule> schedules;
  for (std::size_t l = 0; l < corpora.size(); ++l) {
    schedules.emplace_back(*corpora[l], options.batch, options.seed, static_cast<std::uint32_t>(l), options.batches);
  }
  return schedules;
}

std::vector<std::int64_t> batches_of(const std::vector<corpus::BatchSchedule>& schedules) {
  std::vector<std::int64_t> batches;
  for (const auto& schedule : schedules) batches.push_back(schedule.batches_per_pass());
  return batches;
}

// Sentences on which the exact loss of a sampled training is measured, and how many of them at a time.
constexpr std::int64_t kLossSentences = 256, kLossBatch = 64;

std::vector<std::int64_t> counts_of(const corpus::EncodedCorpus& corpus, std::int64_t vocabulary) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(vocabulary));
  for (const std::int32_t word : corpus.tokens) ++counts[static_cast<std::size_t>(word)];
  return counts;
}

// A fixed sample, longest first.
std::vector<std::int64_t> loss_sentences(const corpus::EncodedCorpus& corpus, std::uint64_t seed,
                                         std::uint32_t language) {
  std::vector<std::int64_t> sample(static_cast<std::size_t>(corpus.sentences()));
  std::iota(sample.begin(), sample.end(), 0);
  Random random(seed, Purpose::kSampleLoss, 0, language);
  random.shuffle(sample);
  sample.resize(std::min<std::size_t>(sample.size(), kLossSentences));
  std::stable_sort(sample.begin(), sample.end(),
                   [&](std::int64_t a, std::int64_t b) { return corpus.length_tokens(a) > corpus.length_tokens(b); });
  return sample;
}

const TrainOptions& checked(const TrainOptions& options) {
  check_options(options);
  return options;
}

}  // namespace

void check_dictionary_weight(const TrainOptions& options, const std::vector<Translation>& translations) {
  if (translations.empty() || options.dictionary_weight == 0) return;  // what is only measured moves nothing
  constexpr std::int64_t kFirst = 0, kSome = 1;  // the first step has the highest rate, however many follow
  const double rate = step_of(options, kFirst, kSome).rate;
  const double largest = DictionaryTerm(translations, options.dictionary_weight, 0).largest_weight(rate);
  if (options.dictionary_weight < largest) return;
  throw Error(ErrorKind::kUsage, "steps of this size may throw the words of the dictionary apart")
      .where("--dictionary-weight")
      .found(fmt::format("{}", options.dictionary_weight))
      .expected(
          fmt::format("less than {:.4g} for these {} pairs and this learning rate", largest, translations.size()));
}

model::ModelConfig Trainer::config_of(const TrainOptions& options, const std::vector<std::int64_t>& vocabulary_sizes) {
  return {.vocabulary_sizes = vocabulary_sizes,
          .dimension = options.dimension,
          .layers = static_cast<int>(options.layers),
          .precision = options.precision,
          .tied = options.tied};
}

Trainer::Trainer(const TrainOptions& options, const std::vector<std::int64_t>& vocabulary_sizes,
                 const std::vector<const corpus::EncodedCorpus*>& corpora, Workers& workers,
                 const std::vector<Translation>& translations)
    : options_(checked(options)),
      corpora_(corpora),
      workers_(workers),
      schedules_(schedules_of(options, corpora)),
      plan_(batches_of(schedules_), options.cycling),
      parameters_(config_of(options, vocabulary_sizes)),
      model_(config_of(options, vocabulary_sizes), parameters_, workers),
      gradients_(config_of(options, vocabulary_sizes)) {
  parameters_.initialise(options.seed);
  if (options.bias_start == BiasStart::kZero) {
    for (auto& direction : parameters_.lstm) {
      for (auto& layer : direction) layer.b = Matrix<float>(1, layer.b.cols());
    }
  }
  position_.totals.resize(corpora.size());
  if (options.softmax == Softmax::kSampled) {
    for (std::size_t l = 0; l < corpora.size(); ++l) {
      samplers_.emplace_back(counts_of(*corpora[l], vocabulary_sizes[l]), options.samples);
      candidates_.emplace_back(0, 0);
      loss_sentences_.push_back(loss_sentences(*corpora[l], options.seed, static_cast<std::uint32_t>(l)));
    }
  }
  if (!translations.empty()) {
    check_dictionary_weight(options, translations);
    dictionary_.emplace(translations, options.dictionary_weight, options.dimension);
  }
}

Trainer::Batch Trainer::next_batch() {
  require(!epoch_is_done(), "a step belongs to an epoch that is not done");
  const auto [language, pass, number] = plan_.step(position_.epoch, position_.step);
  const auto l = static_cast<std::size_t>(language);
  Batch batch{language, {}};
  for (const std::int64_t i : schedules_[l].batch(pass, number).sentences) {
    batch.sentences.push_back(corpora_[l]->sentence(i));
  }
  return batch;
}

std::int64_t Trainer::step() {
  const auto [language, sentences] = next_batch();
  const auto l = static_cast<std::size_t>(language);
  LossTotals totals = position_.totals[l];
  if (options_.updates == Updates::kApart) {
    update(language, sentences, {.forward = true, .backward = false}, totals);
    update(language, sentences, {.forward = false, .backward = true}, totals);
  } else {
    update(language, sentences, {}, totals);
  }
  std::int64_t words = 0;
  for (const auto& sentence : sentences) words += static_cast<std::int64_t>(sentence.size()) + 1;
  totals.words += words;
  position_.totals[l] = totals;
  ++position_.step;
  return words;
}

void Trainer::update(int language, const std::vector<std::span<const std::int32_t>>& sentences,
                     model::Directions directions, LossTotals& totals) {
  const model::Dropout dropout{options_.seed, static_cast<std::uint64_t>(position_.updates), options_.dropout,
                               options_.embedding_dropout};
  std::optional<model::Candidates> candidates;
  if (!samplers_.empty()) {
    candidates = samplers_[static_cast<std::size_t>(language)].draw(model::words_of(sentences), options_.seed,
                                                                    dropout.step, static_cast<std::uint32_t>(language));
    candidates_[static_cast<std::size_t>(language)].first += static_cast<double>(candidates->rows.size());
    candidates_[static_cast<std::size_t>(language)].second += 1;
  }
  const auto loss = model_.loss_and_gradients(language, sentences, dropout, gradients_, directions,
                                              candidates ? &*candidates : nullptr);
  // The model's loss is that of a sentence; a loss of a word is smaller by the mean length.
  const double scale = options_.loss_scale == LossScale::kWords
                           ? static_cast<double>(sentences.size()) / static_cast<double>(loss.words)
                           : 1.0;
  const double norm = scale * std::sqrt(gradients_.squared_norm(workers_));
  const double nats = loss.nats[model::kForward] + loss.nats[model::kBackward];
  if (!std::isfinite(nats) || !std::isfinite(norm)) {
    throw Error(ErrorKind::kCollapsed, "the loss or its gradient is no longer a finite number")
        .where(fmt::format("epoch {}, step {}", position_.epoch + 1, position_.step + 1))
        .found(fmt::format("loss {}, norm of the gradient {}", std::abs(nats), std::abs(norm)))
        .hint("try a smaller --learning-rate, or a smaller --clip");
  }
  const Step step = step_of(options_, position_.updates, updates_of_run());
  double factor = scale;
  if (options_.clip_by == Clip::kNorm) {
    factor *= clip_factor(norm, options_.clip);
  } else if (options_.clip > 0) {
    gradients_.clamp(static_cast<float>(options_.clip / scale), workers_);
  }
  gradients_.apply(parameters_, static_cast<float>(-step.rate * factor), static_cast<float>(step.decay), workers_);
  if (dictionary_ && options_.dictionary_weight > 0) dictionary_->step(parameters_, step.rate, workers_);
  for (int direction = 0; direction < model::kDirections; ++direction) totals.nats[direction] += loss.nats[direction];
  ++position_.updates;
}

double Trainer::mean_candidates(int language) const {
  const auto& [sum, draws] = candidates_[static_cast<std::size_t>(language)];
  return draws > 0 ? sum / draws : 0;
}

std::optional<double> Trainer::dictionary_distance() {
  if (!dictionary_) return std::nullopt;
  return dictionary_->mean_squared_distance(parameters_);
}

std::vector<LossTotals> Trainer::exact_losses() {
  std::vector<LossTotals> losses(loss_sentences_.size());
  for (std::size_t l = 0; l < losses.size(); ++l) {
    const auto& sample = loss_sentences_[l];
    for (std::size_t begin = 0; begin < sample.size(); begin += kLossBatch) {
      std::vector<std::span<const std::int32_t>> sentences;
      for (std::size_t i = begin; i < std::min(sample.size(), begin + kLossBatch); ++i) {
        sentences.push_back(corpora_[l]->sentence(sample[i]));
      }
      const auto loss = model_.loss(static_cast<int>(l), sentences);
      for (int direction = 0; direction < model::kDirections; ++direction) {
        losses[l].nats[direction] += loss.nats[direction];
      }
      losses[l].words += loss.words;
    }
  }
  return losses;
}

void Trainer::begin_next_epoch() {
  ++position_.epoch;
  position_.step = 0;
  position_.totals.assign(corpora_.size(), {});
}

std::int64_t Trainer::updates_of_run() const {
  return options_.epochs * plan_.steps() * (options_.updates == Updates::kApart ? 2 : 1);
}

double Trainer::words_per_epoch() const {
  const double steps_a_language = static_cast<double>(plan_.steps()) / static_cast<double>(corpora_.size());
  double words = 0;
  for (std::size_t l = 0; l < corpora_.size(); ++l) {
    const auto words_a_pass = static_cast<double>(corpora_[l]->token_count() + corpora_[l]->sentences());
    words += steps_a_language * words_a_pass / static_cast<double>(schedules_[l].batches_per_pass());
  }
  return words;
}

double Trainer::learning_rate() const {
  return step_of(options_, position_.updates > 0 ? position_.updates - 1 : 0, updates_of_run()).rate;
}

}  // namespace koine::train
