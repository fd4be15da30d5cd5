#include "koine/experiment/small_scale.h"

#include <algorithm>
#include <set>

#include "koine/experiment/method_options.h"

namespace koine::experiment {
namespace {

constexpr std::int64_t kSentences = 100, kSeedPairs = 10, kEpochs = 5;  // what each is divided by
constexpr std::size_t kSeeds = 2;

void divide(std::vector<std::int64_t>& values, std::int64_t by, std::int64_t least) {
  std::vector<std::int64_t> small;
  for (const std::int64_t value : values) {
    const std::int64_t less = std::max(least, value / by);
    if (std::ranges::find(small, less) == small.end()) small.push_back(less);
  }
  values = small;
}

void shrink(Options& options) {
  set_value(options, "dimension", "32");
  const std::string epochs = value_of(options, "epochs");
  set_value(options, "epochs",
            epochs.empty() ? "2" : std::to_string(std::max<std::int64_t>(1, std::stoll(epochs) / kEpochs)));
}

}  // namespace

void make_small(Experiment& experiment) {
  divide(experiment.sentences, kSentences, 500);
  if (experiment.seeds.size() > kSeeds) experiment.seeds.resize(kSeeds);
  experiment.test_pairs = std::min<std::int64_t>(experiment.test_pairs, 100);  // of the 172 words of an artificial one
  experiment.map_words = std::min<std::int64_t>(experiment.map_words, 100);
  if (!experiment.words.empty()) experiment.word_count = static_cast<std::int64_t>(experiment.words.size());
  experiment.words.clear();  // they may not be in so few sentences, nor in an artificial language
  for (Method& method : experiment.methods) {
    divide(method.sentences, kSentences, 500);
    divide(method.seed_pairs, kSeedPairs, 0);
    if (method.seeds.size() > kSeeds) method.seeds.resize(kSeeds);
    if (!method.mapped) {
      shrink(method.train);
      continue;
    }
    shrink(method.skipgram);
    if (method.map_method == "self-learning" || method.map_method == "identical") {
      set_value(method.map, "patience", "10");
    }
    const std::set<std::string> games{"adversarial", "wasserstein", "adversarial-autoencoder"};
    if (!games.contains(method.map_method)) continue;
    for (const auto& [name, value] :
         Options{{"epochs", "2"}, {"epoch-size", "20000"}, {"discriminator-hidden", "64"}}) {
      set_value(method.map, name, value);
    }
  }
}

void fit_methods(Experiment& experiment) {
  for (Method& method : experiment.methods) {
    std::erase_if(method.pairs, [&](const LanguagePair& pair) {
      return std::ranges::find(experiment.pairs, pair) == experiment.pairs.end();
    });
    std::erase_if(method.sentences, [&](std::int64_t sentences) {
      return std::ranges::find(experiment.sentences, sentences) == experiment.sentences.end();
    });
  }
}

}  // namespace koine::experiment
