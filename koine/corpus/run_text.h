#pragma once

#include <set>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/corpus/prepare.h"
#include "koine/io/run_folder.h"

// The text of a run: what every command that trains does with it before and after the training itself.
namespace koine::corpus {

// The text of one language as a run took it.
struct RunInput {
  std::string language;
  std::vector<InputFile> files;
};

// What run.json says of it.
struct TextRecord {
  PrepareOptions text;
  std::vector<RunInput> inputs;      // one a language, in the order of the run
  std::vector<Diagnosis> diagnoses;  // of each language

  std::vector<std::string> languages() const;
};

// One language of a run, ready to be trained on.
struct RunLanguage {
  std::string name;
  text::Vocabulary vocabulary;
  EncodedCorpus corpus;
};

struct RunText {
  TextRecord record;
  std::vector<RunLanguage> languages;
};

// Reads, samples, tokenizes and encodes the text of all languages; says the diagnosis. Writes nothing.
// Errors: kUsage without a source, for prefixes of another language, for more than one "-", as of join_sources; kInput
// as of prepare_language.
RunText prepare_run_text(const std::vector<TextSource>& sources, const PrepareOptions& options, Reporter& reporter);

// All files that a run is made from, prefix files among them.
std::vector<std::string> input_files(const std::vector<TextSource>& sources, const PrepareOptions& options);

// Writes vocabularies and encoded text into a folder that is made where it is missing, and reads them back.
// Errors: kOutput; kInput for files that are missing or damaged.
void store_run_text(const io::RunFolder& folder, const std::vector<RunLanguage>& languages);
std::vector<RunLanguage> load_run_text(const io::RunFolder& folder, const TextRecord& record);

// How the text differs from that of the run, a line each: languages, number of files, SHA-256. Standard input and pipes
// are no difference. `sources`: what was given, or null where nothing was: the run goes on with its own copy of the
// encoded text, and what became of the files is a warning.
std::vector<std::string> changed_text(const TextRecord& record, const std::vector<TextSource>* sources,
                                      Reporter& reporter);

// What a resumed run is asked for, beside what it was made with. The options `given` by name count: those of
// text_options.h, "text" for the sources, "prefixes"; and the instruction set, where it is not empty.
struct ResumedText {
  const std::vector<TextSource>& sources;
  const PrepareOptions& options;
  const std::set<std::string>& given;
  std::string isa, isa_of_run;
};

// Error: kUsage with all that differs, `changed` first: what the caller has found, a line each.
void refuse_changes(const io::RunFolder& folder, const TextRecord& record, const ResumedText& asked,
                    std::vector<std::string> changed, Reporter& reporter);

// A JSON object with the keys "languages", "options" (those of text_options.h), "prefix_files", "inputs" and
// "diagnosis", and back from an object that has these and perhaps more; the seed is left as it is by default.
// Error: kInput, with `place`, where something is missing or of the wrong kind.
std::string to_json(const TextRecord& record);
TextRecord text_record_from_json(const std::string& json, const std::string& place);

}  // namespace koine::corpus
