#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/console.h"
#include "koine/io/run_folder.h"
#include "koine/io/word_vectors.h"
#include "koine/lexicon/word_index.h"
#include "koine/retrieval/unit_rows.h"

// What the commands that read a run share: the vectors of a run, and words as they are typed.
namespace koine::cli {

// All vectors of one language of a run, or the first `max_words` (0: all). Errors: as of io::RunFolder::require_vectors
// and io::read_word_vectors.
io::WordVectors read_vectors(const io::RunFolder& run, const std::string& language, Console& console,
                             std::int64_t max_words = 0);

// The languages of --languages, or all of the run where that names none, each of which has vectors. Errors: kInput:
// the run has none; kUsage: a language twice; as of io::RunFolder::require_vectors.
std::vector<std::string> languages_of(const io::RunFolder& run, const std::vector<std::string>& named);

// The vectors of one language of a run, ready to be searched.
struct Space {
  std::string language;
  std::vector<std::string> words;  // [V]
  Matrix<float> unit_rows;         // [V, D]; words with a zero vector are left out, which is said
};

// Unit rows of the words of two languages in the space that the run had before spelling took part in making it
// (io::RunFolder::without_spelling), for spelling to be learned from; zero for a word that is not there. Both without
// rows where the run has no such space of both, or is not finished. Errors: as of io::read_word_vectors.
struct Unspelled {
  Matrix<float> source, target;

  bool there() const { return source.rows() > 0; }
};
struct WordsOf {
  const std::string& language;
  const std::vector<std::string>& words;
};
Unspelled unspelled(const io::RunFolder& run, const WordsOf& source, const WordsOf& target, Console& console);

// Errors: as of read_vectors; kInput where all vectors are zero.
Space load_space(const io::RunFolder& run, const std::string& language, Console& console);

// Error: kInput where the dimension that a language of a run is `found` to have is not `expected`, that of `first`: so
// it is in a run that was stopped while its vectors were replaced by the joined ones.
void require_same_dimension(const io::RunFolder& run, const std::string& language, std::int64_t found,
                            const std::string& first, std::int64_t expected);

// Several languages of a run, to be compared with one another. Errors: as of load_space and require_same_dimension.
std::vector<Space> load_spaces(const io::RunFolder& run, const std::vector<std::string>& languages, Console& console);

// A word about runs whose languages lie in spaces of their own, so that what one finds between them is chance; and
// about those that are not finished, whose vectors are not what they will be.
void warn_of_separate_spaces(const io::RunFolder& run, Console& console);
void warn_of_unfinished(const io::RunFolder& run, Console& console);

// The words of the command line; those of standard input where there are none, or "-" stands among them.
std::vector<std::string> words_or_standard_input(const std::vector<std::string>& arguments, Console& console);

// Where the words stand in the space, as they are typed or in lower case. A word that is not there gets a warning with
// the three closest spellings. Error: kInput when none of them is there.
std::vector<std::int64_t> look_up(const Space& space, const std::vector<std::string>& words, Console& console);

}  // namespace koine::cli
