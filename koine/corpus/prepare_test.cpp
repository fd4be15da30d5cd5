#include "koine/corpus/prepare.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "koine/core/core_test_support.h"
#include "koine/io/sha256.h"

namespace koine::corpus {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct Said : Reporter {
  void info(const std::string& line) override { infos.push_back(line); }
  void warning(const std::string& line) override { warnings.push_back(line); }
  void progress(const Progress& step) override { progresses.push_back(step); }
  std::vector<std::string> infos, warnings;
  std::vector<Progress> progresses;
};

PrepareOptions keep_all() {
  PrepareOptions options;
  options.minimum_count = 1;
  return options;
}

std::vector<std::string> sentences_of(const PreparedLanguage& prepared) {
  std::vector<std::string> sentences;
  for (std::int64_t i = 0; i < prepared.corpus.sentences(); ++i) {
    std::string text;
    for (const auto id : prepared.corpus.sentence(i)) text += (text.empty() ? "" : " ") + prepared.vocabulary.word(id);
    sentences.push_back(text);
  }
  return sentences;
}

class PrepareTest : public testing::Test {
 protected:
  PreparedLanguage prepare(std::string_view text, const PrepareOptions& options, std::string language = "en",
                           std::uint32_t index = 0) {
    return prepare_language({std::move(language), {folder_.write("text", text)}}, options, index, said_);
  }
  std::string refusal(std::string_view text, const PrepareOptions& options) {
    return input_error([&] { prepare(text, options); });
  }

  TestFolder folder_;
  Said said_;
};

TEST_F(PrepareTest, FromLinesToIds) {
  PrepareOptions options;
  options.minimum_count = 2;
  const auto prepared = prepare("The cat's here.\n\nThe dog, the cat\n \t \nThe <unk>\n", options);
  EXPECT_THAT(sentences_of(prepared),
              ElementsAre("the cat <unk> <unk> <unk>", "the <unk> <unk> the cat", "the <unk> <unk> <unk>"));
  EXPECT_EQ(prepared.vocabulary.size(), 3);
  EXPECT_EQ(prepared.vocabulary.count(prepared.vocabulary.id_or_unknown("the")), 4);
  EXPECT_EQ(prepared.vocabulary.count(0), 8);
  EXPECT_EQ(prepared.language, "en");
  EXPECT_THAT(said_.infos, ElementsAre());
  EXPECT_THAT(said_.warnings, ElementsAre());
}

TEST_F(PrepareTest, DiagnosisCountsWhatThereIs) {
  PrepareOptions options;
  options.minimum_count = 2;
  options.max_tokens = 4;
  const auto d = prepare("a b c\na b c\na a a a cut off\nb b x\n", options).diagnosis;
  EXPECT_EQ(d.language, "en");
  EXPECT_EQ(d.sentences, 4);
  EXPECT_EQ(d.tokens, 13);
  EXPECT_EQ(d.types, 4);
  EXPECT_EQ(d.vocabulary, 3);
  EXPECT_EQ(d.unknown_tokens, 1);
  EXPECT_EQ(d.longest_tokens, 4);
  EXPECT_EQ(d.cut_sentences, 1);
  EXPECT_EQ(d.repeated_sentences, 1);
  EXPECT_EQ(d.max_tokens, 4);
}

TEST_F(PrepareTest, SentencesThatDifferInOrderOrLengthAreNotRepeated) {
  EXPECT_EQ(prepare("a b\nb a\na\na a\na a a\nb b\na b\n", keep_all()).diagnosis.repeated_sentences, 1);
}

TEST_F(PrepareTest, OneRepeatedLineIsAccepted) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "the same line\n";
  const auto prepared = prepare(text, {});
  EXPECT_EQ(prepared.diagnosis.repeated_sentences, 49);
  EXPECT_THAT(diagnosis_warnings(prepared.diagnosis), testing::Contains(HasSubstr("the same line")));
}

TEST_F(PrepareTest, ALineOfAMegabyteIsCut) {
  std::string line;
  while (line.size() < 1'000'000) line += "word ";
  const auto prepared = prepare("short one\n" + line + "\n" + std::string(1'000'000, 'x') + "\n", keep_all());
  EXPECT_EQ(prepared.diagnosis.sentences, 3);
  EXPECT_EQ(prepared.diagnosis.longest_tokens, 1000);
  EXPECT_EQ(prepared.diagnosis.cut_sentences, 1);
}

TEST_F(PrepareTest, ASentenceOfExactlyTheLimitIsNotCut) {
  PrepareOptions options = keep_all();
  options.max_tokens = 3;
  const auto prepared = prepare("a b c\na b c d\n", options);
  EXPECT_THAT(sentences_of(prepared), ElementsAre("a b c", "a b c"));
  EXPECT_EQ(prepared.diagnosis.cut_sentences, 1);
}

TEST_F(PrepareTest, FilesAreReadInOrderWithTheirHashes) {
  const TextSource source{"en", {folder_.write("b", "second file\n"), folder_.write("a", "first file")}};
  const auto prepared = prepare_language(source, keep_all(), 0, said_);
  EXPECT_THAT(sentences_of(prepared), ElementsAre("second file", "first file"));
  ASSERT_EQ(prepared.files.size(), 2u);
  EXPECT_EQ(prepared.files[0].path, folder_ / "b");
  EXPECT_EQ(prepared.files[0].sha256, io::sha256_hex("second file\n"));
  EXPECT_EQ(prepared.files[1].sha256, io::sha256_hex("first file"));
}

TEST_F(PrepareTest, FirstTakesTheFirstSentencesAndHashesAllFiles) {
  PrepareOptions options = keep_all();
  options.sampling = Sampling::kFirst;
  options.sentences = 2;
  // Reading stops before the bad byte; the hash still covers it.
  const TextSource source{"en", {folder_.write("a", "\none\n\ntwo\nthree\n\xFF\n"), folder_.write("b", "four\n")}};
  const auto prepared = prepare_language(source, options, 0, said_);
  EXPECT_THAT(sentences_of(prepared), ElementsAre("one", "two"));
  ASSERT_EQ(prepared.files.size(), 2u);
  EXPECT_EQ(prepared.files[0].sha256, io::sha256_hex("\none\n\ntwo\nthree\n\xFF\n"));
  EXPECT_EQ(prepared.files[1].sha256, io::sha256_hex("four\n"));
  EXPECT_THAT(said_.warnings, ElementsAre());
}

std::string numbered_lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format("{:03}\n\n", i);
  return text;
}

TEST_F(PrepareTest, RandomDrawsWithoutReplacementAndKeepsTheOrder) {
  PrepareOptions options = keep_all();
  options.sentences = 20;
  const auto drawn = sentences_of(prepare(numbered_lines(200), options));
  EXPECT_EQ(drawn.size(), 20u);
  EXPECT_TRUE(std::is_sorted(drawn.begin(), drawn.end()));
  EXPECT_EQ(std::set<std::string>(drawn.begin(), drawn.end()).size(), 20u);
  EXPECT_EQ(sentences_of(prepare(numbered_lines(200), options)), drawn);
  EXPECT_NE(sentences_of(prepare(numbered_lines(200), options, "en", 1)), drawn);
  options.seed = 2;
  EXPECT_NE(sentences_of(prepare(numbered_lines(200), options)), drawn);
}

TEST_F(PrepareTest, EveryLineIsDrawnEquallyOften) {
  constexpr int kLines = 10, kDraws = 500;
  PrepareOptions options = keep_all();
  options.sentences = 3;
  std::map<std::string, int> times;
  for (int seed = 0; seed < kDraws; ++seed) {
    options.seed = static_cast<std::uint64_t>(seed);
    for (const auto& sentence : sentences_of(prepare(numbered_lines(kLines), options))) ++times[sentence];
  }
  ASSERT_EQ(times.size(), static_cast<std::size_t>(kLines));
  // 150 expected, standard deviation 10.
  for (const auto& [line, n] : times) EXPECT_NEAR(n, 150, 45) << line;
}

TEST_F(PrepareTest, LinesWithoutATokenAreNeverDrawn) {
  PrepareOptions options = keep_all();
  options.sentences = 2;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    options.seed = seed;
    EXPECT_THAT(sentences_of(prepare("\u00a0\n\n\u2003\t\nи\n\u3000\nк\n \n", options)), ElementsAre("и", "к"));
  }
  EXPECT_THAT(said_.warnings, ElementsAre());
}

TEST_F(PrepareTest, FewerSentencesThanAskedForAreAllUsedAndSaid) {
  PrepareOptions options = keep_all();
  options.sentences = 5;
  for (const auto sampling : {Sampling::kRandom, Sampling::kFirst}) {
    options.sampling = sampling;
    said_.warnings.clear();
    EXPECT_THAT(sentences_of(prepare("a\nb\nc\n", options)), ElementsAre("a", "b", "c"));
    EXPECT_THAT(said_.warnings, ElementsAre(AllOf(HasSubstr("en"), HasSubstr("5"), HasSubstr("has 3"))));
  }
}

TEST_F(PrepareTest, MinimumCountOfThePaperGoesByTheSentencesUsed) {
  // 60,000 sentences: words need 5 occurrences; of 50,000 of them: 3.
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += i < 4 ? "the rare\n" : "the\n";
  PrepareOptions options;
  options.minimum_count = PrepareOptions::kPaperMinimumCount;
  const auto whole = prepare(text, options);
  EXPECT_EQ(whole.diagnosis.vocabulary, 1);
  EXPECT_EQ(whole.diagnosis.minimum_count, 5);
  options.sentences = 50'000;
  options.sampling = Sampling::kFirst;
  EXPECT_EQ(prepare(text, options).diagnosis.vocabulary, 2);
}

TEST_F(PrepareTest, WarnsOfLineEndsThatAreCarriageReturns) {
  prepare("a b\rc d\r", keep_all());
  EXPECT_THAT(said_.warnings, ElementsAre(HasSubstr("line ends")));
  said_.warnings.clear();
  prepare("a b\rc d\r\ne\n", keep_all());
  prepare("a b c d\r\n", keep_all());
  EXPECT_THAT(said_.warnings, ElementsAre());
}

TEST_F(PrepareTest, VocabularyBySize) {
  PrepareOptions options;
  options.vocabulary_size = 2;
  EXPECT_THAT(sentences_of(prepare("a a a b b c\n", options)), ElementsAre("a a a b b <unk>"));
}

TEST_F(PrepareTest, TokenizerOptionsReachTheText) {
  PrepareOptions options = keep_all();
  options.pipeline.lowercase = false;
  options.pipeline.tokenizer.aggressive = true;
  options.pipeline.tokenizer.escape = true;
  EXPECT_THAT(sentences_of(prepare("A well-known & B\n", options)), ElementsAre("A well @-@ known &amp; B"));
  options.pipeline.tokenizer = {};
  options.pipeline.kind = text::TokenizerKind::kNone;
  EXPECT_THAT(sentences_of(prepare("A well-known, & B\n", options)), ElementsAre("A well-known, & B"));
}

TEST_F(PrepareTest, CountsTokensThatAnotherTokenizerWouldMakeWhole) {
  PrepareOptions options = keep_all();
  const std::string text = "हिन्दी हिन्दी ฉันรักภาษาไทยมาก ok\n";
  const Diagnosis moses = prepare(text, options, "hi").diagnosis;
  EXPECT_EQ(moses.torn_tokens, 2);
  EXPECT_EQ(moses.unsplit_tokens, 1);
  options.pipeline.kind = text::TokenizerKind::kIcu;
  const Diagnosis icu = prepare(text, options, "hi").diagnosis;
  EXPECT_EQ(icu.torn_tokens + icu.unsplit_tokens, 0);
}

TEST_F(PrepareTest, PrefixesFromAFileForTheirLanguageOnly) {
  PrepareOptions options = keep_all();
  options.prefix_files["en"] = folder_.write("prefixes", "Xyz\n");
  EXPECT_THAT(sentences_of(prepare("Xyz. Mr. Smith\n", options)), ElementsAre("xyz. mr . smith"));
  EXPECT_THAT(sentences_of(prepare("Xyz. Mr. Smith\n", options, "fi")), ElementsAre(testing::StartsWith("xyz . ")));
  options.prefix_files["en"] = folder_ / "missing";
  EXPECT_THAT(refusal("a\n", options), HasSubstr("missing"));
}

TEST_F(PrepareTest, SaysOnceThatALanguageTakesTheEnglishRules) {
  prepare("a\nb\nc\n", keep_all(), "qx");
  EXPECT_THAT(said_.infos, ElementsAre(AllOf(HasSubstr("qx"), HasSubstr("English"))));
  said_.infos.clear();
  PrepareOptions none = keep_all();
  none.pipeline.kind = text::TokenizerKind::kNone;
  prepare("a\n", none, "qx");
  PrepareOptions own_list = keep_all();
  own_list.prefix_files["qx"] = folder_.write("prefixes", "Xyz\n");
  prepare("a\n", own_list, "qx");
  EXPECT_THAT(said_.infos, ElementsAre());
}

TEST_F(PrepareTest, InvalidUtf8IsRefusedWithItsLineDrawnOrNot) {
  PrepareOptions options = keep_all();
  for (const std::int64_t sentences : {0, 1}) {
    options.sentences = sentences;
    EXPECT_THAT(refusal("good\n\nbad \xE9 byte\ngood\n", options), HasSubstr(folder_ / "text:3"));
  }
  options.sentences = 0;
  options.pipeline.invalid_utf8 = text::InvalidUtf8::kReplace;
  EXPECT_THAT(sentences_of(prepare("bad \xE9 byte\n", options)), ElementsAre("bad \uFFFD byte"));
  EXPECT_EQ(prepare("bad \xE9 byte\n", options).diagnosis.replaced_tokens, 1);
}

TEST_F(PrepareTest, RefusesTextThatIsNone) {
  EXPECT_THAT(refusal("", {}), HasSubstr("empty"));
  EXPECT_THAT(refusal("\n \n\u00a0\n", {}), AllOf(HasSubstr("no sentence"), HasSubstr("'en'"), HasSubstr("text")));
  EXPECT_THAT(refusal(std::string_view("a\0b\x01\x02\n", 6), {}), HasSubstr("text"));
  EXPECT_THAT(input_error([&] { prepare_language({"en", {folder_ / "none"}}, {}, 0, said_); }), HasSubstr("none"));
  EXPECT_THAT(input_error([&] { prepare_language({"en", {folder_ / ""}}, {}, 0, said_); }), HasSubstr("folder"));
}

TEST_F(PrepareTest, AnEmptyVocabularySaysWhatWouldWork) {
  EXPECT_THAT(refusal("a a b\nc\n", {}),
              AllOf(HasSubstr("language 'en'"), HasSubstr("occurs 3 times"), HasSubstr("minimum count of 2")));
}

TEST_F(PrepareTest, RefusesSenselessOptions) {
  const auto usage = [&](auto change) {
    PrepareOptions options;
    change(options);
    return error_of(ErrorKind::kUsage, [&] { prepare("a a a\n", options); });
  };
  EXPECT_THAT(usage([](PrepareOptions& o) { o.sentences = -1; }), HasSubstr("--sentences"));
  EXPECT_THAT(usage([](PrepareOptions& o) { o.minimum_count = -1; }), HasSubstr("--min-count"));
  EXPECT_THAT(usage([](PrepareOptions& o) { o.vocabulary_size = -1; }), HasSubstr("--vocabulary-size"));
  EXPECT_THAT(usage([](PrepareOptions& o) { o.max_tokens = 0; }), HasSubstr("--max-tokens"));
  for (const auto kind : {text::TokenizerKind::kIcu, text::TokenizerKind::kNone}) {
    const auto of_moses = [&](auto change) {
      return usage([&](PrepareOptions& o) { o.pipeline.kind = kind, change(o); });
    };
    EXPECT_THAT(of_moses([](PrepareOptions& o) { o.pipeline.tokenizer.escape = true; }), HasSubstr("--escape"));
    EXPECT_THAT(of_moses([](PrepareOptions& o) { o.pipeline.tokenizer.aggressive = true; }), HasSubstr("--aggressive"));
    EXPECT_THAT(of_moses([](PrepareOptions& o) { o.pipeline.tokenizer.old_period = true; }), HasSubstr("--old-period"));
    EXPECT_THAT(of_moses([](PrepareOptions& o) { o.prefix_files["en"] = "x"; }), HasSubstr("--prefixes"));
  }
  error_of(ErrorKind::kUsage, [&] { prepare("a a a\n", {}, "../en"); });
}

TEST_F(PrepareTest, TellsHowFarItIs) {
  std::string text;
  for (int i = 0; i < 25'000; ++i) text += "a\n";
  PrepareOptions options = keep_all();
  prepare(text, options);
  ASSERT_EQ(said_.progresses.size(), 3u);
  EXPECT_EQ(said_.progresses[1].status, "20000 lines");
  EXPECT_EQ(said_.progresses.back().done, said_.progresses.back().total);
}

}  // namespace
}  // namespace koine::corpus
