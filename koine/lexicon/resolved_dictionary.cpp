#include "koine/lexicon/resolved_dictionary.h"

#include <fmt/format.h>

#include <unordered_set>

#include "koine/core/error.h"

namespace koine::lexicon {
namespace {

std::int64_t known_when_swapped(const Dictionary& dictionary, std::span<const WordIndex> sources,
                                std::span<const WordIndex> targets) {
  std::int64_t known = 0;
  for (const WordPair& pair : dictionary.pairs) {
    if (common_spelling(pair.source, targets) && common_spelling(pair.target, sources)) ++known;
  }
  return known;
}

}  // namespace

ResolvedDictionary resolve(const Dictionary& dictionary, std::span<const WordIndex> sources,
                           std::span<const WordIndex> targets, Reporter& reporter) {
  ResolvedDictionary result;
  result.name = dictionary.name;
  std::unordered_set<std::string> seen;
  for (const WordPair& pair : dictionary.pairs) {
    const auto source = common_spelling(pair.source, sources), target = common_spelling(pair.target, targets);
    ResolvedPair resolved{source.value_or(pair.source), target.value_or(pair.target), source && target};
    if (!seen.insert(resolved.source + '\t' + resolved.target).second) continue;
    if (resolved.known) {
      ++result.known;
      if (resolved.source != pair.source || resolved.target != pair.target) ++result.lowercased;
    }
    result.pairs.push_back(std::move(resolved));
  }

  // Names and loans are known in both directions, so a few pairs fit even a dictionary that stands the wrong way round.
  const std::int64_t swapped = known_when_swapped(dictionary, sources, targets);
  const std::string advice = fmt::format("swapped, {} would be: are the two languages the wrong way round?", swapped);
  if (result.known == 0) {
    Error error(ErrorKind::kInput, "no pair of the dictionary has both words in the vocabulary");
    error.where(dictionary.name).found(fmt::format("{} pairs, none known", dictionary.pairs.size()));
    error.hint(swapped > 0 ? advice : "is it a dictionary of these two languages?");
    throw error;
  }
  if (swapped > 2 * result.known) {
    reporter.warning(fmt::format("{}: only {} pairs are in the vocabulary; {}", dictionary.name, result.known, advice));
  }
  std::string report = fmt::format("{}: {} pairs in the vocabulary, {} out of it", dictionary.name, result.known,
                                   static_cast<std::int64_t>(result.pairs.size()) - result.known);
  if (result.lowercased > 0) report += fmt::format("; {} were found only in lower case", result.lowercased);
  reporter.info(report);
  return result;
}

}  // namespace koine::lexicon
