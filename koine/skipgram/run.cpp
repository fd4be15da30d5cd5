#include "koine/skipgram/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <optional>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/stopwatch.h"
#include "koine/io/atomic_file.h"
#include "koine/io/word_vectors.h"
#include "koine/skipgram/checkpoint.h"
#include "koine/skipgram/metrics.h"
#include "koine/skipgram/trainer.h"

namespace koine::skipgram {
namespace {

class Run {
 public:
  Run(const io::RunFolder& folder, const std::vector<corpus::RunLanguage>& languages, const SkipgramOptions& options,
      const std::atomic<bool>* stop, Workers& workers, Reporter& reporter)
      : folder_(folder),
        languages_(languages),
        options_(options),
        stop_(stop),
        workers_(workers),
        reporter_(reporter) {}

  RunResult run() {
    if (std::filesystem::exists(folder_.checkpoint())) {
      checkpoint_ = load_checkpoint(folder_.checkpoint());
      state_ = checkpoint_->state;
      check_position();
    }
    if (state_.language == last_language() && state_.epoch == options_.epochs) {
      reporter_.info("this run is finished: there is nothing left to train");
    } else {
      require_something_to_learn(options_, languages_);
      say_what_is_ahead();
    }
    for (auto l = state_.language; l <= last_language(); ++l) train_language(l);
    RunResult result{.training_seconds = 0, .metrics = state_.metrics};
    for (const auto& line : state_.metrics) result.training_seconds += metrics_from_json(line).seconds;
    return result;
  }

 private:
  std::int64_t last_language() const { return static_cast<std::int64_t>(languages_.size()) - 1; }

  void check_position() const {
    const bool sound = state_.language >= 0 && state_.language <= last_language() && state_.epoch >= 0 &&
                       state_.epoch <= options_.epochs;
    if (!sound) {
      throw Error(ErrorKind::kInput, "the checkpoint is that of another run")
          .where(folder_.checkpoint().string())
          .found(fmt::format("epoch {} of language {}", state_.epoch, state_.language + 1))
          .expected(fmt::format("at most epoch {} of {} languages", options_.epochs, languages_.size()))
          .hint("begin the run anew with --force");
    }
  }

  void say_what_is_ahead() {
    if (checkpoint_) {
      reporter_.info(fmt::format("continuing after epoch {} of {}", state_.epoch,
                                 languages_[static_cast<std::size_t>(state_.language)].name));
    }
    std::int64_t most = 0;
    for (const auto& language : languages_) {
      most = std::max(most, Trainer::memory_bytes(options_, language.vocabulary, workers_.threads()));
    }
    reporter_.info(
        fmt::format("about {:.0f} MB of memory at the peak",
                    static_cast<double>(std::max(peak_memory_bytes(), resident_memory_bytes() + most)) / 1e6));
  }

  void train_language(std::int64_t l) {
    if (state_.language != l) state_ = {.language = l, .epoch = 0, .metrics = std::move(state_.metrics)};
    if (state_.epoch == options_.epochs) return;  // its vectors are written
    const corpus::RunLanguage& language = languages_[static_cast<std::size_t>(l)];
    Trainer trainer(options_, language, workers_);
    if (state_.epoch > 0) copy_vectors(*checkpoint_, trainer.input(), trainer.output());
    checkpoint_.reset();
    while (state_.epoch < options_.epochs) train_epoch(language, trainer);
  }

  void train_epoch(const corpus::RunLanguage& language, Trainer& trainer) {
    const Stopwatch stopwatch;
    EpochTotals totals;
    const auto goes_on = [this] { return stop_ == nullptr || !stop_->load(); };
    const auto watch = [&](std::int64_t tokens, const EpochTotals& so_far) {
      require_finite(language, so_far);
      show_progress(language, tokens, so_far, trainer.tokens(), stopwatch.seconds());
      return goes_on();
    };
    // Who asked for a stop at the end of the epoch before did not lose that epoch, and is heard here.
    if (!goes_on() || !trainer.train_epoch(state_.epoch, watch, totals)) {
      throw Error(ErrorKind::kInterrupted, fmt::format("stopped in epoch {} of {}", state_.epoch + 1, language.name))
          .hint(std::filesystem::exists(folder_.checkpoint())
                    ? "the same command with --resume goes on from the last epoch that was done"
                    : "no epoch was done: --resume begins at the beginning");
    }
    ++state_.epoch;
    finish_epoch(language, trainer, totals, stopwatch.seconds());
  }

  void require_finite(const corpus::RunLanguage& language, const EpochTotals& so_far) const {
    if (std::isfinite(so_far.loss_nats)) return;
    throw Error(ErrorKind::kCollapsed, "the loss is not a number any more")
        .where(fmt::format("{}, epoch {}, after {} words", language.name, state_.epoch + 1, so_far.words))
        .found(fmt::format("{}", std::abs(so_far.loss_nats)))
        .hint("try a smaller --learning-rate");
  }

  void finish_epoch(const corpus::RunLanguage& language, Trainer& trainer, const EpochTotals& totals, double seconds) {
    const EpochMetrics metrics{.language = language.name,
                               .epoch = state_.epoch,
                               .loss_nats = totals.loss_per_pair(),
                               .pairs = totals.pairs,
                               .words = totals.words,
                               .learning_rate = trainer.learning_rate(state_.epoch, 0),
                               .seconds = seconds,
                               .words_per_second = static_cast<double>(totals.words) / seconds,
                               .peak_bytes = peak_memory_bytes()};
    state_.metrics.push_back(to_json_line(metrics));
    if (state_.epoch == options_.epochs) {
      write_vectors(language, trainer.vectors());
      warn_if_nothing_is_learned(metrics);
    }
    std::string lines;
    for (const auto& line : state_.metrics) lines += line + "\n";
    io::write_file(folder_.metrics(), lines);
    save_checkpoint(folder_.checkpoint(), trainer.input(), trainer.output(), state_);
    reporter_.info(fmt::format("{}  epoch {} of {}  loss {:.3f} nats a pair  {:.0f} words/s", language.name,
                               state_.epoch, options_.epochs, metrics.loss_nats, metrics.words_per_second));
  }

  void warn_if_nothing_is_learned(const EpochMetrics& last) {
    constexpr double kClearly = 1.1;
    const double of_zeros = static_cast<double>(options_.negative + 1) * std::numbers::ln2;
    if (last.loss_nats < kClearly * of_zeros) return;
    reporter_.warning(
        fmt::format("{}: the loss of the last epoch, {:.3g} nats a pair, is above the {:.2f} of vectors "
                    "that know nothing: try a smaller --learning-rate",
                    last.language, last.loss_nats, of_zeros));
  }

  void write_vectors(const corpus::RunLanguage& language, Matrix<float> rows) {
    io::WordVectors vectors{{}, std::move(rows)};
    for (std::int32_t id = 1; id < language.vocabulary.size(); ++id) {
      vectors.words.push_back(language.vocabulary.word(id));
    }
    io::write_word2vec_text(folder_.vectors(language.name), vectors);
  }

  void show_progress(const corpus::RunLanguage& language, std::int64_t tokens, const EpochTotals& so_far,
                     std::int64_t tokens_of_epoch, double seconds) {
    const double words_per_second = static_cast<double>(tokens) / std::max(seconds, 1e-9);
    double left = static_cast<double>((options_.epochs - state_.epoch) * tokens_of_epoch - tokens);
    for (auto l = static_cast<std::size_t>(state_.language) + 1; l < languages_.size(); ++l) {
      // Of those that come later, the tokens without a vector are counted too: a bound that is reached or improved on.
      left += static_cast<double>(options_.epochs * languages_[l].corpus.token_count());
    }
    reporter_.progress(
        {.what = fmt::format("{}, epoch {} of {}", language.name, state_.epoch + 1, options_.epochs),
         .done = tokens,
         .total = tokens_of_epoch,
         .seconds_left = left / words_per_second,
         .status = fmt::format("loss {:.3f}  {:.0f} words/s", so_far.loss_per_pair(), words_per_second)});
  }

  const io::RunFolder& folder_;
  const std::vector<corpus::RunLanguage>& languages_;
  const SkipgramOptions& options_;
  const std::atomic<bool>* stop_;
  Workers& workers_;
  Reporter& reporter_;
  std::optional<Checkpoint> checkpoint_;  // what is to be gone on from
  RunState state_;
};

}  // namespace

RunResult run_training(const io::RunFolder& folder, const std::vector<corpus::RunLanguage>& languages,
                       const SkipgramOptions& options, const std::atomic<bool>* stop, Workers& workers,
                       Reporter& reporter) {
  return Run(folder, languages, options, stop, workers, reporter).run();
}

}  // namespace koine::skipgram
