#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/corpus/prepare.h"
#include "koine/lexicon/dictionary.h"
#include "koine/train/dictionary_term.h"
#include "koine/train/run.h"

namespace koine::train {

// A dictionary that a run is trained with: --dictionary es-en=FILE.
struct RunDictionary {
  std::string source, target;  // languages of the run
  corpus::InputFile file;
};

// "es-en" → es and en, which are among `languages`; a code may hold a '-' itself. Error: kUsage for a name that is no
// two different ones of them.
RunDictionary run_dictionary(const std::string& name, const std::string& file,
                             const std::vector<std::string>& languages);

// What the files hold, to be read before the text, which takes long. Fills in their SHA-256. Errors: as of
// lexicon::read_dictionary.
std::vector<lexicon::Dictionary> read_dictionaries(std::vector<RunDictionary>& dictionaries, Reporter& reporter);

// The translations of all dictionaries that the vocabularies know, each once, in the order of the files; `read` is what
// these hold. Errors: as of lexicon::resolve.
std::vector<Translation> translations_of(const std::vector<RunDictionary>& dictionaries,
                                         const std::vector<lexicon::Dictionary>& read,
                                         const std::vector<RunLanguage>& languages, Reporter& reporter);

// The file translations.tsv of a run: a header, then source language, word, target language, word. A run goes on from
// it, whatever becomes of the dictionaries. Error: kInput with file:line for what this program has not written.
std::string to_tsv(const std::vector<Translation>& translations, const std::vector<RunLanguage>& languages);
std::vector<Translation> parse_translations(std::string_view text, const std::string& path,
                                            const std::vector<RunLanguage>& languages);

}  // namespace koine::train
