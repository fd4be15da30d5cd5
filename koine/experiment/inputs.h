#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "koine/experiment/description.h"
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

  // Languages of the experiment that have no text of the kind that it names for all, `default`, and a LANGUAGE.txt take
  // this one. Returns a sentence about each.
  std::vector<std::string> fall_back_to_plain_texts(Experiment& experiment) const;

  // full/es-en.txt or es-en.txt; of seeds train-0-5000/es-en.txt before these. Error: kInput.
  Argument dictionary(const LanguagePair& pair);
  Argument seed_dictionary(const LanguagePair& pair);

 private:
  // The text of that name, with one of the endings; empty where there is none.
  std::filesystem::path find_text(const std::string& stem) const;
  Argument file(const std::filesystem::path& path);

  std::filesystem::path corpora_, dictionaries_;
  std::map<std::filesystem::path, std::string> digests_;
};

}  // namespace koine::experiment
