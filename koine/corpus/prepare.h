#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/corpus/diagnosis.h"
#include "koine/corpus/encoded_corpus.h"
#include "koine/corpus/text_source.h"
#include "koine/text/pipeline.h"
#include "koine/text/vocabulary.h"

namespace koine::corpus {

enum class Sampling {
  kRandom,   // `sentences` of all, without replacement, each set equally likely, decided by the seed; order kept
  kFirst,    // the first `sentences`; reading stops there
};

struct PrepareOptions {
  static constexpr std::int64_t kAllSentences = 0;
  static constexpr std::int64_t kPaperMinimumCount = 0;

  std::int64_t sentences = kAllSentences;
  Sampling sampling = Sampling::kRandom;
  std::int64_t minimum_count = 3;                    // kPaperMinimumCount: text::paper_minimum_count
  std::int64_t vocabulary_size = 0;                  // words without <unk>; above 0 it takes the place of minimum_count
  std::int64_t max_tokens = 1000;                    // what goes beyond is cut off the sentence
  text::PipelineOptions pipeline;
  std::map<std::string, std::string> prefix_files;   // language → prefix file of Moses, instead of the built-in list
  std::uint64_t seed = 1;
};

// Error: kUsage with the name of the option, what was found and what is expected.
void check_options(const PrepareOptions& options);

// Error: kUsage with the name of an option of the Moses tokenizer that is given with another one.
void check_moses_options(text::TokenizerKind kind, const text::TokenizerOptions& moses, bool has_prefixes);

struct InputFile {
  std::string path;
  std::string sha256;   // of the bytes on the disk; empty for standard input where reading stopped before its end
};

struct PreparedLanguage {
  std::string language;
  text::Vocabulary vocabulary;
  EncodedCorpus corpus;
  Diagnosis diagnosis;
  std::vector<InputFile> files;
};

// Text files to word ids: lines → sample → tokens → vocabulary → ids. A line without a token is no sentence.
// `language_index` is the number of the language in the run: two languages draw different samples from one seed. The
// result is a function of the options, the index and the bytes of the files.
//
// Said through the reporter: progress; where a language takes the English rules of the tokenizer; where there are fewer
// sentences than asked for. What diagnosis_warnings() knows is left to the caller.
// Errors: kUsage for senseless options; kInput for files as of io::LineReader, invalid UTF-8 in any line that was read
// (file:line), no sentence at all, a vocabulary that the minimum count leaves empty (with a count that would work).
// Cost: one pass over the text, about 0.5 µs a token. Memory: 4 bytes a token, the types, and with kRandom the raw
// lines of the sample.
PreparedLanguage prepare_language(const TextSource& source, const PrepareOptions& options,
                                  std::uint32_t language_index, Reporter& reporter);

}  // namespace koine::corpus
