#include "koine/map/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "koine/core/option_check.h"
#include "koine/map/normalize.h"

namespace koine::map {
MapOptions defaults_of(Method method) {
  MapOptions o;
  o.method = method;
  if (method == Method::kRefine) {
    o.normalize = "unit";  // the two spaces are one already: taking off a mean of each would move them apart
    o.iterations = 50;     // ends before, when the criterion does not rise any more
  }
  if (method == Method::kNumerals) {  // Artetxe, Labaka, Agirre 2017 (ACL P17-1042)
    o.normalize = "unit,centre";
    o.neighbours = 0;
    o.direction = Direction::kForward;
    o.cutoff = 1'000'000;  // the paper has none
    o.keep = 1;
    o.patience = 1;
    o.whiten = false;
  }
  if ((of(method) & kGames) != 0) o.normalize = "unit,centre";
  if (method == Method::kAdversarial) o.restarts = 5;  // half of its games are lost, even with planted maps
  if (method == Method::kWasserstein) {
    o.game.layers = 1;
    o.game.learning_rate = 5e-4;
    o.game.rate_shrink = 1;
    o.game.batch = 64;
    o.game.epochs = 2;
  }
  if (method == Method::kAutoencoder) {
    o.game.start = Start::kRandom;
    o.game.layers = 1;
    o.game.hidden_noise = 0.5;
    o.game.network_steps = 1;
    o.game.batch = 128;
    o.game.learning_rate = 1e-3;
    o.game.rate_shrink = 1;
    o.game.epochs = 10;
  }
  return o;
}

void check_options(const MapOptions& o) {
  constexpr std::int64_t kMany = 1'000'000'000;
  parse_normalization(o.normalize);
  check_whole("neighbours", o.neighbours, (of(o.method) & kSelfLearners) != 0 ? 0 : 1, kMany);
  check_whole("iterations", o.iterations, 0, kMany);
  check_whole("max-rank", o.max_rank, 1, kMany);
  check_whole("initial-words", o.initial_words, 2, kMany);
  check_whole("cutoff", o.cutoff, 2, kMany);
  check_range("keep", o.keep, 0.001, 1, "0.001 to 1");
  check_range("keep-factor", o.keep_factor, 1.01, 1e6, "a number above 1");
  check_whole("patience", o.patience, 1, kMany);
  check_range("gain", o.gain, 0, 1, "0 to 1");
  check_range("reweight", o.reweight, 0, 10, "0 to 10");
  check_game_options(o.game);
  check_whole("criterion-words", o.criterion_words, 1, kMany);
  check_whole("criterion-limit", o.criterion_limit, 0, kMany);
  check_whole("restarts", o.restarts, 1, kMany);
}

std::string_view supervision_of(Method method, std::int64_t seed_pairs) {
  if (method == Method::kProcrustes) return seed_pairs > 0 ? "dictionary" : "none";
  return method == Method::kNumerals || method == Method::kIdentical ? "weak" : "none";
}

CriterionOptions criterion_options(const MapOptions& o) {
  return {.words = o.criterion_words,
          .most_confident = o.criterion_confident,
          .neighbours = o.neighbours > 0 ? o.neighbours : retrieval::kCslsNeighbours,
          .source_limit = o.criterion_limit,
          .target_limit = o.criterion_limit};
}

void clamp_ranks(MapOptions& o, std::int64_t source_words, std::int64_t target_words, Reporter& reporter) {
  const std::int64_t fewer = std::min(source_words, target_words), more = std::max(source_words, target_words);
  std::vector<std::string> said;
  const auto clamp = [&](const char* name, std::int64_t& value, std::int64_t limit, unsigned methods) {
    if (value <= limit) return;
    if ((methods & of(o.method)) != 0) said.push_back(fmt::format("--{} {} is {}", name, value, limit));
    value = limit;
  };
  clamp("neighbours", o.neighbours, fewer, kEveryMethod);
  clamp("max-rank", o.max_rank, more, kRefiners);
  clamp("initial-words", o.initial_words, fewer, of(Method::kSelfLearning));
  clamp("cutoff", o.cutoff, more, kSelfLearners);
  clamp("discriminator-words", o.game.words, more, kGames);
  clamp("transport-words", o.game.transport_words, more, of(Method::kWasserstein));
  clamp("criterion-words", o.criterion_words, source_words, kEveryMethod);
  clamp("criterion-limit", o.criterion_limit, more, kEveryMethod);
  if (said.empty()) return;
  reporter.info(fmt::format("{} source and {} target words: {}", source_words, target_words, fmt::join(said, ", ")));
}

}  // namespace koine::map
