#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "koine/core/reporter.h"

namespace koine::eval {

// The words of a vocabulary table ("word<TAB>count" stands on its first line) or of a file of vectors, told apart by
// their content, in the order of the file, without `<unk>`. Errors: kInput as of text::parse_tsv and
// io::read_word_vectors.
std::vector<std::string> read_word_list(const std::filesystem::path& path, Reporter& reporter);

}  // namespace koine::eval
