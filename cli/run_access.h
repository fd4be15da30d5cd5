#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/console.h"
#include "koine/eval/word_index.h"
#include "koine/io/run_folder.h"
#include "koine/retrieval/unit_rows.h"

// What the commands that answer words share: the vectors of a run, and words as they are typed.
namespace koine::cli {

// The vectors of one language of a run, ready to be searched.
struct Space {
  std::string language;
  std::vector<std::string> words;   // [V]
  Matrix<float> unit_rows;          // [V, D]; words with a zero vector are left out, which is said
};

// Errors: as of io::RunFolder::require_vectors and io::read_word_vectors.
Space load_space(const io::RunFolder& run, const std::string& language, Console& console);

// The words of the command line; those of standard input where there are none, or "-" stands among them.
std::vector<std::string> words_or_standard_input(const std::vector<std::string>& arguments, Console& console);

// Where the words stand in the space, as they are typed or in lower case. A word that is not there gets a warning with
// the three closest spellings. Error: kInput when none of them is there.
std::vector<std::int64_t> look_up(const Space& space, const std::vector<std::string>& words, Console& console);

}  // namespace koine::cli
