#include "koine/map/run_method.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/map/normalize.h"
#include "koine/map/play.h"
#include "koine/map/procrustes.h"
#include "koine/map/refine.h"
#include "koine/map/self_learning.h"

namespace koine::map {
namespace {

RefineOptions refine_options(const MapOptions& o, const MethodInput& input) {
  return {.iterations = o.iterations,
          .while_rising = o.method == Method::kRefine,
          .max_rank = o.max_rank,
          .neighbours = o.neighbours,
          .select = o.select,
          .criterion = criterion_options(o),
          .validate = input.validate};
}

SelfLearningOptions self_learning_options(const MapOptions& o) {
  return {.cutoff = o.cutoff,
          .neighbours = o.neighbours,
          .both_directions = o.direction == Direction::kBoth,
          .keep = o.keep,
          .keep_factor = o.keep_factor,
          .patience = o.patience,
          .gain = o.gain,
          .whiten = o.whiten,
          .reweight = o.reweight,
          .dewhiten = o.dewhiten,
          .criterion = criterion_options(o)};
}

Matrix<float> supervised_start(const MethodInput& input, MethodContext& context) {
  if (input.seeds.empty()) return random_map(input.spaces.source.cols, context.seed);
  return procrustes(input.spaces, input.seeds, context.workers);
}

void require_words(const MapOptions& options, ConstView x, const char* option) {
  if (x.rows > zero_rows(x)) return;
  throw Error(ErrorKind::kInput, "after the normalisation all vectors are zero")
      .where(option)
      .found(fmt::format("{} words, --normalize {}", x.rows, options.normalize))
      .hint("are all vectors of the file the same, or zero?");
}

// Of longer ones, a sum of products of two may leave float32; where all are shorter, such products are nothing there.
void require_lengths(const MapOptions& options, ConstView x, const char* option) {
  constexpr double kLongest = 1e15, kShortest = 1e-15;
  const auto refuse = [&](const char* what, double length, std::int64_t word, const std::string& expected) {
    throw Error(ErrorKind::kInput, what)
        .where(option)
        .found(fmt::format("the length {:.3g} of word {}, --normalize {}", length, word + 1, options.normalize))
        .expected(expected)
        .hint("--normalize unit brings every vector to length 1");
  };
  double longest = 0;
  std::int64_t word = 0;
  for (std::int64_t i = 0; i < x.rows; ++i) {
    double squares = 0;
    for (std::int64_t d = 0; d < x.cols; ++d) squares += double{x.row(i)[d]} * x.row(i)[d];
    const double length = std::sqrt(squares);
    if (length > longest) {
      longest = length;
      word = i;
    }
    if (length > kLongest) {
      refuse("a vector is too long to compute with", length, i, fmt::format("at most {:.0e}", kLongest));
    }
  }
  if (longest < kShortest) {
    refuse("all vectors are too short to compute with", longest, word,
           fmt::format("one of {:.0e} at least", kShortest));
  }
}

std::string summary(const NullCheck& check) {
  const std::string criterion =
      fmt::format("its criterion is {:.4f}, and at most {:.4f} with shuffled columns", check.criterion,
                  *std::max_element(check.null_criteria.begin(), check.null_criteria.end()));
  if (check.null_learned_criteria.empty()) {
    return fmt::format("{}; all {} shuffled runs end in the same map", criterion, check.found_again);
  }
  return fmt::format("{}; learned on {:.4f} and {:.4f}", criterion, check.learned_criterion,
                     *std::max_element(check.null_learned_criteria.begin(), check.null_learned_criteria.end()));
}

}  // namespace

void require_vectors(const MapOptions& options, Spaces spaces) {
  require_words(options, spaces.source, "--source");
  require_words(options, spaces.target, "--target");
  require_lengths(options, spaces.source, "--source");
  require_lengths(options, spaces.target, "--target");
}

MethodResult run_method(const MapOptions& options, const MethodInput& input, MethodContext& context) {
  require_vectors(options, input.spaces);
  const auto learn = [&](std::vector<Pair> start) {
    return self_learning(input.spaces, std::move(start), self_learning_options(options), context);
  };
  switch (options.method) {
    case Method::kProcrustes:
      return refine(input.spaces, supervised_start(input, context), refine_options(options, input), context);
    case Method::kRefine:
      return refine(input.spaces, {}, refine_options(options, input), context);
    case Method::kNumerals:
    case Method::kIdentical:
      return learn(input.seeds);
    case Method::kSelfLearning:
      return learn(distribution_dictionary(input.spaces, options.initial_words, parse_normalization(options.normalize),
                                           options.neighbours, options.direction == Direction::kBoth, context.workers));
    case Method::kAdversarial:
    case Method::kWasserstein:
    case Method::kAutoencoder:
      return play(input.spaces, options, refine_options(options, input), context);
  }
  throw Error(ErrorKind::kInternal, "a method that is not there");
}

Outcome run_with_restarts(const MapOptions& options, const MethodInput& input, MethodContext& context) {
  const bool checks = (of(options.method) & kUnsupervised) != 0 && options.null_check;
  const std::int64_t most = checks ? options.restarts : 1;
  Outcome outcome;
  MethodResult best;  // of the attempts that did not pass
  std::int64_t best_attempt = 0;
  for (std::int64_t attempt = 1; attempt <= most; ++attempt) {
    // The first attempt has the seed as it was given; a neighbouring seed may be that of another run.
    const std::uint64_t seed =
        attempt == 1 ? options.seed
                     : Random(options.seed, Purpose::kMapStart, static_cast<std::uint64_t>(attempt)).next_u64();
    context.seed = seed;
    context.attempt = attempt;
    outcome.result = run_method(options, input, context);
    outcome.attempts.push_back({seed, outcome.result.criterion, {}});
    if (!checks) return outcome;
    NullCheck check;
    if (!outcome.result.stopped) {
      check = null_check(input.spaces, outcome.result.orthogonal(), {.neighbours = options.neighbours}, context);
    }
    if (outcome.result.stopped || context.stop_requested()) {
      // An attempt that came to its end was refined, or has learned, which raises the criterion: by that it is better
      // than one that had only begun, though it is no more than chance; and one that was about to find more is kept.
      if (best_attempt > 0 && best.criterion >= outcome.result.criterion) {
        context.reporter.warning(
            fmt::format("stopped: the map of attempt {} is kept, whose criterion is the highest ({:.4f}); it did not "
                        "pass the check",
                        best_attempt, best.criterion));
        outcome.result = std::move(best);
      }
      outcome.result.stopped = true;
      return outcome;
    }
    outcome.attempts.back().check = check;
    if (check.passed()) {
      context.reporter.info("the map is more than chance: " + summary(check));
      return outcome;
    }
    context.reporter.warning(fmt::format("the map has collapsed, it is what unrelated spaces give: {}{}", check.failed,
                                         attempt < most ? "; trying another seed" : ""));
    if (attempt < most && (best_attempt == 0 || outcome.result.criterion > best.criterion)) {
      best = std::move(outcome.result);
      best_attempt = attempt;
    }
  }
  return outcome;
}

}  // namespace koine::map
