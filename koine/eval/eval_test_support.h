#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "koine/io/word_vectors.h"
#include "koine/lexicon/lexicon_test_support.h"

// What the tests of this room share.
namespace koine::eval {

using lexicon::Listener;
using lexicon::TemporaryFile;

struct WordRow {
  std::string word;
  std::vector<float> vector;
};

inline io::WordVectors word_vectors(std::initializer_list<WordRow> rows) {
  io::WordVectors result;
  result.vectors = Matrix<float>(static_cast<std::int64_t>(rows.size()),
                                 static_cast<std::int64_t>(rows.begin()->vector.size()));
  for (const WordRow& row : rows) {
    std::copy(row.vector.begin(), row.vector.end(),
              result.vectors.row(static_cast<std::int64_t>(result.words.size())));
    result.words.push_back(row.word);
  }
  return result;
}

}  // namespace koine::eval
