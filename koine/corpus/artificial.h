#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace koine::corpus {

// Artificial languages: sentences of one small grammar, written out in invented vocabularies. They stand in for real
// text where there is none, and they test the method: what the words of two languages have in common is only how they
// are used.
//
//   sentence   = [opener] phrase auxiliary verb [preposition] phrase [adverb] closer
//   phrase     = article [[degree] adjective] noun [marker]
//
// 172 words in 14 classes: 72 nouns, 36 verbs, 36 adjectives, 18 adverbs, and 10 particles, each a class of its own.
// Within a class all words are equally frequent, so that one who knows frequencies only can hope for one right word a
// class: 14 times chance. What tells words of a class apart is their company: every sentence keeps to one of four
// topics of different sizes; a noun has a gender, which decides its article, and may need a marker behind it; a verb
// decides its auxiliary and its preposition; verbs prefer some objects, nouns some adjectives, and verbs have their
// adverb.
//
// Everything is a function of (seed, number of the language), so `languages = 3` holds the two of `languages = 2`.
struct ArtificialOptions {
  static constexpr int kNone = -1;
  static constexpr int kMostLanguages = 100;

  int languages = 2;
  std::int64_t sentences = 5000;   // of each language
  std::uint64_t seed = 1;
  // The number of a language whose sentences keep their lengths, but whose words are drawn uniformly and independently:
  // nothing can be learnt from it, so that whatever still finds its words is a broken test.
  int uniform_language = kNone;
};

struct ArtificialLanguage {
  std::string code;                     // "aa", "ab", …
  std::vector<std::string> words;       // words[i] of all languages mean the same: the true dictionary
  std::vector<std::string> sentences;   // words with a space between them; lower-case ASCII letters only
};

// Error: kUsage for less than 1 or more than kMostLanguages languages, no sentence, a uniform language that is none.
std::vector<ArtificialLanguage> make_artificial_languages(const ArtificialOptions& options);

// The class of each word, by number: words[i] belongs to class classes[i]. The same for all languages.
std::vector<int> artificial_word_classes();

// The dictionary file of MUSE: a line "source target" for each word.
std::string artificial_dictionary(const ArtificialLanguage& source, const ArtificialLanguage& target);

}  // namespace koine::corpus
