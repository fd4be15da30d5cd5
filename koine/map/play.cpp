#include "koine/map/play.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "koine/core/error.h"
#include "koine/core/stopwatch.h"
#include "koine/map/adversarial_game.h"
#include "koine/map/autoencoder_game.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/procrustes.h"
#include "koine/map/product.h"
#include "koine/map/transport_search.h"
#include "koine/map/trial.h"
#include "koine/map/wasserstein_game.h"

namespace koine::map {
namespace {

// Trials of refinement in an epoch, and how many words take part: a trial should cost little beside the steps before.
constexpr std::int64_t kLooks = 6, kTrialRank = 5'000;
constexpr double kSolved = 0.9;

bool is_finite(const Matrix<float>& w) {
  return std::all_of(w.data(), w.data() + w.size(), [](float x) { return std::isfinite(x); });
}

// A game that has lost from the identity loses from there again, whatever the seed of its network: with planted maps in
// 50 dimensions the attempts ended alike.
Matrix<float> start_of(const MapOptions& o, std::int64_t dimension, const MethodContext& context) {
  const bool random = o.game.start == Start::kRandom || context.attempt > 1;
  return random ? random_map(dimension, context.seed) : to_float(identity(dimension));
}

std::unique_ptr<Game> game_of(const MapOptions& o, Spaces spaces, MethodContext& context) {
  const GameOptions& g = o.game;
  const std::int64_t d = spaces.source.cols;
  const GameSetting setting{first_rows(spaces.source, g.words), first_rows(spaces.target, g.words), context.seed,
                            context.workers};
  Matrix<float> start = start_of(o, d, context);
  switch (o.method) {
    case Method::kAdversarial: {
      const AdversarialGameOptions options{.hidden = hidden_units(g, 2048, 300, d),
                                           .layers = g.layers,
                                           .input_dropout = g.input_dropout,
                                           .smoothing = g.smoothing,
                                           .network_steps = g.network_steps,
                                           .batch = g.batch,
                                           .orthogonal_pull = g.orthogonal_pull};
      return std::make_unique<AdversarialGame>(setting, options, std::move(start));
    }
    case Method::kWasserstein: {
      const WassersteinGameOptions options{.hidden = hidden_units(g, 500, 50, d),
                                           .layers = g.layers,
                                           .network_steps = g.network_steps,
                                           .batch = g.batch,
                                           .clip = g.clip,
                                           .orthogonal_pull = g.orthogonal_pull};
      return std::make_unique<WassersteinGame>(setting, options, std::move(start));
    }
    case Method::kAutoencoder: {
      const AutoencoderGameOptions options{.model = g.model,
                                           .hidden = hidden_units(g, 500, 50, d),
                                           .layers = g.layers,
                                           .hidden_noise = g.hidden_noise,
                                           .network_steps = g.network_steps,
                                           .batch = g.batch,
                                           .reconstruction = g.reconstruction};
      return std::make_unique<AutoencoderGame>(setting, options, std::move(start));
    }
    default:
      throw Error(ErrorKind::kInternal, "a game that is not there");
  }
}

// Plays the epochs of a game.
class GameLoop {
 public:
  GameLoop(Spaces spaces, const MapOptions& options, MethodContext& context)
      : spaces_(spaces),
        options_(options),
        context_(context),
        game_(game_of(options, spaces, context)),
        steps_(std::max<std::int64_t>(1, options.game.epoch_size / options.game.batch)),
        looks_(std::min(kLooks, steps_)),
        best_(game_->map()) {}

  // The map of the best look; where the game was solved, as refinement left it.
  Matrix<float> play() {
    double rate = options_.game.learning_rate;
    for (std::int64_t epoch = 0; epoch < options_.game.epochs; ++epoch) {
      for (std::int64_t look = 0; look < looks_; ++look) {
        if (!play_until(epoch, (look + 1) * steps_ / looks_, static_cast<float>(rate))) return std::move(best_);
        look_at_map(epoch, look, rate);
        if (solved_ && options_.game.stop_when_solved) return std::move(best_);
      }
      rate *= options_.game.rate_decay * (rate_shrinks_ ? options_.game.rate_shrink : 1.0);
    }
    return std::move(best_);
  }

  bool solved() const { return best_is_solved_; }  // what play() gave back

 private:
  // Up to that step of the epoch. False where the game is over: stopped, or out of the numbers.
  bool play_until(std::int64_t epoch, std::int64_t end, float rate) {
    constexpr std::int64_t kStepsBetweenReports = 64;
    // The program of Conneau et al. lets the rate of the map fall and not that of the discriminator.
    const bool keeps_network_rate = options_.method == Method::kAdversarial;
    for (; step_ < epoch * steps_ + end; ++step_) {
      if (context_.stop_requested()) {
        if (!kept_ && is_finite(game_->map())) best_ = game_->map();
        return false;
      }
      game_->step(keeps_network_rate ? static_cast<float>(options_.game.learning_rate) : rate, rate);
      if (step_ % kStepsBetweenReports != 0) continue;
      const std::int64_t done = step_ + 1, total = options_.game.epochs * steps_;
      context_.reporter.progress(
          {.what = fmt::format("epoch {} of {}", epoch + 1, options_.game.epochs),
           .done = done,
           .total = total,
           .seconds_left = began_.seconds() / static_cast<double>(done) * static_cast<double>(total - done),
           .status = looked_ ? fmt::format("{:.0f} % of the words in pairs", 100 * last_share_) : ""});
    }
    if (is_finite(game_->map())) return true;
    context_.reporter.warning("the map is not finite any more, the game ends");
    return false;
  }

  // Keeps the map if it is the best.
  void look_at_map(std::int64_t epoch, std::int64_t look, double rate) {
    const Matrix<float>& w = game_->map();
    Trial trial = try_refinement(
        spaces_, w, {.max_rank = std::min(options_.max_rank, kTrialRank), .neighbours = options_.neighbours}, context_);
    last_share_ = trial.share;
    solved_ = trial.share >= kSolved;
    looked_ = true;
    StepRecord record{"game", epoch * looks_ + look, {{"epoch", static_cast<double>(epoch + 1)}}};
    double score = trial.share;
    const bool over = solved_ && options_.game.stop_when_solved;
    if (look + 1 == looks_ || over) {
      const double value = criterion(mapped(spaces_.source, w, context_.workers).view(), spaces_.target,
                                     criterion_options(options_), context_.workers);
      record.values.emplace_back("criterion", value);
      // One fall is forgiven: early epochs go up and down before the map has found anything.
      const bool fallen = value < best_criterion_;
      rate_shrinks_ = fallen && has_fallen_;
      has_fallen_ = has_fallen_ || fallen;
      best_criterion_ = std::max(best_criterion_, value);
      if (options_.game.select_epoch == SelectEpoch::kCriterion) score = value;
    } else if (options_.game.select_epoch == SelectEpoch::kCriterion) {
      score = best_score_;  // only the ends of epochs are candidates
    }
    const bool best = score > best_score_ || over;
    if (best) {
      kept_ = true;
      best_is_solved_ = solved_;
      best_score_ = score;
      best_ = solved_ ? std::move(trial.map) : w;
    }
    for (auto& loss : game_->take_losses()) record.values.push_back(std::move(loss));
    record.values.emplace_back("pairs_share", trial.share_at_start);
    record.values.emplace_back("trial_pairs_share", trial.share);
    record.values.emplace_back("learning_rate", rate);
    record.values.emplace_back("best", best ? 1 : 0);
    context_.record(record);
  }

  Spaces spaces_;
  const MapOptions& options_;
  MethodContext& context_;
  std::unique_ptr<Game> game_;
  std::int64_t steps_, looks_, step_ = 0;
  Stopwatch began_;
  Matrix<float> best_;
  double best_score_ = -2, best_criterion_ = -2, last_share_ = 0;
  bool looked_ = false, kept_ = false, solved_ = false, best_is_solved_ = false, has_fallen_ = false,
       rate_shrinks_ = false;
};

}  // namespace

MethodResult play(Spaces spaces, const MapOptions& options, const RefineOptions& refinement, MethodContext& context) {
  if (options.method != Method::kAdversarial && spaces.source.cols > 50) {
    context.reporter.info(fmt::format("{} dimensions; the paper of this method has 50", spaces.source.cols));
  }
  GameLoop loop(spaces, options, context);
  Matrix<float> w = loop.play();
  if (options.method == Method::kWasserstein) {
    w = search_transport(spaces, w, loop.solved(), options.game, context).map;
  }
  const bool stopped = context.stop_requested();  // without a round to come, refinement would not say so
  MethodResult result = refine(spaces, w, refinement, context);
  result.stopped = result.stopped || stopped;
  return result;
}

}  // namespace koine::map
