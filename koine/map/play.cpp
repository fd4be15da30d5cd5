#include "koine/map/play.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

#include "koine/map/adversarial_game.h"
#include "koine/map/autoencoder_game.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/procrustes.h"
#include "koine/map/product.h"
#include "koine/map/transport.h"
#include "koine/map/trial.h"
#include "koine/map/wasserstein_game.h"

namespace koine::map {
namespace {

using Clock = std::chrono::steady_clock;

// An epoch draws each word this often at most: a million times ten thousand words, as the paper does.
constexpr std::int64_t kDrawsOfAWord = 100;
constexpr double kSolved = 0.9;

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

ConstView first_rows(ConstView x, std::int64_t rows) {
  return x.row_block(0, std::min(rows, x.rows));
}

bool is_finite(const Matrix<float>& w) {
  return std::all_of(w.data(), w.data() + w.size(), [](float x) { return std::isfinite(x); });
}

Matrix<float> start_of(const MapOptions& o, std::int64_t dimension, std::uint64_t seed) {
  return o.game.start == Start::kRandom ? random_map(dimension, seed) : to_float(identity(dimension));
}

std::unique_ptr<Game> game_of(const MapOptions& o, Spaces spaces, MethodContext& context) {
  const GameOptions& g = o.game;
  const std::int64_t d = spaces.source.cols;
  const GameSetting setting{first_rows(spaces.source, g.words), first_rows(spaces.target, g.words), context.seed,
                            context.workers};
  Matrix<float> start = start_of(o, d, context.seed);
  switch (o.method) {
    case Method::kAdversarial: {
      const AdversarialGameOptions options{.hidden = hidden_units(g.hidden, 2048, 300, d),
                                           .layers = g.layers,
                                           .input_dropout = g.input_dropout,
                                           .smoothing = g.smoothing,
                                           .network_steps = g.network_steps,
                                           .batch = g.batch,
                                           .orthogonal_pull = g.orthogonal_pull};
      return std::make_unique<AdversarialGame>(setting, options, std::move(start));
    }
    case Method::kWasserstein: {
      const WassersteinGameOptions options{.hidden = hidden_units(g.hidden, 500, 50, d),
                                           .layers = g.layers,
                                           .network_steps = g.network_steps,
                                           .batch = g.batch,
                                           .clip = g.clip,
                                           .orthogonal_pull = g.orthogonal_pull};
      return std::make_unique<WassersteinGame>(setting, options, std::move(start));
    }
    case Method::kAutoencoder: {
      const AutoencoderGameOptions options{.model = g.model,
                                           .hidden = hidden_units(g.hidden, 500, 50, d),
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
        words_(std::min({options.game.words, spaces.source.rows, spaces.target.rows})),
        steps_(
            std::max<std::int64_t>(1, std::min(options.game.epoch_size, kDrawsOfAWord * words_) / options.game.batch)),
        best_(game_->map()) {}

  // The map of the best epoch; where the game was solved, as refinement left it.
  Matrix<float> play() {
    const auto began = Clock::now();
    double rate = options_.game.learning_rate;
    for (std::int64_t epoch = 0; epoch < options_.game.epochs; ++epoch) {
      if (!play_epoch(epoch, static_cast<float>(rate), began)) break;
      if (!is_finite(game_->map())) {
        context_.reporter.warning("the map is not finite any more, the game ends");
        break;
      }
      rate *= options_.game.rate_decay * (look_at_epoch(epoch, rate) ? options_.game.rate_shrink : 1.0);
      if (solved_ && options_.game.stop_when_solved) break;
    }
    return std::move(best_);
  }

  bool solved() const { return solved_; }

 private:
  // False when it was stopped before the end.
  bool play_epoch(std::int64_t epoch, float rate, Clock::time_point began) {
    constexpr std::int64_t kStepsBetweenReports = 64;
    for (std::int64_t step = 0; step < steps_; ++step) {
      if (context_.stop_requested()) {
        if (epoch == 0 && is_finite(game_->map())) best_ = game_->map();
        return false;
      }
      game_->step(rate);
      if (step % kStepsBetweenReports != 0) continue;
      const std::int64_t done = epoch * steps_ + step + 1, total = options_.game.epochs * steps_;
      context_.reporter.progress(
          {.what = fmt::format("epoch {} of {}", epoch + 1, options_.game.epochs),
           .done = done,
           .total = total,
           .seconds_left = seconds_since(began) / static_cast<double>(done) * static_cast<double>(total - done),
           .status = epoch == 0 ? "" : fmt::format("criterion {:.4f}", last_criterion_)});
    }
    return true;
  }

  // Keeps the map if it is the best. True where the learning rate is to shrink.
  bool look_at_epoch(std::int64_t epoch, double rate) {
    const Matrix<float>& w = game_->map();
    last_criterion_ = criterion(mapped(spaces_.source, w, context_.workers).view(), spaces_.target,
                                criterion_options(options_), context_.workers);
    Trial trial =
        try_refinement(spaces_, w, {.max_rank = options_.max_rank, .neighbours = options_.neighbours}, context_);
    solved_ = trial.share >= kSolved;
    const double score = options_.game.select_epoch == SelectEpoch::kPairs ? trial.share : last_criterion_;
    const bool best = score > best_score_;
    if (best) {
      best_score_ = score;
      best_ = solved_ ? std::move(trial.map) : w;
    }
    const bool fallen = last_criterion_ < best_criterion_;
    best_criterion_ = std::max(best_criterion_, last_criterion_);

    StepRecord record{"game", epoch, {{"criterion", last_criterion_}}};
    for (auto& loss : game_->take_losses()) record.values.push_back(std::move(loss));
    record.values.emplace_back("pairs_share", trial.share_at_start);
    record.values.emplace_back("trial_pairs_share", trial.share);
    record.values.emplace_back("learning_rate", rate);
    record.values.emplace_back("best", best ? 1 : 0);
    context_.record(record);
    // One fall is forgiven: early epochs go up and down before the map has found anything.
    const bool shrink = fallen && has_fallen_;
    has_fallen_ = has_fallen_ || fallen;
    return shrink;
  }

  Spaces spaces_;
  const MapOptions& options_;
  MethodContext& context_;
  std::unique_ptr<Game> game_;
  std::int64_t words_, steps_;
  Matrix<float> best_;
  double best_score_ = -2, best_criterion_ = -2, last_criterion_ = 0;
  bool solved_ = false, has_fallen_ = false;
};

// The second half of Zhang et al. 2017b: the plan of the least cost for the map, the orthogonal map of the least cost
// for the plan, in turn. The temperature falls from ten times the last one over the first half of the rounds, but where
// the game has been solved; it is taken of spaces whose words have a length of 1 in the mean.
Matrix<float> transported(Spaces spaces, Matrix<float> w, bool solved, const MapOptions& options,
                          MethodContext& context) {
  const ConstView source = first_rows(spaces.source, options.game.transport_words);
  const ConstView target = first_rows(spaces.target, options.game.transport_words);
  const double warmer = solved ? 1 : 10;
  constexpr double kTolerance = 0.01;
  constexpr std::int64_t kBalances = 100;
  double length = 0;
  for (std::int64_t i = 0; i < target.rows; ++i) {
    for (std::int64_t d = 0; d < target.cols; ++d) length += double{target(i, d)} * target(i, d);
  }
  length /= static_cast<double>(target.rows);
  std::vector<Pair> rows;
  for (std::int64_t i = 0; i < source.rows; ++i) rows.push_back({i, i});
  EntropicTransport transport(target, source.rows, context.workers);
  const std::int64_t rounds = options.game.transport_rounds;
  const auto began = Clock::now();
  for (std::int64_t round = 0; round < rounds && !context.stop_requested(); ++round) {
    const double fallen = std::min(1.0, static_cast<double>(2 * round) / static_cast<double>(rounds));
    const double temperature = options.game.transport_entropy * std::pow(warmer, 1 - fallen);
    const auto plan =
        transport.plan(mapped(source, w, context.workers).view(), temperature * length, kBalances, kTolerance);
    context.record({"transport", round, {{"cost", plan.cost}, {"temperature", temperature}}});
    context.reporter.progress({.what = "transport",
                               .done = round + 1,
                               .total = rounds,
                               .seconds_left = seconds_since(began) / static_cast<double>(round + 1) *
                                               static_cast<double>(rounds - round - 1),
                               .status = fmt::format("cost {:.4f}", plan.cost)});
    w = procrustes({source, plan.moved.view()}, rows, context.workers, Arithmetic::kFast);
  }
  return w;
}

}  // namespace

MethodResult play(Spaces spaces, const MapOptions& options, const RefineOptions& refinement, MethodContext& context) {
  if (options.method != Method::kAdversarial && spaces.source.cols > 50) {
    context.reporter.info(fmt::format("{} dimensions; the paper of this method has 50", spaces.source.cols));
  }
  GameLoop loop(spaces, options, context);
  Matrix<float> w = loop.play();
  if (options.method == Method::kWasserstein) w = transported(spaces, std::move(w), loop.solved(), options, context);
  return refine(spaces, w, refinement, context);
}

}  // namespace koine::map
