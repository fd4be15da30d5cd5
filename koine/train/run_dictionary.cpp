#include "koine/train/run_dictionary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "koine/core/error.h"
#include "koine/lexicon/resolved_dictionary.h"

namespace koine::train {
namespace {

constexpr std::string_view kHeader = "source_language\tsource\ttarget_language\ttarget";

std::int32_t number_of(std::string_view language, const std::vector<RunLanguage>& languages) {
  const auto at = std::ranges::find(languages, language, &RunLanguage::name);
  return at == languages.end() ? -1 : static_cast<std::int32_t>(at - languages.begin());
}

std::vector<std::string> words_of(const text::Vocabulary& vocabulary) {
  std::vector<std::string> words;
  for (std::int32_t id = 0; id < vocabulary.size(); ++id) words.push_back(vocabulary.word(id));
  return words;
}

}  // namespace

RunDictionary run_dictionary(const std::string& name, const std::string& file,
                             const std::vector<std::string>& languages) {
  const auto known = [&languages](const std::string& code) { return std::ranges::count(languages, code) > 0; };
  for (std::size_t dash = name.find('-'); dash != std::string::npos; dash = name.find('-', dash + 1)) {
    RunDictionary dictionary{name.substr(0, dash), name.substr(dash + 1), {.path = file, .sha256 = {}}};
    if (dictionary.source != dictionary.target && known(dictionary.source) && known(dictionary.target)) {
      return dictionary;
    }
  }
  throw Error(ErrorKind::kUsage, "a dictionary is named by two languages of the run")
      .where("--dictionary")
      .found(koine::quoted(name))
      .expected(fmt::format("SOURCE-TARGET=FILE with two of {}", fmt::join(languages, ", ")));
}

std::vector<lexicon::Dictionary> read_dictionaries(std::vector<RunDictionary>& dictionaries, Reporter& reporter) {
  std::vector<lexicon::Dictionary> read;
  for (RunDictionary& dictionary : dictionaries) {
    read.push_back(lexicon::read_dictionary(dictionary.file.path, reporter));
    dictionary.file.sha256 = read.back().sha256;
  }
  return read;
}

std::vector<Translation> translations_of(const std::vector<RunDictionary>& dictionaries,
                                         const std::vector<lexicon::Dictionary>& read,
                                         const std::vector<RunLanguage>& languages, Reporter& reporter) {
  std::vector<Translation> translations;
  std::set<std::array<std::int32_t, 4>> seen;
  for (std::size_t d = 0; d < dictionaries.size(); ++d) {
    const std::int32_t source = number_of(dictionaries[d].source, languages);
    const std::int32_t target = number_of(dictionaries[d].target, languages);
    require(source >= 0 && target >= 0, "a dictionary of a run is of two of its languages");
    const auto& sources = languages[static_cast<std::size_t>(source)].vocabulary;
    const auto& targets = languages[static_cast<std::size_t>(target)].vocabulary;
    const lexicon::WordIndex source_words(words_of(sources)), target_words(words_of(targets));
    const auto resolved = lexicon::resolve(read[d], {&source_words, 1}, {&target_words, 1}, reporter);
    for (const lexicon::ResolvedPair& pair : resolved.pairs) {
      if (!pair.known) continue;
      const Translation t{source, sources.id_or_unknown(pair.source), target, targets.id_or_unknown(pair.target)};
      // A dictionary of the other direction names the same pair.
      const bool forward = t.source_language < t.target_language;
      const auto key = forward ? std::array{t.source_language, t.source, t.target_language, t.target}
                               : std::array{t.target_language, t.target, t.source_language, t.source};
      if (seen.insert(key).second) translations.push_back(t);
    }
  }
  return translations;
}

std::string to_tsv(const std::vector<Translation>& translations, const std::vector<RunLanguage>& languages) {
  std::string text = fmt::format("{}\n", kHeader);
  for (const Translation& t : translations) {
    const RunLanguage& source = languages[static_cast<std::size_t>(t.source_language)];
    const RunLanguage& target = languages[static_cast<std::size_t>(t.target_language)];
    text += fmt::format("{}\t{}\t{}\t{}\n", source.name, source.vocabulary.word(t.source), target.name,
                        target.vocabulary.word(t.target));
  }
  return text;
}

std::vector<Translation> parse_translations(std::string_view text, const std::string& path,
                                            const std::vector<RunLanguage>& languages) {
  std::vector<Translation> translations;
  std::int64_t line_number = 0;
  const auto refuse = [&](std::string_view what) {
    throw Error(ErrorKind::kInput, "the translations of the run cannot be read")
        .where(fmt::format("{}:{}", path, line_number))
        .found(what)
        .hint("the file was changed or cut short: begin the run anew with --force");
  };
  while (!text.empty()) {
    ++line_number;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) refuse("a line without an end");
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line_number == 1) {
      if (line != kHeader) refuse(koine::quoted(line));
      continue;
    }
    std::array<std::string_view, 4> fields;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t tab = line.find('\t');
      if ((tab == std::string_view::npos) != (i == 3)) refuse("another number of columns than four");
      fields[i] = line.substr(0, tab);
      if (i < 3) line.remove_prefix(tab + 1);
    }
    const std::int32_t source = number_of(fields[0], languages), target = number_of(fields[2], languages);
    if (source < 0 || target < 0) refuse("a language that the run does not have");
    const auto source_word = languages[static_cast<std::size_t>(source)].vocabulary.find(fields[1]);
    const auto target_word = languages[static_cast<std::size_t>(target)].vocabulary.find(fields[3]);
    if (!source_word || !target_word) refuse("a word that is not in the vocabulary");
    translations.push_back({source, *source_word, target, *target_word});
  }
  if (translations.empty()) refuse("no translation");  // a run whose dictionaries know no pair does not begin
  return translations;
}

}  // namespace koine::train
