#include "koine/train/run_vectors.h"

#include <algorithm>

#include "koine/io/word_vectors.h"

namespace koine::train {

void write_run_vectors(const io::RunFolder& folder, const std::vector<RunLanguage>& languages,
                       model::Parameters& parameters) {
  const std::int64_t dimension = parameters.bos.cols();
  io::WordVectors special;
  special.vectors = Matrix<float>(static_cast<std::int64_t>(languages.size()) + 1, dimension);
  special.words.push_back("<bos>");
  std::copy_n(parameters.bos.data(), dimension, special.vectors.row(0));

  for (std::size_t l = 0; l < languages.size(); ++l) {
    const ConstView rows = parameters.embedding(static_cast<int>(l));
    const text::Vocabulary& vocabulary = languages[l].vocabulary;
    io::WordVectors words;
    words.vectors = Matrix<float>(rows.rows - 1, dimension);
    for (std::int32_t id = 1; id < vocabulary.size(); ++id) {
      words.words.push_back(vocabulary.word(id));
      std::copy_n(rows.row(id), dimension, words.vectors.row(id - 1));
    }
    io::write_word2vec_text(folder.vectors(languages[l].name), words);

    special.words.push_back("<unk>:" + languages[l].name);
    std::copy_n(rows.row(text::Vocabulary::kUnknown), dimension, special.vectors.row(static_cast<std::int64_t>(l) + 1));
  }
  io::write_word2vec_text(folder.special_vectors(), special);
}

}  // namespace koine::train
