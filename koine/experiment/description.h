#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "koine/core/option_text.h"

// What an experiment is: languages, sizes, methods, seeds, and what is shown of it.
namespace koine::experiment {

enum class Show {
  kTable,      // p@1 and p@5: a row a method, a column a pair
  kSentences,  // the same, and a figure a pair of p@1 over the number of sentences
  kSeedPairs,  // the same over the number of seed pairs; methods without any are lines across
  kWords,      // the nearest words of some words, the methods side by side
  kAgreement,  // target words that all pairs get right
  kTsne,       // words of all languages on a plane
};
enum class Scale { kFull, kSmall };

using Options = std::vector<std::pair<std::string, std::string>>;  // names without --, values as option_text() has them

struct LanguagePair {
  std::string source, target;

  std::string name() const { return source + "-" + target; }
  bool operator==(const LanguagePair&) const = default;
};

// A way to vectors of two languages in one space: `koine train`, or `koine skipgram` of each language and `koine map`.
struct Method {
  std::string name;
  bool mapped = false;                   // whether it is the second way
  bool baseline = false;                 // what the others are compared with
  bool before_spelling = false;          // of the first way: scored are its vectors before the rounds with spelling
  std::string epoch;                     // likewise: of the epoch that --select of this name takes; "": the run's own
  Options train, skipgram, map;          // beside the defaults of the commands; `map` without the method
  std::string map_method;                // as --method of `koine map`
  std::vector<std::string> languages;    // trained together; none: those of the pair
  std::vector<std::int64_t> seed_pairs;  // of procrustes, each a row of its own; none: the method takes none
  std::vector<LanguagePair> pairs;       // none: all of the experiment
  std::vector<std::int64_t> sentences;   // likewise
  std::vector<std::uint64_t> seeds;      // likewise
  std::string label;                     // how it was made, where that has to be said: "sampled softmax, bf16"
};

struct Experiment {
  std::string name, title, about;  // name: of the file, without its ending
  std::string place;               // the file, for messages
  Show show = Show::kTable;
  std::vector<LanguagePair> pairs;
  std::vector<std::int64_t> sentences;
  std::vector<std::uint64_t> seeds{1};
  std::int64_t test_pairs = 1000;
  std::int64_t word_count = 20;  // of kWords: the first of the test pairs, where `words` names none
  std::vector<std::string> words;
  std::int64_t map_words = 1000;               // of kTsne: the most frequent of each language
  std::map<std::string, std::string> corpora;  // language → kind of its text, "novels"; "" of any other
  Options text;                                // of how text is read, beside the defaults
  std::vector<Method> methods;

  std::string corpus_kind(const std::string& language) const;
};

}  // namespace koine::experiment

namespace koine {

template <>
struct EnumNames<experiment::Show> {
  static constexpr std::array names{std::pair{experiment::Show::kTable, std::string_view("table")},
                                    std::pair{experiment::Show::kSentences, std::string_view("sentences")},
                                    std::pair{experiment::Show::kSeedPairs, std::string_view("seed-pairs")},
                                    std::pair{experiment::Show::kWords, std::string_view("words")},
                                    std::pair{experiment::Show::kAgreement, std::string_view("agreement")},
                                    std::pair{experiment::Show::kTsne, std::string_view("tsne")}};
};
template <>
struct EnumNames<experiment::Scale> {
  static constexpr std::array names{std::pair{experiment::Scale::kFull, std::string_view("full")},
                                    std::pair{experiment::Scale::kSmall, std::string_view("small")}};
};

}  // namespace koine
