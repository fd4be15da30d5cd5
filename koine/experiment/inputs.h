#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "koine/experiment/step.h"

namespace koine::experiment {

// The texts and dictionaries of a user, by name. A file is read once, for its digest.
class Inputs {
 public:
  // Errors: kInput for a folder that is not there.
  Inputs(std::filesystem::path corpora, std::filesystem::path dictionaries);

  // LANGUAGE.KIND.txt or, without a kind, LANGUAGE.txt or the only LANGUAGE.*.txt; also with .xz, .gz or .zst.
  // Error: kInput: none (with the names that were tried), or several.
  Argument text(const std::string& language, const std::string& kind);

  // full/es-en.txt or es-en.txt; of seeds train-0-5000/es-en.txt before these. Error: kInput.
  Argument dictionary(const LanguagePair& pair);
  Argument seed_dictionary(const LanguagePair& pair);

 private:
  Argument file(const std::filesystem::path& path);

  std::filesystem::path corpora_, dictionaries_;
  std::map<std::filesystem::path, std::string> digests_;
};

}  // namespace koine::experiment
