#include "koine/corpus/prepare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/io/byte_reader.h"
#include "koine/io/sha256.h"
#include "koine/io/text_input.h"
#include "koine/text/unicode.h"
#include "koine/text/word_segmenter.h"

namespace koine::corpus {
namespace {

constexpr std::int64_t kLinesBetweenProgress = 10'000;

text::Pipeline make_pipeline(const std::string& language, const PrepareOptions& options, Reporter& reporter) {
  const auto file = options.prefix_files.find(language);
  if (file != options.prefix_files.end()) {
    return {language, options.pipeline, text::NonbreakingPrefixes::parse(io::read_file(file->second), file->second)};
  }
  if (options.pipeline.kind == text::TokenizerKind::kMoses && !text::has_own_rules(language)) {
    reporter.info(fmt::format("{}: the tokenizer has no rules for this language and takes the English ones", language));
  }
  return {language, options.pipeline};
}

// The lines of all files of a language, one file after the other; tells how far it has come.
class SourceLines {
 public:
  SourceLines(const TextSource& source, const text::Pipeline& pipeline, text::InvalidUtf8 invalid, Reporter& reporter)
      : source_(source), pipeline_(pipeline), invalid_(invalid), reporter_(reporter) {}

  bool next(std::string& line) {
    for (;;) {
      if (!reader_) {
        if (files_.size() == source_.files.size()) return false;
        reader_.emplace(source_.files[files_.size()], io::TextInputOptions{.sha256 = true});
      }
      if (reader_->next(line)) break;
      if (reader_->line_number() == 1 && odd_first_line_) {
        reporter_.warning(reader_->name() + ": the text is a single line, with carriage returns in it: are they line "
                          "ends of old Macs? tr '\\r' '\\n' makes lines of them");
      }
      close_file(true);
    }
    if (reader_->line_number() == 1) odd_first_line_ = line.find('\r') != std::string::npos;
    // Every line is checked, drawn or not, so that whether a file is refused does not depend on the seed.
    if (invalid_ == text::InvalidUtf8::kRefuse && text::first_invalid_utf8(line)) {
      pipeline_.line(line, reader_->name(), reader_->line_number());   // throws, with the place
    }
    if (++lines_ % kLinesBetweenProgress == 0) {
      reporter_.progress({"reading " + source_.language, 0, 0, -1, fmt::format("{} lines", lines_)});
    }
    return true;
  }

  // The files with their hashes: of those that were not read to their end, too, where reading them again is possible.
  std::vector<InputFile> finish() {
    if (reader_) close_file(io::can_be_read_again(source_.files[files_.size()]));
    while (files_.size() < source_.files.size()) {
      const std::string& path = source_.files[files_.size()];
      files_.push_back({path, io::can_be_read_again(path) ? io::sha256_of_file(path) : ""});
    }
    return files_;
  }

 private:
  void close_file(bool hash) {
    files_.push_back({source_.files[files_.size()], hash ? reader_->sha256() : ""});
    reader_.reset();
  }

  const TextSource& source_;
  const text::Pipeline& pipeline_;
  text::InvalidUtf8 invalid_;
  Reporter& reporter_;
  std::optional<io::LineReader> reader_;
  std::vector<InputFile> files_;   // those that are done
  std::int64_t lines_ = 0;
  bool odd_first_line_ = false;    // of the present file: it holds a carriage return
};

// Numbers the tokens in the order in which they first appear, so that the text is kept as numbers before the vocabulary
// is known; counts on the way.
class Encoder {
 public:
  explicit Encoder(std::int64_t max_tokens) { diagnosis_.max_tokens = max_tokens; }

  std::int64_t sentences() const { return corpus_.sentences(); }

  void add(std::span<const std::string_view> tokens) {
    if (tokens.empty()) return;
    const auto limit = static_cast<std::size_t>(diagnosis_.max_tokens);
    if (tokens.size() > limit) {
      tokens = tokens.first(limit);
      ++diagnosis_.cut_sentences;
    }
    sentence_.clear();
    std::uint64_t hash = 0;
    for (const std::string_view token : tokens) {
      const std::int32_t number = number_of(token);
      ++counts_[static_cast<std::size_t>(number)];
      sentence_.push_back(number);
      hash = (hash ^ static_cast<std::uint64_t>(number + 1)) * 0x9E3779B97F4A7C15;
      hash ^= hash >> 32;
    }
    if (!hashes_.insert(hash).second) ++diagnosis_.repeated_sentences;
    corpus_.add(sentence_);
  }

  // Replaces the numbers by the ids of the vocabulary; the encoder is used up.
  PreparedLanguage finish(const std::string& language, const PrepareOptions& options) {
    const std::int64_t minimum_count = options.minimum_count == PrepareOptions::kPaperMinimumCount
                                           ? text::paper_minimum_count(sentences())
                                           : options.minimum_count;
    text::WordCounts counts;
    for (const auto& [word, number] : numbers_) {
      const std::int64_t count = counts_[static_cast<std::size_t>(number)];
      counts.add(word, count);
      if (text::is_torn_off(word)) diagnosis_.torn_tokens += count;
      if (text::is_unsplit(word)) diagnosis_.unsplit_tokens += count;
      if (word.find("\uFFFD") != std::string::npos) diagnosis_.replaced_tokens += count;
    }
    PreparedLanguage result;
    result.language = language;
    try {
      result.vocabulary = options.vocabulary_size > 0 ? counts.most_frequent(options.vocabulary_size)
                                                      : counts.at_least(minimum_count);
    } catch (Error& error) {
      throw error.where(fmt::format("language '{}'", language));
    }
    std::vector<std::int32_t> ids(numbers_.size());
    for (const auto& [word, number] : numbers_) {
      ids[static_cast<std::size_t>(number)] = result.vocabulary.id_or_unknown(word);
    }
    for (std::int32_t& token : corpus_.tokens) token = ids[static_cast<std::size_t>(token)];

    diagnosis_.language = language;
    diagnosis_.sentences = sentences();
    diagnosis_.tokens = corpus_.token_count();
    diagnosis_.types = counts.types();
    diagnosis_.vocabulary = result.vocabulary.size() - 1;
    diagnosis_.minimum_count = options.vocabulary_size > 0 ? 0 : minimum_count;
    diagnosis_.unknown_tokens = result.vocabulary.count(text::Vocabulary::kUnknown);
    diagnosis_.longest_tokens = corpus_.longest_tokens();
    result.diagnosis = diagnosis_;
    result.corpus = std::move(corpus_);
    return result;
  }

 private:
  std::int32_t number_of(std::string_view token) {
    const auto known = numbers_.find(token);
    if (known != numbers_.end()) return known->second;
    const auto number = static_cast<std::int32_t>(counts_.size());
    numbers_.emplace(token, number);
    counts_.push_back(0);
    return number;
  }

  EncodedCorpus corpus_;                       // of numbers, until finish()
  Diagnosis diagnosis_;
  text::StringMap<std::int32_t> numbers_;
  std::vector<std::int64_t> counts_;
  std::vector<std::int32_t> sentence_;
  std::unordered_set<std::uint64_t> hashes_;   // of the sentences, to find those that repeat
};

// Whether a line is a sentence. A printable ASCII character always ends up in a token, which spares most lines the
// tokenizer.
bool has_token(const std::string& line, text::Pipeline& pipeline) {
  const auto printable = [](char c) { return c > ' ' && c < '\x7F'; };
  return std::any_of(line.begin(), line.end(), printable) || !pipeline.tokens(line, "", 0).empty();
}

// Algorithm R of Vitter, "Random sampling with a reservoir" (TOMS 1985): one pass, `count` lines kept at any time.
std::vector<std::string> draw_lines(SourceLines& lines, std::int64_t count, Random random, text::Pipeline& pipeline) {
  std::vector<std::pair<std::int64_t, std::string>> reservoir;   // number of the sentence in the text, line
  std::string line;
  for (std::int64_t seen = 0; lines.next(line);) {
    if (!has_token(line, pipeline)) continue;
    if (seen < count) {
      reservoir.emplace_back(seen, line);
    } else {
      const auto slot = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(seen) + 1));
      if (slot < count) reservoir[static_cast<std::size_t>(slot)] = {seen, line};
    }
    ++seen;
  }
  std::sort(reservoir.begin(), reservoir.end());
  std::vector<std::string> drawn;
  drawn.reserve(reservoir.size());
  for (auto& [number, text] : reservoir) drawn.push_back(std::move(text));
  return drawn;
}

}  // namespace

void check_options(const PrepareOptions& options) {
  const auto at_least = [](std::int64_t value, std::int64_t least, const char* option) {
    if (value >= least) return;
    throw Error(ErrorKind::kUsage, "the value makes no sense")
        .where(option)
        .found(std::to_string(value))
        .expected(fmt::format("{} or more", least));
  };
  at_least(options.sentences, 0, "--sentences");
  at_least(options.minimum_count, 0, "--min-count");
  at_least(options.vocabulary_size, 0, "--vocabulary-size");
  at_least(options.max_tokens, 1, "--max-tokens");
  check_moses_options(options.pipeline.kind, options.pipeline.tokenizer, !options.prefix_files.empty());
}

void check_moses_options(text::TokenizerKind kind, const text::TokenizerOptions& moses, bool has_prefixes) {
  if (kind == text::TokenizerKind::kMoses) return;
  for (const auto& [given, option] :
       {std::pair(moses.escape, "--escape"), std::pair(moses.aggressive, "--aggressive"),
        std::pair(moses.old_period, "--old-period"), std::pair(has_prefixes, "--prefixes")}) {
    if (!given) continue;
    throw Error(ErrorKind::kUsage, "the option has a meaning with --tokenizer moses only").where(option);
  }
}

PreparedLanguage prepare_language(const TextSource& source, const PrepareOptions& options,
                                  std::uint32_t language_index, Reporter& reporter) {
  check_language_code(source.language);
  check_options(options);
  text::Pipeline pipeline = make_pipeline(source.language, options, reporter);
  SourceLines lines(source, pipeline, options.pipeline.invalid_utf8, reporter);
  Encoder encoder(options.max_tokens);
  const std::int64_t wanted = options.sentences;

  if (wanted != PrepareOptions::kAllSentences && options.sampling == Sampling::kRandom) {
    const Random random(options.seed, Purpose::kSampleSentences, 0, language_index);
    const auto drawn = draw_lines(lines, wanted, random, pipeline);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      encoder.add(pipeline.tokens(drawn[i], source.language, static_cast<std::int64_t>(i) + 1));
      if (i % kLinesBetweenProgress == 0) {
        reporter.progress({"tokenising " + source.language, static_cast<std::int64_t>(i),
                           static_cast<std::int64_t>(drawn.size()), -1, ""});
      }
    }
  } else {
    std::string line;
    while ((wanted == PrepareOptions::kAllSentences || encoder.sentences() < wanted) && lines.next(line)) {
      encoder.add(pipeline.tokens(line, source.language, 0));
    }
  }
  reporter.progress({"reading " + source.language, 1, 1, -1, ""});   // ends the bar

  if (encoder.sentences() == 0) {
    throw Error(ErrorKind::kInput, "the text has no sentence: no line has a token")
        .where(fmt::format("language '{}', {}", source.language, fmt::join(source.files, ", ")));
  }
  if (encoder.sentences() < wanted) {
    reporter.warning(fmt::format("{}: {} sentences were asked for, the text has {}: all are used", source.language,
                                 wanted, encoder.sentences()));
  }
  std::vector<InputFile> files = lines.finish();
  PreparedLanguage result = encoder.finish(source.language, options);
  result.files = std::move(files);
  return result;
}

}  // namespace koine::corpus
