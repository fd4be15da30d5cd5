#include "koine/eval/word_list.h"

#include <utility>

#include "koine/io/byte_reader.h"
#include "koine/io/word_vectors.h"
#include "koine/text/vocabulary.h"

namespace koine::eval {

std::vector<std::string> read_word_list(const std::filesystem::path& path, Reporter& reporter) {
  constexpr std::string_view kHeader = "word\tcount";
  io::ByteReader bytes(path);
  if (bytes.peek(kHeader.size()) != kHeader) return io::read_word_vectors(std::move(bytes), reporter).words;
  const text::Vocabulary vocabulary = text::parse_tsv(io::read_rest(bytes), bytes.name());
  std::vector<std::string> words;
  for (std::int32_t id = 0; id < vocabulary.size(); ++id) {
    if (id != text::Vocabulary::kUnknown) words.push_back(vocabulary.word(id));
  }
  return words;
}

}  // namespace koine::eval
