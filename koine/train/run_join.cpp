#include "koine/train/run_join.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/option_list.h"
#include "koine/core/stopwatch.h"
#include "koine/counting/count_vectors.h"
#include "koine/induce/dictionary.h"
#include "koine/io/archive.h"
#include "koine/io/atomic_file.h"
#include "koine/io/run_place.h"
#include "koine/io/word_vectors.h"
#include "koine/join/join.h"
#include "koine/skipgram/run.h"
#include "koine/skipgram/run_record.h"
#include "koine/skipgram/trainer.h"
#include "koine/train/stages.h"

namespace koine::train {
namespace {

// The weight of the other vectors beside the model's, and how many times the dimension of the run the joined vectors
// have (docs/results/best.md).
constexpr double kBesideWeight = 0.7;
constexpr std::int64_t kDimensions = 2;

constexpr const char* kFinished = "finished";

join::JoinOptions join_options(const TrainOptions& options) {
  return {.dimension = kDimensions * options.dimension};
}

skipgram::RunRecord skipgram_record(const RunRecord& record, const skipgram::SkipgramOptions& options) {
  skipgram::RunRecord inner;
  static_cast<corpus::TextRecord&>(inner) = record;
  inner.training = options;
  inner.isa = record.isa;
  inner.threads = record.threads;
  inner.started = utc_now();
  return inner;
}

bool is_same_run(const skipgram::RunRecord& a, const skipgram::RunRecord& b) {
  return corpus::to_json(a) == corpus::to_json(b) && a.isa == b.isa &&
         option_texts(a.training) == option_texts(b.training);
}

// Trains the skip-gram vectors of `folder`, or what is left of it.
void train_skipgram(const io::RunFolder& folder, skipgram::RunRecord inner,
                    const std::vector<corpus::RunLanguage>& languages, const std::atomic<bool>* stop, Workers& workers,
                    Reporter& reporter) {
  std::optional<io::FileLock> lock;
  if (folder.exists() && is_same_run(skipgram::read_run_record(folder), inner)) {
    lock = io::FileLock(folder.lock());
    inner.started = skipgram::read_run_record(folder).started;
    if (skipgram::read_run_record(folder).status == kFinished) return;
  } else {
    lock = io::RunPlace(folder, io::IfExists::kReplace, {}).take();
    folder.create();
    skipgram::write_run_record(folder, inner);
  }
  try {
    inner.training_seconds =
        skipgram::run_training(folder, languages, inner.training, stop, workers, reporter).training_seconds;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(ErrorKind::kInterrupted, "stopped while the skip-gram vectors were trained")
        .hint("the language model is trained; the same command with --resume goes on from here");
  }
  inner.status = kFinished;
  skipgram::write_run_record(folder, inner);
}

// Skip-gram vectors of each language, [V, D].
join::JoinView skipgram_view(const io::RunFolder& folder, const std::vector<corpus::RunLanguage>& languages,
                             Reporter& reporter) {
  join::JoinView view{{}, kBesideWeight};
  for (const auto& language : languages) {
    view.languages.push_back(
        io::read_word_vectors(folder.vectors(language.name), reporter, {.line_end_is_a_word = true}).vectors);
  }
  return view;
}

// The embeddings of the chosen epoch, without `<unk>`, which is row 0.
join::JoinView model_view(const io::RunFolder& run, std::size_t languages) {
  const io::Archive best = io::Archive::read(run.best());
  join::JoinView view;
  for (std::size_t l = 0; l < languages; ++l) {
    const ConstView rows = best.floats(fmt::format("embedding.{}", l));
    Matrix<float> words(rows.rows - 1, rows.cols);
    for (std::int64_t w = 0; w < words.rows(); ++w) std::copy_n(rows.row(w + 1), rows.cols, words.row(w));
    view.languages.push_back(std::move(words));
  }
  return view;
}

counting::CountOptions count_options(const TrainOptions& options) {
  return {.dimension = options.dimension};
}

// Vectors of the words that stand beside a word, of each language, [V, D].
join::JoinView count_view(const std::vector<corpus::RunLanguage>& languages, const TrainOptions& options,
                          map::MethodContext& context) {
  join::JoinView view{{}, kBesideWeight};
  for (const auto& language : languages) {
    context.reporter.progress({.what = "counting",
                               .done = static_cast<std::int64_t>(view.languages.size()),
                               .total = static_cast<std::int64_t>(languages.size()),
                               .seconds_left = -1,
                               .status = language.name});
    view.languages.push_back(counting::count_vectors(language, count_options(options), context));
  }
  return view;
}

// About what joining takes beside the text.
std::int64_t joining_bytes(const std::vector<join::JoinLanguage>& words, const TrainOptions& options, int threads) {
  // Of either side, for the pairs that are looked at: in lists by letters and by vectors, with what is known of each.
  // Most of it is in small pieces, which are not given back.
  constexpr std::int64_t kSpellingBytesAWord = 5000;
  const std::int64_t columns = 4 * options.dimension;  // of all views
  std::int64_t all = 0, most = 0;
  for (const auto& language : words) {
    all += static_cast<std::int64_t>(language.words.size());
    most = std::max(most, static_cast<std::int64_t>(language.words.size()));
  }
  // Beside the parts lie the views, and later joined vectors.
  const std::int64_t vectors =
      static_cast<std::int64_t>(sizeof(float)) * all * std::max(columns, kDimensions * options.dimension);
  const std::int64_t spelling = options.spelling_rounds > 0 ? 2 * most * kSpellingBytesAWord : 0;
  return vectors + join::Joiner::memory_bytes(words, columns, join_options(options), threads) + spelling;
}

std::vector<join::JoinLanguage> words_of(const std::vector<corpus::RunLanguage>& languages) {
  std::vector<join::JoinLanguage> words;
  for (const auto& language : languages) {
    words.push_back({language.name, {}, {}});
    for (std::int32_t id = 1; id < language.vocabulary.size(); ++id) {
      words.back().words.push_back(language.vocabulary.word(id));
      words.back().counts.push_back(static_cast<double>(language.vocabulary.count(id)));
    }
  }
  return words;
}

// Pairs of words that are each other's nearest by vectors and spelling together, and that are more likely right than
// not. Without caution, and by the vectors as they are by then, though those of the second round have seen spelling: a
// wrong pair costs a map less than many missing ones (docs/results/ablation.md).
constexpr double kConfident = 0.5;
constexpr int kTurnsARound = 2;  // with the same confident pairs, for the mutual ones beside them change

// Says of which languages something is said.
class NamedReporter : public Reporter {
 public:
  NamedReporter(std::string name, Reporter& reporter) : name_(std::move(name)), reporter_(reporter) {}
  void info(const std::string& line) override { reporter_.info(name_ + ": " + line); }
  void warning(const std::string& line) override { reporter_.warning(name_ + ": " + line); }
  void progress(const Progress& progress) override { reporter_.progress(progress); }

 private:
  std::string name_;
  Reporter& reporter_;
};

std::vector<map::Pair> confident_pairs(const std::vector<join::JoinLanguage>& words,
                                       const std::vector<Matrix<float>>& joined, std::size_t l, std::size_t other,
                                       const std::function<void()>& between_steps, Workers& workers,
                                       Reporter& reporter) {
  const auto entries = induce::make_dictionary(
      {words[l].words, joined[l].view()}, {words[other].words, joined[other].view()},
      {.mutual = true, .spelling = true, .cautious = false, .between_steps = between_steps}, workers, reporter);
  std::vector<map::Pair> pairs;
  for (const induce::Entry& entry : entries) {
    if (entry.confidence.value_or(0) >= kConfident) pairs.push_back({entry.source, entry.target});
  }
  return pairs;
}

using RowPairs = std::set<std::pair<std::int64_t, std::int64_t>>;

// Two words a line.
void write_pairs(const std::filesystem::path& file, const join::JoinLanguage& source, const join::JoinLanguage& target,
                 const RowPairs& pairs) {
  std::string lines;
  for (const auto& [from, to] : pairs) {
    lines += fmt::format("{}\t{}\n", source.words[static_cast<std::size_t>(from)],
                         target.words[static_cast<std::size_t>(to)]);
  }
  io::write_file(file, lines);
}

void write_vectors(const std::vector<join::JoinLanguage>& words, const std::vector<Matrix<float>>& vectors,
                   const std::function<std::filesystem::path(const std::string&)>& file_of) {
  for (std::size_t l = 0; l < words.size(); ++l) {
    io::write_word2vec_text(file_of(words[l].name), {words[l].words, vectors[l]});
  }
}

// → the joined vectors after the last round. The confident pairs of all rounds are written.
std::vector<Matrix<float>> rounds_with_spelling(const io::RunFolder& folder,
                                                const std::vector<join::JoinLanguage>& words, std::int64_t rounds,
                                                std::vector<Matrix<float>> joined, join::Joiner& joiner,
                                                const map::MethodContext& context) {
  Reporter& reporter = context.reporter;
  std::vector<join::LanguagePairs> known;
  for (std::size_t l = 1; l < words.size(); ++l) {
    for (std::size_t other = 0; other < l; ++other) known.push_back({l, other, {}});
  }
  std::vector<RowPairs> all(known.size());  // rows, the earlier language's first
  for (std::int64_t round = 1; round <= rounds; ++round) {
    for (std::size_t i = 0; i < known.size(); ++i) {
      const std::size_t l = known[i].language, other = known[i].other;
      const std::string names = fmt::format("{} and {}", words[other].name, words[l].name);
      const auto go_on = [&] {
        if (context.stop_requested()) {
          throw Error(ErrorKind::kInterrupted, "stopped while the spelling of the words was looked at")
              .hint("the same command with --resume joins the vectors anew");
        }
        const auto each = static_cast<std::int64_t>(known.size());
        reporter.progress({.what = "spelling",
                           .done = (round - 1) * each + static_cast<std::int64_t>(i),
                           .total = rounds * each,
                           .seconds_left = -1,
                           .status = names});
      };
      go_on();
      NamedReporter named(fmt::format("round {} with spelling, {}", round, names), reporter);
      known[i].pairs = confident_pairs(words, joined, l, other, go_on, context.workers, named);
      for (const map::Pair& pair : known[i].pairs) all[i].emplace(pair.target, pair.source);
      named.info(fmt::format("{} confident pairs of words", known[i].pairs.size()));
    }
    if (std::ranges::all_of(known, [](const auto& two) { return two.pairs.empty(); })) break;  // nor would later rounds
    for (int turn = 0; turn < kTurnsARound; ++turn) joiner.round(known);
    joined = joiner.vectors();
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto &source = words[known[i].other], &target = words[known[i].language];
    write_pairs(folder.known_pairs(source.name, target.name), source, target, all[i]);
  }
  reporter.info(fmt::format("the vectors as they were before any spelling was looked at: {}",
                            folder.without_spelling("x").parent_path().string()));
  return joined;
}

}  // namespace

std::string language_with_too_little(const std::vector<corpus::RunLanguage>& languages, const TrainOptions& options) {
  constexpr std::int32_t kFewestWords = 2;  // for the mean of all is taken away; `<unk>` is one more
  for (const auto& language : languages) {
    bool enough = language.vocabulary.size() > kFewestWords;
    for (const auto& skipgram : skipgrams_beside(options)) {
      enough = enough && skipgram::can_learn(skipgram, language);
    }
    if (!enough) return language.name;
  }
  return "";
}

void warn_of_too_little(const std::string& language, Reporter& reporter) {
  reporter.warning(language + ": too little text for skip-gram vectors: all vectors stay those of the language model");
}

std::array<skipgram::SkipgramOptions, 2> skipgrams_beside(const TrainOptions& options) {
  skipgram::SkipgramOptions words{.dimension = options.dimension, .negative = 10, .epochs = 10, .seed = options.seed};
  skipgram::SkipgramOptions subwords = words;
  subwords.subwords = true;
  return {words, subwords};
}

bool join_run(const io::RunFolder& folder, const RunRecord& record, const std::vector<corpus::RunLanguage>& languages,
              const std::atomic<bool>* stop, Workers& workers, Reporter& reporter) {
  if (const std::string poor = language_with_too_little(languages, record.training); !poor.empty()) {
    warn_of_too_little(poor, reporter);
    return false;
  }
  const auto words = words_of(languages);
  StageReporter stage(record.training, reporter);
  std::vector<join::JoinView> views;
  views.push_back(model_view(folder, languages.size()));
  const auto of_skipgrams = skipgrams_beside(record.training);
  for (std::size_t i = 0; i < of_skipgrams.size(); ++i) {
    const io::RunFolder inner(folder.skipgrams()[i]);
    stage.begin(i == 0 ? Stage::kSkipgramOfWords : Stage::kSkipgramWithSubwords,
                std::string("skip-gram vectors of the same text, ") +
                    (of_skipgrams[i].subwords ? "with subwords" : "of whole words"));
    try {
      train_skipgram(inner, skipgram_record(record, of_skipgrams[i]), languages, stop, workers, stage);
      views.push_back(skipgram_view(inner, languages, stage));
    } catch (Error& error) {
      if (error.kind() == ErrorKind::kInput) {
        error.hint("remove " + inner.path().string() + "; the same command with --resume then trains it anew");
      }
      throw;
    }
  }

  stage.begin(Stage::kJoining, "counting words beside words, and joining all with what the letters of a word tell");
  map::MethodContext context{workers, stage};
  context.stop = stop;
  context.seed = record.training.seed;
  views.push_back(count_view(languages, record.training, context));
  std::map<std::pair<std::size_t, std::size_t>, double> mutual;  // of a language and one before it, in the last round
  context.record = [&](const map::StepRecord& line) {
    const auto language = static_cast<std::size_t>(line.values[0].second);
    mutual[{language, static_cast<std::size_t>(line.values[1].second)}] = line.values[2].second;
  };
  const join::JoinOptions options = join_options(record.training);
  join::Joiner joiner(words, views, options, context);
  views.clear();
  for (std::int64_t round = 0; round < options.rounds; ++round) joiner.round();
  for (const auto& [two, pairs] : mutual) {
    const auto &source = words[two.second], &target = words[two.first];
    const auto fewest = static_cast<std::int64_t>(std::min(source.words.size(), target.words.size()));
    reporter.info(fmt::format("{} and {}: {:.0f} pairs of words are each other's nearest, of the {} most frequent",
                              source.name, target.name, pairs, std::min(options.max_rank, fewest)));
  }

  std::vector<Matrix<float>> joined = joiner.vectors();
  if (record.training.spelling_rounds > 0) {
    folder.create_without_spelling();
    write_vectors(words, joined, [&](const std::string& language) { return folder.without_spelling(language); });
    stage.begin(Stage::kSpelling, "words whose spelling and vectors agree make the maps anew");
    joined = rounds_with_spelling(folder, words, record.training.spelling_rounds, std::move(joined), joiner, context);
  }
  write_vectors(words, joined, [&](const std::string& language) { return folder.vectors(language); });
  std::error_code ignored;
  std::filesystem::remove(folder.special_vectors(), ignored);
  return true;
}

std::int64_t join_peak_bytes(const std::vector<corpus::RunLanguage>& languages, const TrainOptions& options,
                             int threads) {
  std::int64_t most = joining_bytes(words_of(languages), options, threads);
  for (const auto& language : languages) {
    for (const auto& skipgram : skipgrams_beside(options)) {
      most = std::max(most, skipgram::Trainer::memory_bytes(skipgram, language.vocabulary, threads));
    }
    most = std::max(most, counting::memory_bytes(language, count_options(options)));
  }
  return resident_memory_bytes() + most;
}

double skipgram_seconds(const std::vector<corpus::RunLanguage>& languages, const TrainOptions& options,
                        Workers& workers) {
  constexpr double kTimedSeconds = 2;
  double all_seconds = 0;
  std::int64_t tokens = 0;
  for (const auto& language : languages) tokens += language.corpus.token_count();
  for (const auto& skipgram : skipgrams_beside(options)) {
    skipgram::Trainer trainer(skipgram, languages[0], workers);
    skipgram::EpochTotals totals;
    const Stopwatch stopwatch;
    double seconds_a_token = 0;
    trainer.train_epoch(
        0,
        [&](std::int64_t done, const skipgram::EpochTotals&) {
          const double seconds = stopwatch.seconds();
          seconds_a_token = seconds / static_cast<double>(std::max<std::int64_t>(done, 1));
          return seconds < kTimedSeconds;
        },
        totals);
    // As large a part of the other texts are words without a vector, which take no time.
    const double share = static_cast<double>(trainer.tokens()) / static_cast<double>(languages[0].corpus.token_count());
    all_seconds += seconds_a_token * share * static_cast<double>(tokens) * static_cast<double>(skipgram.epochs);
  }
  return all_seconds;
}

}  // namespace koine::train
