#pragma once

#include <string>
#include <string_view>

#include "koine/core/option_text.h"
#include "koine/corpus/prepare.h"

namespace koine {

template <>
struct EnumNames<corpus::Sampling> {
  static constexpr std::array names{std::pair{corpus::Sampling::kRandom, std::string_view("random")},
                                    std::pair{corpus::Sampling::kFirst, std::string_view("first")}};
};
template <>
struct EnumNames<text::TokenizerKind> {
  static constexpr std::array names{std::pair{text::TokenizerKind::kMoses, std::string_view("moses")},
                                    std::pair{text::TokenizerKind::kIcu, std::string_view("icu")},
                                    std::pair{text::TokenizerKind::kNone, std::string_view("none")}};
};
template <>
struct EnumNames<text::InvalidUtf8> {
  static constexpr std::array names{std::pair{text::InvalidUtf8::kRefuse, std::string_view("refuse")},
                                    std::pair{text::InvalidUtf8::kReplace, std::string_view("replace")}};
};

}  // namespace koine

namespace koine::corpus {

using koine::option_text;  // beside the overloads below
using koine::set_option;

// A minimum count as text: a number, or "paper".
struct MinimumCount {
  std::int64_t& value;
};
inline std::string option_text(const MinimumCount& count) {
  return count.value == PrepareOptions::kPaperMinimumCount ? "paper" : koine::option_text(count.value);
}
inline void set_option(MinimumCount& count, std::string_view option, std::string_view text) {
  if (text == "paper") {
    count.value = PrepareOptions::kPaperMinimumCount;
    return;
  }
  std::int64_t value = 0;
  koine::set_option(value, option, text);
  if (value < 1) {
    throw Error(ErrorKind::kUsage, "the minimum count must be at least 1")
        .where("--" + std::string(option))
        .found(text)
        .expected("1 or more, or 'paper'");
  }
  count.value = value;
}

// Calls visit(name, field, help) for every option that decides how text becomes word ids: the one list that command
// lines, run.json and the comparison of --resume are made from. The seed is the run's, and the prefix files are apart.
template <typename Visit>
void for_each_option(PrepareOptions& o, Visit&& visit) {
  MinimumCount minimum_count{o.minimum_count};
  visit("sentences", o.sentences, "Sentences of each language; 0: all");
  visit("sampling", o.sampling, "Draw the sentences at random by the seed, or take the first");
  visit("min-count", minimum_count, "Least count of a word; 'paper': 3, 5, 10 or 20 by the number of sentences");
  visit("vocabulary-size", o.vocabulary_size, "Take that many most frequent words instead of --min-count; 0: off");
  visit("max-tokens", o.max_tokens, "Longest sentence in tokens; what goes beyond is cut");
  visit("tokenizer", o.pipeline.kind,
        "Moses-compatible; icu: Unicode's words, for scripts with marks or without spaces; none: split at spaces");
  visit("escape", o.pipeline.tokenizer.escape, "Escape & | < > ' \" [ ] as Moses does");
  visit("aggressive", o.pipeline.tokenizer.aggressive, "Split hyphens: a @-@ b");
  visit("old-period", o.pipeline.tokenizer.old_period, "The rule for the last period from before 2019");
  visit("lowercase", o.pipeline.lowercase, "Lower-case the tokens");
  visit("invalid-utf8", o.pipeline.invalid_utf8, "Refuse bytes that are not UTF-8, or replace them by U+FFFD");
}

}  // namespace koine::corpus
