#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "koine/core/option_text.h"
#include "koine/map/game_options.h"
#include "koine/map/refine.h"

namespace koine::map {

enum class Method {
  kProcrustes,
  kSelfLearning,
  kNumerals,
  kIdentical,
  kRefine,
  kAdversarial,  // Conneau et al. 2018
  kWasserstein,  // Zhang et al. 2017b
  kAutoencoder,  // Zhang et al. 2017a
};
enum class SeedOrder { kFirst, kRandom };  // which seed pairs are taken: the first, or a draw by the seed
enum class Direction { kForward, kBoth };  // who chooses pairs: each source word, or each word of either side

// Which methods an option has a meaning for: a set of bits.
constexpr unsigned of(Method method) {
  return 1u << static_cast<unsigned>(method);
}
inline constexpr unsigned kSeeded = of(Method::kProcrustes);
inline constexpr unsigned kSelfLearners = of(Method::kSelfLearning) | of(Method::kNumerals) | of(Method::kIdentical);
inline constexpr unsigned kGames = of(Method::kAdversarial) | of(Method::kWasserstein) | of(Method::kAutoencoder);
inline constexpr unsigned kRefiners = of(Method::kProcrustes) | of(Method::kRefine) | kGames;
inline constexpr unsigned kUnsupervised = of(Method::kSelfLearning) | kGames;
inline constexpr unsigned kEveryMethod = ~0u;

}  // namespace koine::map

namespace koine {

template <>
struct EnumNames<map::Method> {
  static constexpr std::array names{std::pair{map::Method::kProcrustes, std::string_view("procrustes")},
                                    std::pair{map::Method::kSelfLearning, std::string_view("self-learning")},
                                    std::pair{map::Method::kNumerals, std::string_view("numerals")},
                                    std::pair{map::Method::kIdentical, std::string_view("identical")},
                                    std::pair{map::Method::kRefine, std::string_view("refine")},
                                    std::pair{map::Method::kAdversarial, std::string_view("adversarial")},
                                    std::pair{map::Method::kWasserstein, std::string_view("wasserstein")},
                                    std::pair{map::Method::kAutoencoder, std::string_view("adversarial-autoencoder")}};
};
template <>
struct EnumNames<map::SeedOrder> {
  static constexpr std::array names{std::pair{map::SeedOrder::kFirst, std::string_view("first")},
                                    std::pair{map::SeedOrder::kRandom, std::string_view("random")}};
};
template <>
struct EnumNames<map::Direction> {
  static constexpr std::array names{std::pair{map::Direction::kForward, std::string_view("forward")},
                                    std::pair{map::Direction::kBoth, std::string_view("both")}};
};
template <>
struct EnumNames<map::Select> {
  static constexpr std::array names{std::pair{map::Select::kCriterion, std::string_view("criterion")},
                                    std::pair{map::Select::kLast, std::string_view("last")},
                                    std::pair{map::Select::kDictionary, std::string_view("dictionary")}};
};

}  // namespace koine

namespace koine::map {

// Everything that decides what a method computes from two spaces. The defaults here are those of self-learning
// (Artetxe, Labaka, Agirre 2018, arXiv 1805.06297); defaults_of() has those of the other methods.
struct MapOptions {
  Method method = Method::kSelfLearning;
  std::string normalize = "unit,centre,unit";
  std::int64_t neighbours = 10;

  SeedOrder seed_order = SeedOrder::kFirst;
  std::int64_t iterations = 5;
  std::int64_t max_rank = 15'000;
  Select select = Select::kCriterion;

  std::int64_t initial_words = 4'000;
  std::int64_t cutoff = 20'000;
  Direction direction = Direction::kBoth;
  double keep = 0.1;
  double keep_factor = 2;
  std::int64_t patience = 50;
  double gain = 1e-6;
  bool whiten = true;
  double reweight = 0.5;
  bool dewhiten = true;

  GameOptions game;

  std::int64_t criterion_words = 10'000;
  bool criterion_confident = false;
  std::int64_t criterion_limit = 0;
  bool null_check = true;
  std::int64_t restarts = 3;

  std::uint64_t seed = 1;
};

// Calls visit(name, field, methods, help) for every option: the one list that the command line and run.json are made
// from. `methods` is the set of those that the option has a meaning for.
template <typename Options, typename Visit>
void for_each_option(Options& o, Visit&& visit) {
  visit("normalize", o.normalize, kEveryMethod,
        "What is done to the vectors first: none, or unit and centre, in order");
  visit("neighbours", o.neighbours, kEveryMethod,
        "Neighbours K of CSLS; 0 (where self-learning comes after the start): by inner product, without CSLS");
  visit("seed-order", o.seed_order, kSeeded, "Take the first seed pairs of the dictionary, or a draw by --seed");
  visit("iterations", o.iterations, kRefiners, "Rounds of refinement, at most");
  visit("max-rank", o.max_rank, kRefiners, "Most frequent words of each side that refinement pairs");
  visit("select", o.select, kRefiners,
        "Which map is kept: best by the criterion, the last, or best by --validation-dictionary (looks at test data)");
  visit("initial-words", o.initial_words, of(Method::kSelfLearning), "Most frequent words that the start compares");
  visit("cutoff", o.cutoff, kSelfLearners, "Most frequent words of each side that self-learning pairs");
  visit("direction", o.direction, kSelfLearners,
        "Pairs by the best of each source word, or of each word of both sides");
  visit("keep", o.keep, kSelfLearners, "Share of the similarities that is looked at in the first rounds");
  visit("keep-factor", o.keep_factor, kSelfLearners, "That share is multiplied by this when there is no gain");
  visit("patience", o.patience, kSelfLearners, "Rounds without a gain before that");
  visit("gain", o.gain, kSelfLearners, "What counts as a gain of the mean best similarity");
  visit("whiten", o.whiten, kSelfLearners, "Whiten, map and re-weight both sides at the end");
  visit("reweight", o.reweight, kSelfLearners, "Power of the singular values that weigh each side at the end");
  visit("dewhiten", o.dewhiten, kSelfLearners, "Undo the whitening at the end");
  for_each_game_option(o.game, kGames, of(Method::kAdversarial), of(Method::kWasserstein), of(Method::kAutoencoder),
                       visit);
  visit("criterion-words", o.criterion_words, kEveryMethod, "Source words that the criterion translates");
  visit("criterion-confident", o.criterion_confident, kEveryMethod,
        "Translate the most confident, not the most frequent");
  visit("criterion-limit", o.criterion_limit, kEveryMethod, "Words of each side that the criterion knows; 0: all");
  visit("null-check", o.null_check, kUnsupervised, "Compare the result with what unrelated spaces reach");
  visit("restarts", o.restarts, kUnsupervised, "Attempts, each with a seed of its own, until one passes that check");
  visit("seed", o.seed, kEveryMethod, "Seed of everything random");
}

// The options that the method starts from.
MapOptions defaults_of(Method method);

// Error: kUsage with the name of the option, what was found and what is expected.
void check_options(const MapOptions& options);

// "dictionary", "weak" (strings that both languages share) or "none": what a map that was made with so many pairs knew.
std::string_view supervision_of(Method method, std::int64_t seed_pairs);

CriterionOptions criterion_options(const MapOptions& options);

// Brings every rank to the words there are, and says which ones that changes, in one line.
void clamp_ranks(MapOptions& options, std::int64_t source_words, std::int64_t target_words, Reporter& reporter);

}  // namespace koine::map
