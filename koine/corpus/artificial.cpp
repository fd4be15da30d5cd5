#include "koine/corpus/artificial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::corpus {
namespace {

enum Substream : std::uint32_t { kWords, kSentences, kUniformWords };

// The topics differ in size, so that they can be told apart. A topic's part of a class is proportional to how often the
// topic comes up: words of a class are then equally frequent.
constexpr std::array<int, 4> kTopicShares = {8, 5, 3, 2};
constexpr int kAllShares = 18;

// Words of an open class for each share of a topic.
constexpr int kNouns = 4, kVerbs = 2, kAdjectives = 2, kAdverbs = 1;

enum Particle {
  kFirstArticle, kSecondArticle, kFirstAuxiliary, kSecondAuxiliary, kFirstPreposition, kSecondPreposition, kMarker,
  kDegree, kOpener, kCloser, kParticles
};

constexpr double kOpenerRate = 0.15, kAdverbRate = 0.4;
constexpr double kSubjectAdjectiveRate = 0.5, kObjectAdjectiveRate = 0.3;
constexpr double kPreferenceRate = 0.8;   // otherwise any word of the topic

// Numbers of words: the particles, then class after class, each topic after topic.
struct OpenClass {
  int first;
  int per_share;

  int size(int topic) const { return per_share * kTopicShares[static_cast<std::size_t>(topic)]; }
  int number(int topic, int i) const {
    int before = 0;
    for (int t = 0; t < topic; ++t) before += size(t);
    return first + before + i;
  }
  int end() const { return first + per_share * kAllShares; }
};
constexpr OpenClass kNoun{kParticles, kNouns};
constexpr OpenClass kVerb{kNoun.first + kNouns * kAllShares, kVerbs};
constexpr OpenClass kAdjective{kVerb.first + kVerbs * kAllShares, kAdjectives};
constexpr OpenClass kAdverb{kAdjective.first + kAdjectives * kAllShares, kAdverbs};
constexpr int kWordCount = kAdverb.first + kAdverbs * kAllShares;

// Draws sentences as numbers of words. A word of an open class is known by its topic and its place i in it, and its
// grammar follows from i.
class Grammar {
 public:
  explicit Grammar(Random random) : random_(random) {}

  const std::vector<int>& sentence() {
    sentence_.clear();
    topic_ = draw_topic();
    if (happens(kOpenerRate)) sentence_.push_back(kOpener);
    phrase(any(kNoun), kSubjectAdjectiveRate);

    const int verb = any(kVerb);
    sentence_.push_back(verb % 3 == 0 ? kSecondAuxiliary : kFirstAuxiliary);
    sentence_.push_back(kVerb.number(topic_, verb));
    if (verb % 4 == 2) sentence_.push_back(kFirstPreposition);
    if (verb % 4 == 3) sentence_.push_back(kSecondPreposition);
    // Each verb has two nouns of its own, so that objects are uniform when verbs are.
    const bool preferred = happens(kPreferenceRate);
    phrase(preferred ? 2 * verb + below(2) : any(kNoun), kObjectAdjectiveRate);

    if (happens(kAdverbRate)) sentence_.push_back(kAdverb.number(topic_, verb / 2));
    sentence_.push_back(kCloser);
    return sentence_;
  }

  int below(int n) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(n))); }

 private:
  void phrase(int noun, double adjective_rate) {
    sentence_.push_back(noun % 5 > 2 ? kSecondArticle : kFirstArticle);
    if (happens(adjective_rate)) {
      // 7 shares no factor with the number of nouns of any topic: two nouns for each adjective, other pairs than those
      // of the verbs.
      const int preferred = 7 * noun % kNoun.size(topic_) / 2;
      const int adjective = happens(kPreferenceRate) ? preferred : any(kAdjective);
      if (adjective % 3 == 0) sentence_.push_back(kDegree);
      sentence_.push_back(kAdjective.number(topic_, adjective));
    }
    sentence_.push_back(kNoun.number(topic_, noun));
    if (noun % 3 == 0) sentence_.push_back(kMarker);
  }

  bool happens(double rate) { return random_.uniform() < rate; }
  int any(const OpenClass& open) { return below(open.size(topic_)); }
  int draw_topic() {
    int share = below(kAllShares);
    int topic = 0;
    for (; share >= kTopicShares[static_cast<std::size_t>(topic)]; ++topic) {
      share -= kTopicShares[static_cast<std::size_t>(topic)];
    }
    return topic;
  }

  Random random_;
  std::vector<int> sentence_;
  int topic_ = 0;
};

// Invented words out of the consonants and vowels that a language happens to have; none that is in `taken` already.
// Particles are short.
std::vector<std::string> invent_words(std::uint64_t seed, int language, std::unordered_set<std::string>& taken) {
  Random random(seed, Purpose::kArtificial, static_cast<std::uint64_t>(language), kWords);
  constexpr std::size_t kConsonants = 10, kVowels = 4;
  constexpr std::string_view kAllConsonants = "bdfghjklmnprstvz", kAllVowels = "aeiou";
  std::vector<char> consonants(kAllConsonants.begin(), kAllConsonants.end());
  std::vector<char> vowels(kAllVowels.begin(), kAllVowels.end());
  random.shuffle(consonants);
  random.shuffle(vowels);

  std::vector<std::string> words;
  while (words.size() < static_cast<std::size_t>(kWordCount)) {
    const std::size_t syllables = words.size() < kParticles ? 2 : 3;
    std::string word;
    while (word.size() < 2 * syllables || taken.contains(word)) {
      word += consonants[random.below(kConsonants)];
      word += vowels[random.below(kVowels)];
    }
    taken.insert(word);
    words.push_back(word);
  }
  return words;
}

std::string language_code(int language) {
  return {static_cast<char>('a' + language / 26), static_cast<char>('a' + language % 26)};
}

std::vector<std::string> draw_sentences(const ArtificialOptions& options, int language,
                                        const std::vector<std::string>& words) {
  const auto stream = static_cast<std::uint64_t>(language);
  Grammar grammar(Random(options.seed, Purpose::kArtificial, stream, kSentences));
  Random uniform(options.seed, Purpose::kArtificial, stream, kUniformWords);
  std::vector<std::string> sentences;
  std::vector<std::string_view> written;
  for (std::int64_t i = 0; i < options.sentences; ++i) {
    written.clear();
    for (const int number : grammar.sentence()) {
      written.push_back(words[language == options.uniform_language ? uniform.below(words.size())
                                                                   : static_cast<std::size_t>(number)]);
    }
    sentences.push_back(fmt::format("{}", fmt::join(written, " ")));
  }
  return sentences;
}

void check(const ArtificialOptions& options) {
  const auto within = [](std::int64_t value, std::int64_t least, std::int64_t most, const char* what) {
    if (value >= least && value <= most) return;
    throw Error(ErrorKind::kUsage, "the value makes no sense")
        .where(what)
        .found(std::to_string(value))
        .expected(most < INT64_MAX ? fmt::format("{} to {}", least, most) : fmt::format("{} or more", least));
  };
  within(options.languages, 1, ArtificialOptions::kMostLanguages, "--languages");
  within(options.sentences, 1, INT64_MAX, "--sentences");
  within(options.uniform_language, ArtificialOptions::kNone, options.languages - 1, "--uniform");
}

}  // namespace

std::vector<ArtificialLanguage> make_artificial_languages(const ArtificialOptions& options) {
  check(options);
  std::vector<ArtificialLanguage> languages;
  std::unordered_set<std::string> taken;
  for (int l = 0; l < options.languages; ++l) {
    ArtificialLanguage language{language_code(l), invent_words(options.seed, l, taken), {}};
    language.sentences = draw_sentences(options, l, language.words);
    languages.push_back(std::move(language));
  }
  return languages;
}

std::vector<int> artificial_word_classes() {
  std::vector<int> classes;
  for (int particle = 0; particle < kParticles; ++particle) classes.push_back(particle);
  int next_class = kParticles;
  for (const OpenClass& open : {kNoun, kVerb, kAdjective, kAdverb}) {
    classes.insert(classes.end(), static_cast<std::size_t>(open.end() - open.first), next_class++);
  }
  return classes;
}

std::string artificial_dictionary(const ArtificialLanguage& source, const ArtificialLanguage& target) {
  std::string text;
  for (std::size_t i = 0; i < source.words.size(); ++i) text += source.words[i] + " " + target.words[i] + "\n";
  return text;
}

}  // namespace koine::corpus
