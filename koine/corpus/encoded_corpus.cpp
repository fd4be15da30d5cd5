#include "koine/corpus/encoded_corpus.h"

#include <fmt/format.h>

#include "koine/core/error.h"
#include "koine/io/archive.h"

namespace koine::corpus {

void write_corpus(const EncodedCorpus& corpus, const std::filesystem::path& path) {
  io::ArchiveWriter writer;
  writer.add("tokens", corpus.tokens);
  writer.add("offsets", corpus.offsets);
  writer.commit(path);
}

EncodedCorpus read_corpus(const std::filesystem::path& path, std::int32_t vocabulary_size) {
  const io::Archive archive = io::Archive::read(path);
  const auto tokens = archive.int32s("tokens");
  const auto offsets = archive.int64s("offsets");
  const auto fail = [&](const char* what, const std::string& found, const std::string& expected) {
    throw Error(ErrorKind::kInput, what).where(path.string()).found(found).expected(expected);
  };

  if (offsets.empty() || offsets.front() != 0 || offsets.back() != static_cast<std::int64_t>(tokens.size())) {
    fail("the sentences do not cover the tokens", fmt::format("{} offsets", offsets.size()),
         fmt::format("offsets from 0 to {}", tokens.size()));
  }
  for (std::size_t i = 1; i < offsets.size(); ++i) {
    if (offsets[i] <= offsets[i - 1]) {
      fail("a sentence without a token", fmt::format("sentence {} from {} to {}", i, offsets[i - 1], offsets[i]),
           "rising offsets");
    }
  }
  for (const std::int32_t id : tokens) {
    if (id < 0 || id >= vocabulary_size) {
      fail("a word that the vocabulary does not have", fmt::format("id {}", id),
           fmt::format("0 to {}", vocabulary_size - 1));
    }
  }
  return {{tokens.begin(), tokens.end()}, {offsets.begin(), offsets.end()}};
}

}  // namespace koine::corpus
