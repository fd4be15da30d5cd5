#include "koine/train/run_join.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "koine/core/machine.h"
#include "koine/core/option_list.h"
#include "koine/io/archive.h"
#include "koine/io/run_place.h"
#include "koine/io/word_vectors.h"
#include "koine/join/join.h"
#include "koine/skipgram/run.h"
#include "koine/skipgram/run_record.h"

namespace koine::train {
namespace {

// The weight of the skip-gram vectors beside the model's (docs/results/best.md).
constexpr double kSkipgramWeight = 0.7;

skipgram::RunRecord skipgram_record(const RunRecord& record) {
  skipgram::RunRecord inner;
  static_cast<corpus::TextRecord&>(inner) = record;
  inner.training = {.dimension = record.training.dimension, .negative = 10, .epochs = 10, .seed = record.training.seed};
  inner.isa = record.isa;
  inner.threads = record.threads;
  inner.started = utc_now();
  return inner;
}

bool is_same_run(const skipgram::RunRecord& a, const skipgram::RunRecord& b) {
  return corpus::to_json(a) == corpus::to_json(b) && a.isa == b.isa &&
         option_texts(a.training) == option_texts(b.training);
}

// Skip-gram vectors of each language, [V, D].
join::JoinView skipgram_view(const io::RunFolder& run, const RunRecord& record,
                             const std::vector<corpus::RunLanguage>& languages, const std::atomic<bool>* stop,
                             Workers& workers, Reporter& reporter) {
  const io::RunFolder folder(run.skipgram());
  skipgram::RunRecord inner = skipgram_record(record);
  std::optional<io::FileLock> lock;
  if (folder.exists() && is_same_run(skipgram::read_run_record(folder), inner)) {
    lock = io::FileLock(folder.lock());
  } else {
    lock = io::RunPlace(folder, io::IfExists::kReplace, {}).take();
    folder.create();
    skipgram::write_run_record(folder, inner);
  }
  inner.training_seconds =
      skipgram::run_training(folder, languages, inner.training, stop, workers, reporter).training_seconds;
  inner.status = "finished";
  skipgram::write_run_record(folder, inner);

  join::JoinView view{{}, kSkipgramWeight};
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

join::JoinLanguage words_of(const corpus::RunLanguage& language) {
  join::JoinLanguage result{language.name, {}, {}};
  for (std::int32_t id = 1; id < language.vocabulary.size(); ++id) {
    result.words.push_back(language.vocabulary.word(id));
    result.counts.push_back(static_cast<double>(language.vocabulary.count(id)));
  }
  return result;
}

}  // namespace

void join_run(const io::RunFolder& folder, const RunRecord& record, const std::vector<corpus::RunLanguage>& languages,
              const std::atomic<bool>* stop, Workers& workers, Reporter& reporter) {
  reporter.info("next: skip-gram vectors of the same text");
  std::vector<join::JoinView> views;
  views.push_back(model_view(folder, languages.size()));
  views.push_back(skipgram_view(folder, record, languages, stop, workers, reporter));

  reporter.info("last: joining both with what the letters of a word tell");
  std::vector<join::JoinLanguage> words;
  for (const auto& language : languages) words.push_back(words_of(language));
  map::MethodContext context{workers, reporter};
  context.stop = stop;
  std::vector<double> pairs(languages.size(), 0);
  context.record = [&](const map::StepRecord& line) {
    pairs[static_cast<std::size_t>(line.values[0].second)] = line.values[1].second;
  };
  const join::JoinOptions options{.dimension = record.training.dimension};
  std::vector<Matrix<float>> joined = join::join(words, views, options, context);
  for (std::size_t l = 0; l < languages.size(); ++l) {
    if (l > 0) {
      reporter.info(fmt::format("{} and {}: {:.0f} pairs of words are each other's nearest, of the {} most frequent",
                                languages[0].name, languages[l].name, pairs[l], options.max_rank));
    }
    io::write_word2vec_text(folder.vectors(languages[l].name), {std::move(words[l].words), std::move(joined[l])});
  }
  std::error_code ignored;
  std::filesystem::remove(folder.special_vectors(), ignored);
}

}  // namespace koine::train
