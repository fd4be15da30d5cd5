#include "koine/corpus/encoded_corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/core/core_test_support.h"
#include "koine/io/archive.h"

namespace koine::corpus {
namespace {

using testing::HasSubstr;

EncodedCorpus small_corpus() {
  EncodedCorpus corpus;
  corpus.add(std::vector<std::int32_t>{3, 0, 2});
  corpus.add(std::vector<std::int32_t>{1});
  corpus.add(std::vector<std::int32_t>{2, 2, 2, 4});
  return corpus;
}

TEST(EncodedCorpusTest, SentencesLieOneAfterTheOther) {
  const EncodedCorpus corpus = small_corpus();
  EXPECT_EQ(corpus.sentences(), 3);
  EXPECT_EQ(corpus.token_count(), 8);
  EXPECT_EQ(corpus.longest_tokens(), 4);
  EXPECT_THAT(corpus.sentence(0), testing::ElementsAre(3, 0, 2));
  EXPECT_THAT(corpus.sentence(1), testing::ElementsAre(1));
  EXPECT_THAT(corpus.sentence(2), testing::ElementsAre(2, 2, 2, 4));
  EXPECT_EQ(EncodedCorpus{}.sentences(), 0);
  EXPECT_EQ(EncodedCorpus{}.longest_tokens(), 0);
}

TEST(EncodedCorpusTest, ReadsWhatWasWritten) {
  const TestFolder folder;
  write_corpus(small_corpus(), folder / "es");
  EXPECT_EQ(read_corpus(folder / "es", 5), small_corpus());
}

TEST(EncodedCorpusTest, RefusesAWordOutsideTheVocabulary) {
  const TestFolder folder;
  write_corpus(small_corpus(), folder / "es");
  EXPECT_THAT(input_error([&] { read_corpus(folder / "es", 4); }), HasSubstr("id 4, expected 0 to 3"));
  EncodedCorpus negative = small_corpus();
  negative.tokens[1] = -1;
  write_corpus(negative, folder / "negative");
  EXPECT_THAT(input_error([&] { read_corpus(folder / "negative", 5); }), HasSubstr("id -1"));
}

TEST(EncodedCorpusTest, RefusesOffsetsThatCutNoSentences) {
  const TestFolder folder;
  const std::vector<std::vector<std::int64_t>> bad = {
      {}, {0}, {0, 3, 4}, {1, 3, 4, 8}, {0, 3, 4, 9}, {0, 3, 3, 8}, {0, 4, 3, 8}};
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EncodedCorpus corpus = small_corpus();
    corpus.offsets = bad[i];
    const auto file = folder / std::to_string(i);
    write_corpus(corpus, file);
    EXPECT_THAT(input_error([&] { read_corpus(file, 5); }), HasSubstr(file)) << i;
  }
}

TEST(EncodedCorpusTest, RefusesAFlippedBitACutAndAnotherArchive) {
  const TestFolder folder;
  write_corpus(small_corpus(), folder / "good");
  const std::string good = folder.read("good");
  std::string flipped = good;
  flipped[flipped.size() - 70] ^= 1;
  input_error([&] { read_corpus(folder.write("flipped", flipped), 5); });
  input_error([&] { read_corpus(folder.write("cut", good.substr(0, good.size() - 1)), 5); });
  input_error([&] { read_corpus(folder / "missing", 5); });
  io::ArchiveWriter().commit(folder / "other");
  input_error([&] { read_corpus(folder / "other", 5); });
}

}  // namespace
}  // namespace koine::corpus
