#include "koine/corpus/artificial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>

#include "koine/core/error.h"
#include "koine/text/pipeline.h"

namespace koine::corpus {
namespace {

using Concepts = std::vector<int>;   // a sentence as the numbers of its words

// The sentences of a language as numbers of words, so that two languages can be compared.
std::vector<Concepts> read(const ArtificialLanguage& language) {
  std::map<std::string, int, std::less<>> numbers;
  for (std::size_t i = 0; i < language.words.size(); ++i) numbers[language.words[i]] = static_cast<int>(i);
  std::vector<Concepts> sentences;
  std::vector<std::string_view> words;
  for (const std::string& sentence : language.sentences) {
    text::split_at_spaces(sentence, words);
    Concepts concepts;
    for (const auto word : words) concepts.push_back(numbers.find(word)->second);
    sentences.push_back(concepts);
  }
  return sentences;
}

std::vector<std::int64_t> counts_of(const std::vector<Concepts>& sentences, std::size_t words) {
  std::vector<std::int64_t> counts(words);
  for (const auto& sentence : sentences) {
    for (const int word : sentence) ++counts[static_cast<std::size_t>(word)];
  }
  return counts;
}

// Pearson's chi-squared divided by its degrees of freedom: about 1 where the words are equally frequent.
double unevenness(std::span<const std::int64_t> counts) {
  double mean = 0, sum = 0;
  for (const auto count : counts) mean += static_cast<double>(count) / static_cast<double>(counts.size());
  for (const auto count : counts) sum += std::pow(static_cast<double>(count) - mean, 2) / mean;
  return sum / static_cast<double>(counts.size() - 1);
}

TEST(ArtificialTest, WordsAreInventedPronounceableAndBelongToOneLanguageOnly) {
  const auto languages = make_artificial_languages({.languages = ArtificialOptions::kMostLanguages, .sentences = 1});
  std::set<std::string> words, codes;
  for (const auto& language : languages) {
    EXPECT_EQ(language.words.size(), 172u);
    words.insert(language.words.begin(), language.words.end());
    codes.insert(language.code);
  }
  EXPECT_EQ(words.size(), languages.size() * 172);
  EXPECT_EQ(codes.size(), languages.size());
  EXPECT_EQ(languages[0].code, "aa");
  EXPECT_EQ(languages[27].code, "bb");
  EXPECT_THAT(words, testing::Each(testing::MatchesRegex("([b-df-hj-np-tv-z][aeiou])+")));
}

TEST(ArtificialTest, TheTokenizerLeavesTheTextAsItIs) {
  const auto languages = make_artificial_languages({.sentences = 50});
  const text::Pipeline pipeline(languages[0].code, {});
  for (const auto& sentence : languages[0].sentences) EXPECT_EQ(pipeline.line(sentence, "", 1), sentence);
}

TEST(ArtificialTest, WordsOfAClassAreEquallyFrequent) {
  const auto languages = make_artificial_languages({.languages = 1, .sentences = 20000});
  const auto counts = counts_of(read(languages[0]), languages[0].words.size());
  const auto classes = artificial_word_classes();
  ASSERT_EQ(classes.size(), counts.size());
  ASSERT_TRUE(std::is_sorted(classes.begin(), classes.end()));
  EXPECT_EQ(classes.back(), 13);   // 14 classes
  int open_classes = 0;
  for (std::size_t begin = 0; begin < classes.size();) {
    const auto end = static_cast<std::size_t>(std::upper_bound(classes.begin(), classes.end(), classes[begin]) -
                                              classes.begin());
    if (end - begin > 1) {
      ++open_classes;
      EXPECT_LT(unevenness({counts.begin() + static_cast<std::ptrdiff_t>(begin), end - begin}), 1.6)
          << "class " << classes[begin];
    }
    begin = end;
  }
  EXPECT_EQ(open_classes, 4);
  // The measure would see it: over all words frequencies are far from even.
  EXPECT_GT(unevenness(counts), 100);
}

TEST(ArtificialTest, LanguagesShareTheGrammarButNotTheSentences) {
  const auto languages = make_artificial_languages({.languages = 2, .sentences = 20000});
  const auto a = read(languages[0]), b = read(languages[1]);
  // Neighbours of words: how often each ordered pair comes up in one language and the other.
  std::map<std::pair<int, int>, std::pair<double, double>> pairs;
  for (const auto& s : a) {
    for (std::size_t i = 1; i < s.size(); ++i) ++pairs[{s[i - 1], s[i]}].first;
  }
  for (const auto& s : b) {
    for (std::size_t i = 1; i < s.size(); ++i) ++pairs[{s[i - 1], s[i]}].second;
  }
  double chi_squared = 0;
  for (const auto& [pair, n] : pairs) chi_squared += std::pow(n.first - n.second, 2) / (n.first + n.second);
  EXPECT_NEAR(chi_squared / static_cast<double>(pairs.size()), 1.0, 0.2);
  EXPECT_LT(pairs.size(), 5000u);   // of 172 · 172: what a word has for neighbours is a small part of all

  // Sentences that mean the same at the same place: chance only.
  int same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) same += a[i] == b[i];
  EXPECT_LT(same, 20);
}

// For each word of class `of`: how often each noun is the next one after it in a sentence, most frequent first.
std::vector<std::vector<std::pair<int, int>>> next_nouns(const std::vector<Concepts>& sentences, int of) {
  constexpr int kNounClass = 10;
  const auto classes = artificial_word_classes();
  const auto class_of = [&](int word) { return classes[static_cast<std::size_t>(word)]; };
  std::map<int, std::map<int, int>> counts;
  for (const auto& sentence : sentences) {
    for (auto word = sentence.begin(); word != sentence.end(); ++word) {
      if (class_of(*word) != of) continue;
      const auto noun = std::find_if(word, sentence.end(), [&](int other) { return class_of(other) == kNounClass; });
      if (noun != sentence.end()) ++counts[*word][*noun];
    }
  }
  std::vector<std::vector<std::pair<int, int>>> result;
  for (const auto& [word, nouns] : counts) {
    auto& sorted = result.emplace_back();
    for (const auto& [noun, n] : nouns) sorted.emplace_back(n, noun);
    std::sort(sorted.rbegin(), sorted.rend());
  }
  return result;
}

TEST(ArtificialTest, VerbsAndAdjectivesAreKnownByTheNounsTheyPrefer) {
  constexpr int kVerbClass = 11, kAdjectiveClass = 12;
  const auto languages = make_artificial_languages({.languages = 1, .sentences = 20000});
  const auto sentences = read(languages[0]);
  std::set<std::set<int>> all_preferred;
  for (const int of : {kVerbClass, kAdjectiveClass}) {
    std::set<int> nouns;
    for (const auto& next : next_nouns(sentences, of)) {
      double total = 0;
      for (const auto& [n, noun] : next) total += n;
      // Two nouns take 80 % and their part of the rest; a topic has at least eight.
      EXPECT_GT((next[0].first + next[1].first) / total, 0.75);
      EXPECT_GT(next[1].first / total, 0.3);
      EXPECT_GE(next.size(), 8u);
      nouns.insert({next[0].second, next[1].second});
      all_preferred.insert({next[0].second, next[1].second});
    }
    EXPECT_EQ(nouns.size(), 72u);   // each noun is preferred by one
  }
  EXPECT_GT(all_preferred.size(), 68u);   // hardly a verb and an adjective share both nouns
}

TEST(ArtificialTest, AUniformLanguageKeepsItsLengthsAndLosesEverythingElse) {
  const auto plain = make_artificial_languages({.languages = 2, .sentences = 20000});
  const auto uniform = make_artificial_languages({.languages = 2, .sentences = 20000, .uniform_language = 1});
  EXPECT_EQ(uniform[0].sentences, plain[0].sentences);
  EXPECT_EQ(uniform[1].words, plain[1].words);
  const auto before = read(plain[1]), after = read(uniform[1]);
  for (std::size_t i = 0; i < before.size(); ++i) ASSERT_EQ(before[i].size(), after[i].size());
  EXPECT_LT(unevenness(counts_of(after, 172)), 1.4);
}

TEST(ArtificialTest, ALanguageIsAFunctionOfSeedAndNumber) {
  const auto two = make_artificial_languages({.languages = 2, .sentences = 100, .seed = 3});
  const auto three = make_artificial_languages({.languages = 3, .sentences = 200, .seed = 3});
  const auto other = make_artificial_languages({.languages = 2, .sentences = 100, .seed = 4});
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_EQ(two[l].words, three[l].words);
    EXPECT_TRUE(std::equal(two[l].sentences.begin(), two[l].sentences.end(), three[l].sentences.begin()));
    EXPECT_NE(two[l].words, other[l].words);
    EXPECT_NE(read(two[l]), read(other[l]));
  }
}

TEST(ArtificialTest, TheDictionaryPairsWordsOfOneMeaning) {
  const auto languages = make_artificial_languages({.sentences = 1});
  const std::string text = artificial_dictionary(languages[0], languages[1]);
  EXPECT_TRUE(text.starts_with(languages[0].words[0] + " " + languages[1].words[0] + "\n"));
  EXPECT_TRUE(text.ends_with("\n" + languages[0].words[171] + " " + languages[1].words[171] + "\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 172);
}

TEST(ArtificialTest, RefusesSenselessOptions) {
  EXPECT_THROW(make_artificial_languages({.languages = 0}), Error);
  EXPECT_THROW(make_artificial_languages({.languages = 101}), Error);
  EXPECT_THROW(make_artificial_languages({.sentences = 0}), Error);
  EXPECT_THROW(make_artificial_languages({.uniform_language = 2}), Error);
  EXPECT_THROW(make_artificial_languages({.uniform_language = -2}), Error);
}

}  // namespace
}  // namespace koine::corpus
