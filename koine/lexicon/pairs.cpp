#include "koine/lexicon/pairs.h"

#include <fmt/format.h>

#include <unordered_set>

#include "koine/core/random.h"

namespace koine::lexicon {

std::vector<WordPair> draw_pairs(const ResolvedDictionary& dictionary, std::int64_t count, std::uint64_t seed,
                                 Reporter& reporter) {
  std::vector<const ResolvedPair*> order;
  for (const ResolvedPair& pair : dictionary.pairs) {
    if (pair.known) order.push_back(&pair);
  }
  Random random(seed, Purpose::kPairs);
  random.shuffle(order);

  std::vector<WordPair> drawn;
  std::unordered_set<std::string> sources, targets;
  for (const ResolvedPair* pair : order) {
    if (static_cast<std::int64_t>(drawn.size()) == count) break;
    if (sources.contains(pair->source) || targets.contains(pair->target)) continue;
    sources.insert(pair->source);
    targets.insert(pair->target);
    drawn.push_back({pair->source, pair->target});
  }
  if (static_cast<std::int64_t>(drawn.size()) < count) {
    reporter.warning(fmt::format("{}: {} pairs were asked for, but only {} one-to-one pairs are in the vocabulary",
                                 dictionary.name, count, drawn.size()));
  }
  return drawn;
}

std::string pairs_file(const std::vector<WordPair>& pairs) {
  std::string text;
  for (const WordPair& pair : pairs) text += pair.source + '\t' + pair.target + '\n';
  return text;
}

}  // namespace koine::lexicon
