#include "koine/corpus/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace koine::corpus {
namespace {

constexpr std::int64_t kFewSentences = 50'000;      // the paper's smallest corpora
constexpr std::int64_t kFewTokens = 500'000;        // 10 tokens for each of those
constexpr std::int64_t kSmallVocabulary = 1'000;
constexpr double kManyUnknown = 0.10;
constexpr double kManyTorn = 0.01, kManyUnsplit = 0.05;
constexpr double kShortSentences = 4;
constexpr double kLongSentences = 80;
constexpr double kManyRepeated = 0.20;

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

// 1234567 as "1,234,567".
std::string grouped(std::int64_t number) {
  std::string digits = fmt::to_string(number);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  }
  return digits;
}

}  // namespace

double Diagnosis::mean_length_tokens() const { return ratio(tokens, sentences); }
double Diagnosis::unknown_rate() const { return ratio(unknown_tokens, tokens); }

std::vector<std::string> diagnosis_warnings(const Diagnosis& d) {
  std::vector<std::string> warnings;
  const auto warn = [&](const std::string& text) { warnings.push_back(d.language + ": " + text); };

  if (d.sentences < kFewSentences) {
    warn(fmt::format("{} sentences are few: the method is known to work from {}", grouped(d.sentences),
                     grouped(kFewSentences)));
  } else if (d.tokens < kFewTokens) {
    warn(fmt::format("{} tokens are few: less than 10 for each of {} sentences", grouped(d.tokens),
                     grouped(kFewSentences)));
  }
  if (d.vocabulary < kSmallVocabulary) {
    warn(fmt::format("a vocabulary of {} words is small; a lower --min-count or more text makes it larger",
                     grouped(d.vocabulary)));
  }
  if (d.unknown_rate() > kManyUnknown) {
    warn(fmt::format("{:.1f} % of the tokens are not in the vocabulary; a lower --min-count or more text helps",
                     100 * d.unknown_rate()));
  }
  if (ratio(d.torn_tokens, d.tokens) > kManyTorn) {
    warn(
        fmt::format("{:.1f} % of the tokens begin with a mark that was torn from its letter: --tokenizer icu keeps the "
                    "words of such a script whole",
                    100 * ratio(d.torn_tokens, d.tokens)));
  }
  if (ratio(d.unsplit_tokens, d.tokens) > kManyUnsplit) {
    warn(
        fmt::format("{:.1f} % of the tokens are longer than words, in a script that has no spaces between them: "
                    "--tokenizer icu splits it",
                    100 * ratio(d.unsplit_tokens, d.tokens)));
  }
  if (d.replaced_tokens > 0) {
    warn(fmt::format(
        "{} {} U+FFFD, in the place of bytes that were not UTF-8: where there are many, the text has another "
        "encoding, and iconv keeps its letters",
        grouped(d.replaced_tokens), d.replaced_tokens == 1 ? "token has" : "tokens have"));
  }
  if (d.mean_length_tokens() < kShortSentences) {
    warn(fmt::format("sentences of {:.1f} tokens on average give a word little context", d.mean_length_tokens()));
  } else if (d.mean_length_tokens() > kLongSentences) {
    warn(fmt::format("sentences of {:.1f} tokens on average: is it one sentence a line?", d.mean_length_tokens()));
  }
  if (d.sentences > 1 && d.repeated_sentences == d.sentences - 1) {
    warn("all sentences are the same line");
  } else if (ratio(d.repeated_sentences, d.sentences) > kManyRepeated) {
    warn(fmt::format("{} of {} sentences repeat an earlier one", grouped(d.repeated_sentences), grouped(d.sentences)));
  }
  if (d.cut_sentences > 0) {
    warn(fmt::format("{} {} longer than {} tokens and cut there (--max-tokens)", grouped(d.cut_sentences),
                     d.cut_sentences == 1 ? "sentence was" : "sentences were", grouped(d.max_tokens)));
  }
  return warnings;
}

std::string diagnosis_table(std::span<const Diagnosis> languages) {
  constexpr std::size_t kColumns = 8;
  std::vector<std::array<std::string, kColumns>> rows = {
      {"language", "sentences", "tokens", "types", "vocabulary", "unknown", "mean length", "longest"}};
  for (const Diagnosis& d : languages) {
    rows.push_back({d.language, grouped(d.sentences), grouped(d.tokens), grouped(d.types), grouped(d.vocabulary),
                    fmt::format("{:.1f} %", 100 * d.unknown_rate()), fmt::format("{:.1f}", d.mean_length_tokens()),
                    grouped(d.longest_tokens)});
  }
  std::array<std::size_t, kColumns> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string table;
  for (const auto& row : rows) {
    table += fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t i = 1; i < kColumns; ++i) table += fmt::format("  {:>{}}", row[i], widths[i]);
    table += '\n';
  }
  return table;
}

}  // namespace koine::corpus
