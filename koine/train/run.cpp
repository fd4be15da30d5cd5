#include "koine/train/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <system_error>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/stopwatch.h"
#include "koine/io/atomic_file.h"
#include "koine/train/checkpoint.h"
#include "koine/train/evaluation.h"
#include "koine/train/run_join.h"
#include "koine/train/run_vectors.h"
#include "koine/train/selection.h"
#include "koine/train/stages.h"
#include "koine/train/trainer.h"

namespace koine::train {
namespace {

std::vector<std::int64_t> vocabulary_sizes(const std::vector<RunLanguage>& languages) {
  std::vector<std::int64_t> sizes;
  for (const auto& language : languages) sizes.push_back(language.vocabulary.size());
  return sizes;
}

std::vector<const corpus::EncodedCorpus*> corpora(const std::vector<RunLanguage>& languages) {
  std::vector<const corpus::EncodedCorpus*> all;
  for (const auto& language : languages) all.push_back(&language.corpus);
  return all;
}

std::vector<std::string> names(const std::vector<RunLanguage>& languages) {
  std::vector<std::string> all;
  for (const auto& language : languages) all.push_back(language.name);
  return all;
}

// Positions of one direction in the batch that takes most memory.
std::int64_t largest_batch(const std::vector<RunLanguage>& languages, std::int64_t batch_sentences) {
  std::int64_t largest = 0;
  for (const auto& language : languages) {
    std::vector<std::int64_t> lengths;
    for (std::int64_t i = 0; i < language.corpus.sentences(); ++i)
      lengths.push_back(language.corpus.length_tokens(i) + 1);
    std::sort(lengths.rbegin(), lengths.rend());
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < std::min(lengths.size(), static_cast<std::size_t>(batch_sentences)); ++i)
      sum += lengths[i];
    largest = std::max(largest, sum);
  }
  return largest;
}

// One training from wherever it stands to its end.
class Run {
 public:
  Run(const io::RunFolder& folder, const std::vector<RunLanguage>& languages, const TrainOptions& options,
      const RunSettings& settings, Workers& workers, Reporter& reporter, const std::vector<Translation>& translations)
      : folder_(folder),
        languages_(languages),
        options_(options),
        settings_(settings),
        workers_(workers),
        reporter_(reporter),
        trainer_(options, vocabulary_sizes(languages), corpora(languages), workers, translations) {}

  RunResult run() {
    try {
      return train();
    } catch (Error& error) {
      if (error.kind() == ErrorKind::kCollapsed) {
        error.hint(fmt::format("try a smaller --learning-rate, a smaller --clip, more text, or another --seed{}",
                               has_checkpoint() ? "; the last good checkpoint is kept" : ""));
      }
      throw;
    }
  }

 private:
  RunResult train() {
    if (has_checkpoint()) {
      state_ = load_checkpoint(folder_.checkpoint(), trainer_.parameters());
      check_position();
      trainer_.set_position(state_.position);
      if (state_.position.epoch < options_.epochs) {
        reporter_.info(fmt::format("continuing at epoch {}, step {} of {}", state_.position.epoch + 1,
                                   state_.position.step, trainer_.steps_per_epoch()));
      } else {
        reporter_.info(fmt::format("the {} epochs of the language model are trained", options_.epochs));
      }
    }
    warn_of_epochs_that_are_gone();
    if (trainer_.position().epoch < options_.epochs) say_what_is_ahead();
    while (trainer_.position().epoch < options_.epochs) {
      train_epoch();
      finish_epoch();
    }
    return {.best_epoch = state_.best_epoch, .training_seconds = training_seconds(), .metrics = state_.metrics};
  }

  // The parameters of another run with the same text fit, but not where it stands.
  void check_position() const {
    const Position& position = state_.position;
    const bool done = position.epoch == options_.epochs;
    const bool sound = position.epoch >= 0 && position.epoch <= options_.epochs && position.step >= 0 &&
                       position.step <= (done ? 0 : trainer_.steps_per_epoch()) && position.updates >= 0 &&
                       position.totals.size() == languages_.size() && (!done || state_.best_epoch > 0);
    if (sound) return;
    throw Error(ErrorKind::kInput, "the checkpoint is that of another run")
        .where(folder_.checkpoint().string())
        .found(fmt::format("epoch {}, step {}, losses of {} languages", position.epoch, position.step,
                           position.totals.size()))
        .expected(fmt::format("at most epoch {}, {} steps an epoch, {} languages", options_.epochs,
                              trainer_.steps_per_epoch(), languages_.size()))
        .hint("begin the run anew with --force");
  }

  void warn_of_epochs_that_are_gone() const {
    std::error_code ignored;
    if (!settings_.keep_epochs || state_.position.epoch == 0 || std::filesystem::exists(folder_.epochs(), ignored)) {
      return;
    }
    reporter_.warning(
        fmt::format("--keep-epochs: the vectors of the first {} epochs were not kept, and what --select "
                    "chooses among them has no link in {}",
                    state_.position.epoch, folder_.epochs().string()));
  }

  void say_what_is_ahead() {
    if (languages_.size() < 2) return;
    for (const RunLanguage& source : languages_) {
      const std::int64_t words = source.vocabulary.size() - (options_.criterion_unknown ? 0 : 1);
      if (options_.criterion_words > words) {
        reporter_.info(fmt::format("{}: the criterion translates all its words, {}, for --criterion-words is {}",
                                   source.name, words, options_.criterion_words));
      }
      if (options_.criterion_pairs == CriterionPairs::kFirst) break;
    }
  }

  void train_epoch() {
    const std::int64_t epoch = trainer_.position().epoch;
    const double seconds_before = state_.epoch_seconds;
    const Stopwatch stopwatch;
    Stopwatch since_checkpoint;
    std::int64_t words = 0, steps = 0;
    while (!trainer_.epoch_is_done()) {
      words += trainer_.step();
      ++steps;
      const double seconds = stopwatch.seconds();
      state_.epoch_seconds = seconds_before + seconds;
      show_progress(epoch, static_cast<double>(words) / seconds, seconds / static_cast<double>(steps));
      const bool stop = settings_.stop != nullptr && settings_.stop->load();
      if (stop || since_checkpoint.seconds() >= settings_.checkpoint_every_seconds) {
        save();
        since_checkpoint.restart();
      }
      if (stop) {
        throw Error(ErrorKind::kInterrupted, fmt::format("stopped at epoch {}, step {} of {}", epoch + 1,
                                                         trainer_.position().step, trainer_.steps_per_epoch()))
            .hint(what_is_saved());
      }
    }
  }

  void finish_epoch() {
    const Position& position = trainer_.position();
    const Evaluation evaluation =
        evaluate(trainer_.parameters(), static_cast<int>(languages_.size()), options_, position.epoch, workers_);
    EpochMetrics metrics;
    metrics.epoch = position.epoch + 1;
    metrics.updates = position.updates;
    metrics.learning_rate = trainer_.learning_rate();
    metrics.losses_of_sample = options_.softmax == Softmax::kSampled;
    metrics.losses = metrics.losses_of_sample ? trainer_.exact_losses() : position.totals;
    metrics.criterion = evaluation.criterion;
    metrics.criterion_with_r_target = evaluation.criterion_with_r_target;
    metrics.criterion_margin = evaluation.criterion_margin;
    metrics.mean_random_cosine = evaluation.mean_random_cosine;
    metrics.dictionary_distance = trainer_.dictionary_distance();
    metrics.seconds = state_.epoch_seconds;
    std::int64_t words = 0;
    for (const auto& totals : position.totals) words += totals.words;
    metrics.words_per_second = static_cast<double>(words) / state_.epoch_seconds;
    metrics.peak_bytes = peak_memory_bytes();

    watch_for_collapse(metrics);
    const std::optional<double> score = score_of(metrics, options_.select);
    // Where all words point in one direction the paper's criterion is at its highest: such an epoch is never chosen.
    metrics.best = !suspicious_ && (!score || !state_.best_score || *score > *state_.best_score);
    if (metrics.best) {
      state_.best_epoch = metrics.epoch;
      state_.best_score = score;
      write_run_vectors(folder_, languages_, trainer_.parameters());
      save_parameters(folder_.best(), trainer_.parameters());
    }
    state_.metrics.push_back(to_json_line(metrics, names(languages_)));
    std::error_code ignored;
    if (settings_.keep_epochs || std::filesystem::exists(folder_.epochs(), ignored)) keep_epoch();
    std::string lines;
    for (const auto& line : state_.metrics) lines += line + "\n";
    io::write_file(folder_.metrics(), lines);
    report(metrics);
    warn_if_guessing_is_better(metrics);

    trainer_.begin_next_epoch();
    state_.epoch_seconds = 0;
    save();
  }

  // A collapse that is seen once may pass, unless the run ends there; the checkpoint from before it is kept until it
  // has.
  void watch_for_collapse(const EpochMetrics& metrics) {
    const std::vector<double>& cosines = metrics.mean_random_cosine;
    const bool collapsed = looks_collapsed(cosines);
    if (collapsed && (suspicious_ || metrics.epoch == options_.epochs)) {
      throw Error(ErrorKind::kCollapsed, "the words of a language all point in one direction")
          .where(fmt::format("epoch {}", metrics.epoch))
          .found(fmt::format("mean cosine of random words {:.2f}", *std::ranges::max_element(cosines)))
          .expected("at most 0.90");
    }
    suspicious_ = collapsed;
    if (suspicious_) {
      reporter_.warning("random words of a language have a mean cosine above 0.9: the training may be collapsing");
    }
  }

  void warn_if_guessing_is_better(const EpochMetrics& metrics) {
    constexpr double kClearlyNats = 0.1;
    for (std::size_t l = 0; l < languages_.size(); ++l) {
      const double of_guessing = std::log(static_cast<double>(languages_[l].vocabulary.size() + 1));  // <eos> is one
      const double loss = metrics.losses[l].mean_per_word();
      if (loss <= of_guessing + kClearlyNats) continue;
      reporter_.warning(
          fmt::format("{}: the loss of epoch {}, {:.4g} nats a word, is above the {:.2f} of a model that "
                      "guesses at random: try a smaller --learning-rate or --clip",
                      languages_[l].name, metrics.epoch, loss, of_guessing));
    }
  }

  // The vectors of this epoch, the last of state_.metrics; and which epoch each way to choose one takes so far, if it
  // was kept.
  void keep_epoch() {
    std::vector<EpochMetrics> epochs;
    for (const auto& line : state_.metrics) epochs.push_back(metrics_from_json(line, names(languages_)));
    const io::RunFolder kept = folder_.epoch(epochs.back().epoch);
    kept.create_vectors();
    write_run_vectors(kept, languages_, trainer_.parameters());
    for (const auto& [select, name] : EnumNames<Select>::names) {
      const std::int64_t chosen = chosen_epoch(epochs, select);
      if (chosen > 0 && std::filesystem::exists(folder_.epoch(chosen).path())) folder_.link_epoch(name, chosen);
    }
  }

  bool has_checkpoint() const { return std::filesystem::exists(folder_.checkpoint()); }

  // To one who stops the training.
  std::string what_is_saved() const {
    if (!suspicious_) return "the checkpoint is saved: the same command with --resume goes on from here";
    const std::string why = "what may be a collapse is not saved: ";
    return why + (has_checkpoint() ? "--resume goes on from the checkpoint before it" : "there is no checkpoint yet");
  }

  void save() {
    if (suspicious_) return;
    state_.position = trainer_.position();
    save_checkpoint(folder_.checkpoint(), trainer_.parameters(), state_);
  }

  void show_progress(std::int64_t epoch, double words_per_second, double seconds_a_step) {
    const Position& position = trainer_.position();
    const std::int64_t steps_left = (options_.epochs - epoch) * trainer_.steps_per_epoch() - position.step;
    EpochMetrics so_far;
    so_far.losses = position.totals;
    reporter_.progress({.what = fmt::format("epoch {} of {}", epoch + 1, options_.epochs),
                        .done = position.step,
                        .total = trainer_.steps_per_epoch(),
                        .seconds_left = seconds_a_step * static_cast<double>(steps_left),
                        .status = fmt::format("{} {:.3f}  {:.0f} words/s",
                                              options_.softmax == Softmax::kSampled ? "sampled loss" : "loss",
                                              so_far.loss_nats(), words_per_second)});
  }

  void report(const EpochMetrics& m) {
    std::string line = fmt::format("epoch {} of {}  loss {:.3f} nats (perplexity {:.1f})", m.epoch, options_.epochs,
                                   m.loss_nats(), m.perplexity());
    for (std::size_t l = 0; l < languages_.size(); ++l) {
      line += fmt::format("  {} {:.3f}", languages_[l].name, m.losses[l].mean_per_word());
    }
    if (m.criterion)
      line += fmt::format("  criterion {:.4f} ({:+.4f} with r_T, margin {:.4f})", *m.criterion,
                          *m.criterion_with_r_target, *m.criterion_margin);
    if (m.dictionary_distance) line += fmt::format("  dictionary {:.4f}", *m.dictionary_distance);
    line += fmt::format("  {:.0f} words/s", m.words_per_second);
    if (m.best && options_.select != Select::kLast && m.criterion) line += "  best so far";
    reporter_.info(line);
  }

  double training_seconds() const {
    double sum = 0;
    for (const auto& line : state_.metrics) sum += metrics_from_json(line, names(languages_)).seconds;
    return sum;
  }

  const io::RunFolder& folder_;
  const std::vector<RunLanguage>& languages_;
  const TrainOptions& options_;
  const RunSettings& settings_;
  Workers& workers_;
  Reporter& reporter_;
  Trainer trainer_;
  RunState state_;
  bool suspicious_ = false;
};

}  // namespace

std::int64_t expected_peak_bytes(const std::vector<RunLanguage>& languages, const TrainOptions& options, int threads) {
  const auto config = Trainer::config_of(options, vocabulary_sizes(languages));
  const auto step_bytes = model::LanguageModel::memory_bytes(config, largest_batch(languages, options.batch),
                                                             options.embedding_dropout > 0, threads);
  return std::max(peak_memory_bytes(), resident_memory_bytes() + step_bytes + evaluation_bytes(config, threads));
}

RunResult run_training(const io::RunFolder& folder, const std::vector<RunLanguage>& languages,
                       const TrainOptions& options, const RunSettings& settings, Workers& workers, Reporter& reporter,
                       const std::vector<Translation>& translations) {
  const auto megabytes = [](std::int64_t bytes) { return static_cast<double>(bytes) / 1e6; };
  std::string memory = fmt::format("about {:.0f} MB of memory at the peak",
                                   megabytes(expected_peak_bytes(languages, options, workers.threads())));
  if (options.join) {
    memory += fmt::format(" of the language model, {:.0f} MB at that of joining",
                          megabytes(join_peak_bytes(languages, options, workers.threads())));
  }
  reporter.info(memory);  // before any of it is taken
  StageReporter stage(options, reporter);
  stage.begin(Stage::kModel, "the language model");
  return Run(folder, languages, options, settings, workers, stage, translations).run();
}

DryRun dry_run(const std::vector<RunLanguage>& languages, const TrainOptions& options, Workers& workers,
               Reporter& reporter, const std::vector<Translation>& translations) {
  constexpr int kWarmUp = 2, kTimed = 10;
  DryRun result;
  Trainer trainer(options, vocabulary_sizes(languages), corpora(languages), workers, translations);
  for (const auto& [name, matrix] : trainer.parameters().named()) result.parameters += matrix.rows * matrix.cols;
  const Position start_of_epoch = trainer.position();
  std::vector<double> step_seconds;
  std::int64_t words = 0;
  double seconds = 0;
  for (int i = 0; i < kWarmUp + kTimed; ++i) {
    if (trainer.epoch_is_done()) trainer.set_position(start_of_epoch);
    const Stopwatch stopwatch;
    const std::int64_t step_words = trainer.step();
    if (i >= kWarmUp) {
      step_seconds.push_back(stopwatch.seconds());
      seconds += step_seconds.back();
      words += step_words;
    }
    reporter.progress({.what = "timing", .done = i + 1, .total = kWarmUp + kTimed, .seconds_left = -1, .status = ""});
  }
  std::nth_element(step_seconds.begin(), step_seconds.begin() + static_cast<std::ptrdiff_t>(step_seconds.size() / 2),
                   step_seconds.end());
  result.seconds_a_step = step_seconds[step_seconds.size() / 2];
  result.words_per_second = static_cast<double>(words) / seconds;
  // By words, for the steps that were timed may be longer or shorter than most.
  result.seconds = trainer.words_per_epoch() / result.words_per_second * static_cast<double>(options.epochs);
  return result;
}

}  // namespace koine::train
