#include "koine/train/run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>

#include "koine/core/machine.h"
#include "koine/core/stopwatch.h"
#include "koine/io/byte_reader.h"
#include "koine/io/word_vectors.h"
#include "koine/retrieval/selection_criterion.h"
#include "koine/train/checkpoint.h"
#include "koine/train/evaluation.h"
#include "koine/train/selection.h"
#include "koine/train/train_test_support.h"

namespace koine::train {
namespace {

// Stops a run after a number of steps, as Ctrl-C would.
class StopAfter : public Reporter {
 public:
  explicit StopAfter(int steps) : left_(steps) {}
  void progress(const Progress&) override {
    if (--left_ <= 0) stop = true;
  }
  std::atomic<bool> stop{false};

 private:
  int left_;
};

std::vector<RunLanguage> two_languages() {
  return {small_language("aa", 40, 60), small_language("bb", 30, 45)};
}

io::RunFolder new_folder(const TestFolder& folder, const std::string& name) {
  io::RunFolder run(folder / name);
  run.create();
  return run;
}

std::string vectors_of(const io::RunFolder& run) {
  return io::read_file(run.vectors("aa")) + io::read_file(run.vectors("bb")) + io::read_file(run.special_vectors());
}

TEST(RunTest, WritesMetricsVectorsAndTheBestModel) {
  const TestFolder folder;
  const auto run = new_folder(folder, "run");
  const auto languages = two_languages();
  Workers workers(2);
  const RunResult result = run_training(run, languages, small_options(), {}, workers, silent_reporter());
  EXPECT_EQ(result.metrics.size(), 3u);
  std::istringstream lines(io::read_file(run.metrics()));
  std::int64_t epoch = 0, best = 0;
  double best_score = -10;
  for (std::string line; std::getline(lines, line);) {
    const EpochMetrics m = metrics_from_json(line, {"aa", "bb"});
    EXPECT_EQ(m.epoch, ++epoch);
    EXPECT_EQ(m.best, *m.criterion > best_score);
    if (m.best) best = m.epoch, best_score = *m.criterion;
    EXPECT_GT(m.words_per_second, 0);
    EXPECT_GT(m.losses[1].words, 0);
  }
  EXPECT_EQ(epoch, 3);
  EXPECT_EQ(result.best_epoch, best);

  const auto vectors = io::read_word_vectors(run.vectors("aa"), silent_reporter());
  EXPECT_EQ(vectors.words.size(), 40u);
  EXPECT_EQ(vectors.words[0], "aa1");
  EXPECT_EQ(vectors.vectors.cols(), 12);
  const auto special = io::read_word_vectors(run.special_vectors(), silent_reporter());
  EXPECT_EQ(special.words, (std::vector<std::string>{"<bos>", "<unk>:aa", "<unk>:bb"}));
  EXPECT_TRUE(std::filesystem::exists(run.best()));
}

TEST(RunTest, KeepsTheEpochThatItsSelectionAsksFor) {
  const TestFolder folder;
  const auto languages = two_languages();
  Workers workers(2);
  const std::pair<Select, std::optional<double> EpochMetrics::*> scores[] = {
      {Select::kCriterion, &EpochMetrics::criterion},
      {Select::kCriterionFull, &EpochMetrics::criterion_with_r_target},
      {Select::kMargin, &EpochMetrics::criterion_margin}};
  for (const auto& [select, score] : scores) {
    TrainOptions options = small_options();
    options.select = select;
    options.epochs = 6;
    const auto run = new_folder(folder, option_text(select));
    const RunResult result = run_training(run, languages, options, {}, workers, silent_reporter());
    double highest = -10;
    std::int64_t best = 0;
    for (const auto& line : result.metrics) {
      const EpochMetrics m = metrics_from_json(line, {"aa", "bb"});
      EXPECT_EQ(m.best, *(m.*score) > highest) << option_text(select) << ", epoch " << m.epoch;
      if (*(m.*score) > highest) highest = *(m.*score), best = m.epoch;
    }
    EXPECT_EQ(result.best_epoch, best);
  }
}

TEST(RunTest, TheVectorsOfEachEpochAreKeptWhereAskedFor) {
  const TestFolder folder;
  const auto languages = two_languages();
  Workers workers(2);
  const auto run = new_folder(folder, "run");
  StopAfter reporter(20);  // within the second epoch
  EXPECT_THROW(
      run_training(run, languages, small_options(), {.keep_epochs = true, .stop = &reporter.stop}, workers, reporter),
      Error);
  const RunResult result = run_training(run, languages, small_options(), {}, workers, silent_reporter());
  for (std::int64_t epoch = 1; epoch <= 3; ++epoch) {
    TrainOptions options = small_options();
    options.epochs = epoch;
    options.select = Select::kLast;
    const auto shorter = new_folder(folder, std::to_string(epoch));
    run_training(shorter, languages, options, {}, workers, silent_reporter());
    EXPECT_EQ(vectors_of(run.epoch(epoch)), vectors_of(shorter)) << epoch;
    EXPECT_FALSE(std::filesystem::exists(shorter.epochs()));
  }
  EXPECT_EQ(vectors_of(run.epoch(result.best_epoch)), vectors_of(run));
  EXPECT_EQ(run.epoch(2).languages(), (std::vector<std::string>{"aa", "bb"}));
  std::vector<EpochMetrics> epochs;
  for (const auto& line : result.metrics) epochs.push_back(metrics_from_json(line, {"aa", "bb"}));
  for (const auto& [select, name] : EnumNames<Select>::names) {
    const io::RunFolder linked(run.epochs() / name);
    EXPECT_EQ(vectors_of(linked), vectors_of(run.epoch(chosen_epoch(epochs, select)))) << name;
  }
}

TEST(RunTest, EpochsThatWereNotKeptHaveNoLink) {
  const TestFolder folder;
  const auto languages = two_languages();
  Workers workers(2);
  TrainOptions options = small_options();
  options.epochs = 4;
  const auto whole = new_folder(folder, "whole");
  std::vector<EpochMetrics> epochs;
  for (const auto& line : run_training(whole, languages, options, {}, workers, silent_reporter()).metrics) {
    epochs.push_back(metrics_from_json(line, {"aa", "bb"}));
  }
  int links = 0, none = 0;
  for (const int kept_from : {2, 3, 4}) {
    const auto run = new_folder(folder, std::to_string(kept_from));
    StopAfter reporter((kept_from - 1) * 16 + 1);  // 16 steps an epoch
    error_of(ErrorKind::kInterrupted,
             [&] { run_training(run, languages, options, {.stop = &reporter.stop}, workers, reporter); });
    RecordingReporter told;
    run_training(run, languages, options, {.keep_epochs = true}, workers, told);
    EXPECT_NE(told.said.find(fmt::format("the first {} epochs were not kept", kept_from - 1)), std::string::npos);
    for (const auto& [select, name] : EnumNames<Select>::names) {
      const auto link = run.epochs() / name;
      const std::int64_t chosen = chosen_epoch(epochs, select);
      EXPECT_EQ(std::filesystem::is_symlink(link), chosen >= kept_from) << name << ", epoch " << chosen;
      EXPECT_EQ(std::filesystem::exists(link), chosen >= kept_from) << name;
      ++(chosen >= kept_from ? links : none);
    }
  }
  EXPECT_GT(links, 0);
  EXPECT_GT(none, 0);
}

TEST(RunTest, AnInterruptedRunEndsInTheSameBits) {
  const TestFolder folder;
  const auto languages = two_languages();
  Workers workers(2);
  const auto whole = new_folder(folder, "whole");
  const RunResult expected = run_training(whole, languages, small_options(), {}, workers, silent_reporter());
  for (const int steps : {1, 7, 16, 17, 33, 47}) {  // 16 steps an epoch
    const auto cut = new_folder(folder, "cut" + std::to_string(steps));
    StopAfter reporter(steps);
    RunSettings settings;
    settings.stop = &reporter.stop;
    try {
      run_training(cut, languages, small_options(), settings, workers, reporter);
      FAIL() << steps;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
    }
    const RunResult result = run_training(cut, languages, small_options(), {}, workers, silent_reporter());
    EXPECT_EQ(vectors_of(cut), vectors_of(whole)) << steps;
    EXPECT_EQ(result.best_epoch, expected.best_epoch);
    for (std::size_t e = 0; e < expected.metrics.size(); ++e) {
      const auto a = metrics_from_json(result.metrics[e], {"aa", "bb"});
      const auto b = metrics_from_json(expected.metrics[e], {"aa", "bb"});
      EXPECT_EQ(a.loss_nats(), b.loss_nats());
      EXPECT_EQ(a.criterion, b.criterion);
    }
  }
}

TEST(RunTest, TheLastEpochOrTheBestOneIsKept) {
  const TestFolder folder;
  const auto languages = two_languages();
  Workers workers(2);
  TrainOptions options = small_options();
  options.select = Select::kLast;
  EXPECT_EQ(run_training(new_folder(folder, "last"), languages, options, {}, workers, silent_reporter()).best_epoch, 3);
}

// The time that is left is that of the steps that are left, each as long as those of this epoch were: so it tells how
// long the epoch has taken, which is not more than the time since the start, nor less than that from its first step to
// the one before.
TEST(RunTest, TheTimeThatIsLeftIsThatOfTheStepsToCome) {
  const TestFolder folder;
  Workers workers(1);
  RecordingReporter reporter;
  std::vector<double> seconds;
  const Stopwatch stopwatch;
  reporter.at_progress = [&] { seconds.push_back(stopwatch.seconds()); };
  run_training(new_folder(folder, "run"), two_languages(), small_options(), {}, workers, reporter);
  ASSERT_EQ(seconds.size(), 48u);  // 16 steps an epoch
  for (std::size_t i = 0; i + 1 < seconds.size(); ++i) {
    const double of_epoch =
        reporter.shown[i].seconds_left / static_cast<double>(47 - i) * static_cast<double>(i % 16 + 1);
    EXPECT_LE(of_epoch, seconds[i]) << i;
    if (i % 16 > 0) {
      EXPECT_GE(of_epoch, seconds[i - 1] - seconds[i - i % 16]) << i;
    }
  }
  EXPECT_EQ(reporter.shown.back().seconds_left, 0);
}

TEST(RunTest, ASingleLanguageTrainsWithoutACriterion) {
  const TestFolder folder;
  Workers workers(1);
  const auto run = new_folder(folder, "one");
  const auto result =
      run_training(run, {small_language("aa", 20, 30)}, small_options(), {}, workers, silent_reporter());
  EXPECT_EQ(result.best_epoch, 3);
  EXPECT_FALSE(metrics_from_json(result.metrics[0], {"aa"}).criterion.has_value());
}

// Two words in one dimension have a cosine of 1 or of -1: some seed makes it 1, and a small rate keeps it there.
// → after how many epochs such a run was given up, and the folder it leaves.
int epochs_until_collapse(const io::RunFolder& run, std::int64_t epochs, std::uint64_t seed) {
  Workers workers(1);
  TrainOptions options = small_options();
  options.dimension = 1;
  options.learning_rate = 0.01;
  options.epochs = epochs;
  options.seed = seed;
  try {
    run_training(run, {small_language("aa", 2, 30)}, options, {}, workers, silent_reporter());
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kCollapsed);
    EXPECT_EQ(std::string(error.what()).find("kept"), std::string::npos);
    for (int epoch = 1; epoch <= epochs; ++epoch) {
      if (std::string(error.what()).starts_with(fmt::format("epoch {}:", epoch))) return epoch;
    }
    ADD_FAILURE() << error.what();
  }
  return 0;
}

TEST(RunTest, ACollapseIsRecognisedAtTheSecondEvaluationOrAtTheLast) {
  const TestFolder folder;
  bool collapsed = false;
  for (std::uint64_t seed = 1; seed <= 8 && !collapsed; ++seed) {
    const auto of_three = new_folder(folder, fmt::format("three{}", seed));
    if (epochs_until_collapse(of_three, 3, seed) == 0) continue;
    collapsed = true;
    EXPECT_EQ(epochs_until_collapse(new_folder(folder, "again"), 3, seed), 2);
    EXPECT_EQ(epochs_until_collapse(new_folder(folder, "one"), 1, seed), 1);
    EXPECT_FALSE(std::filesystem::exists(of_three.checkpoint()));  // none was good
    EXPECT_FALSE(std::filesystem::exists(of_three.best()));        // nor was any epoch chosen
  }
  EXPECT_TRUE(collapsed);
}

// Of the small languages, with 40 and 30 words, guessing costs ln 42 = 3.738 and ln 32 = 3.466 nats a word.
TEST(RunTest, AnEpochThatIsWorseThanGuessingIsSaid) {
  const TestFolder folder;
  Workers workers(1);
  TrainOptions options = small_options();
  options.epochs = 1;
  for (const double rate : {0.001, 1.0, 200.0}) {  // at the first it knows nothing more than at its start
    options.learning_rate = rate;
    RecordingReporter reporter;
    run_training(new_folder(folder, std::to_string(rate)), two_languages(), options, {}, workers, reporter);
    const bool aa = reporter.said.find("aa: the loss of epoch 1") != std::string::npos;
    EXPECT_EQ(aa, rate > 1) << reporter.said;
    EXPECT_EQ(reporter.said.find("bb: the loss of epoch 1") != std::string::npos, aa);
    EXPECT_EQ(reporter.said.find("is above the 3.74 of") != std::string::npos, aa);
    EXPECT_EQ(reporter.said.find("is above the 3.47 of") != std::string::npos, aa);
    EXPECT_EQ(reporter.said.find("--learning-rate") != std::string::npos, aa);
  }
}

// JSON has no infinity.
TEST(RunTest, APerplexityThatIsNotFiniteIsNull) {
  EpochMetrics metrics;
  metrics.losses = {{{2e5, 2e5}, 100}};
  metrics.mean_random_cosine = {0};
  const std::string line = to_json_line(metrics, {"aa"});
  EXPECT_NE(line.find("\"loss_nats\":2000.0,\"perplexity\":null"), std::string::npos) << line;
  EXPECT_EQ(metrics_from_json(line, {"aa"}).loss_nats(), 2000);
}

TEST(RunTest, AStopDuringWhatMayBeACollapseDoesNotPromiseACheckpoint) {
  const TestFolder folder;
  Workers workers(1);
  const auto language = small_language("aa", 2, 30);
  TrainOptions options = small_options();
  options.dimension = 1;  // as above
  options.epochs = 3;
  options.learning_rate = 0.01;
  bool suspicious = false;
  for (options.seed = 1; options.seed <= 8 && !suspicious; ++options.seed) {
    StopAfter reporter(5);  // 4 steps an epoch
    RunSettings settings;
    settings.stop = &reporter.stop;
    const auto run = new_folder(folder, std::to_string(options.seed));
    try {
      run_training(run, {language}, options, settings, workers, reporter);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
      const bool promised = std::string(error.what()).find("the checkpoint is saved") != std::string::npos;
      EXPECT_EQ(promised, std::filesystem::exists(run.checkpoint()));
      suspicious = !promised;
    }
  }
  EXPECT_TRUE(suspicious);
}

TEST(RunTest, RefusesACheckpointThatStandsWhereTheRunCannot) {
  const TestFolder folder;
  const auto run = new_folder(folder, "run");
  const auto languages = two_languages();
  Workers workers(1);
  StopAfter reporter(2);
  RunSettings settings;
  settings.stop = &reporter.stop;
  EXPECT_THROW(run_training(run, languages, small_options(), settings, workers, reporter), Error);
  model::Parameters parameters(
      Trainer::config_of(small_options(), {languages[0].vocabulary.size(), languages[1].vocabulary.size()}));
  const RunState good = load_checkpoint(run.checkpoint(), parameters);
  std::vector<RunState> states(8, good);
  states[0].position.epoch = small_options().epochs + 1;
  states[1].position.step = 10000;
  states[2].position.totals.pop_back();
  states[3].position.step = -1;
  states[4].position.epoch = -1;
  states[5].position.epoch = small_options().epochs;  // done, and no epoch was chosen
  states[5].position.step = 0;
  states[6].position.updates = -1;
  states[7].position.epoch = small_options().epochs;  // done, and within an epoch
  states[7].best_epoch = 1;
  for (const RunState& state : states) {
    save_checkpoint(run.checkpoint(), parameters, state);
    try {
      run_training(run, languages, small_options(), {}, workers, silent_reporter());
      ADD_FAILURE() << state.position.epoch << " " << state.position.step;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput) << error.what();
    }
  }
  save_checkpoint(run.checkpoint(), parameters, good);
  EXPECT_EQ(run_training(run, languages, small_options(), {}, workers, silent_reporter()).metrics.size(), 3u);
}

// Keeps how much memory the process has where it is told how much it will have, and at the first step.
class MemoryWatch : public StopAfter {
 public:
  MemoryWatch() : StopAfter(1) {}
  void info(const std::string& line) override {
    if (line.find("memory at the peak") != std::string::npos) told_at = resident_memory_bytes();
  }
  void progress(const Progress& progress) override {
    StopAfter::progress(progress);
    step_at = resident_memory_bytes();
  }
  std::int64_t told_at = 0, step_at = 0;
};

// The LSTMs of dimension 500 have 4 million numbers, of 16 MB: once as parameters, once as gradients, and once for the
// products of a step.
TEST(RunTest, TheMemoryIsToldBeforeItIsTaken) {
  const TestFolder folder;
  Workers workers(1);
  TrainOptions options = small_options();
  options.dimension = 500;
  MemoryWatch watch;
  error_of(ErrorKind::kInterrupted, [&] {
    run_training(new_folder(folder, "run"), {small_language("aa", 20, 8)}, options, {.stop = &watch.stop}, workers,
                 watch);
  });
  EXPECT_GT(watch.told_at, 0);
  EXPECT_GT(watch.step_at - watch.told_at, 46'000'000);
}

TEST(RunTest, MasksOfTheEmbeddingsAreCounted) {
  const auto languages = two_languages();
  TrainOptions options = small_options();
  options.dimension = 4000;
  const std::int64_t without = expected_peak_bytes(languages, options, 1);
  options.embedding_dropout = 0.1;
  EXPECT_GT(expected_peak_bytes(languages, options, 1), without + 1'000'000);  // 2 * 4000 * 4 bytes a position
}

TEST(RunTest, ADryRunTimesAnEpochOfASingleStep) {
  Workers workers(1);
  TrainOptions options = small_options();
  options.batch = 1000;
  const auto language = small_language("aa", 20, 30);
  const DryRun estimate = dry_run({language}, options, workers, silent_reporter());
  EXPECT_GT(estimate.seconds_a_step, 0);
  EXPECT_GT(estimate.words_per_second, 0);
  const auto words = 3 * static_cast<double>(language.corpus.token_count() + 30);  // of all epochs, with <eos>
  EXPECT_NEAR(estimate.seconds * estimate.words_per_second, words, 1e-6 * words);
}

TEST(EvaluationTest, TheCriterionIsTheMeanOfItsPairs) {
  const model::ModelConfig config{.vocabulary_sizes = {9, 8, 7}, .dimension = 4, .layers = 1, .tied = false};
  model::Parameters parameters(config);
  parameters.initialise(1);
  Workers workers(1);
  TrainOptions options = small_options();
  const auto words = [&](int l, std::int64_t first) {
    const View all = parameters.embedding(l);
    return all.row_block(first, all.rows - first);
  };
  const auto mean_of = [&](const std::vector<std::pair<int, int>>& pairs, std::int64_t first) {
    double sum = 0;
    for (const auto& [s, t] : pairs) {
      sum += retrieval::selection_criterion(words(s, first), words(t, first), {}, workers).without_r_target;
    }
    return sum / static_cast<double>(pairs.size());
  };
  EXPECT_NEAR(*evaluate(parameters, 3, options, 0, workers).criterion, mean_of({{0, 1}, {0, 2}}, 1), 1e-12);
  options.criterion_pairs = CriterionPairs::kAll;
  EXPECT_NEAR(*evaluate(parameters, 3, options, 0, workers).criterion,
              mean_of({{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}}, 1), 1e-12);
  options.criterion_unknown = true;
  EXPECT_NEAR(*evaluate(parameters, 3, options, 0, workers).criterion,
              mean_of({{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}}, 0), 1e-12);
}

TEST(EvaluationTest, EachCriterionIsWhatItIsCalledOfTheWordsAskedFor) {
  const model::ModelConfig config{.vocabulary_sizes = {30, 25}, .dimension = 4, .layers = 1, .tied = false};
  model::Parameters parameters(config);
  parameters.initialise(2);
  Workers workers(1);
  const auto words = [&](int l) { return parameters.embedding(l).row_block(1, parameters.embedding(l).rows - 1); };
  const auto expect = [&](const TrainOptions& options, const retrieval::SelectionOptions& selection) {
    const auto expected = retrieval::selection_criterion(words(0), words(1), selection, workers);
    const Evaluation found = evaluate(parameters, 2, options, 0, workers);
    EXPECT_EQ(*found.criterion, expected.without_r_target);
    EXPECT_EQ(*found.criterion_with_r_target, expected.with_r_target);
    EXPECT_EQ(*found.criterion_margin, expected.margin);
    return expected;
  };
  TrainOptions options = small_options();
  options.criterion_words = 17;
  options.criterion_neighbours = 3;
  options.criterion_source_limit = 21;
  options.criterion_target_limit = 13;
  const auto one = expect(options, {.frequent = 17, .neighbours = 3, .source_limit = 21, .target_limit = 13});
  // Each of them tells.
  options.criterion_words = 16;
  const auto two = expect(options, {.frequent = 16, .neighbours = 3, .source_limit = 21, .target_limit = 13});
  EXPECT_NE(one.margin, two.margin);
  EXPECT_NE(one.margin, one.with_r_target);
  EXPECT_NE(one.with_r_target, one.without_r_target);
}

TEST(EvaluationTest, EmbeddingsThatAreNotFiniteAreACollapse) {
  const model::ModelConfig config{.vocabulary_sizes = {9, 9}, .dimension = 4, .layers = 1, .tied = false};
  model::Parameters parameters(config);
  parameters.initialise(1);
  Workers workers(1);
  const Evaluation good = evaluate(parameters, 2, small_options(), 0, workers);
  EXPECT_TRUE(good.criterion.has_value());
  EXPECT_FALSE(looks_collapsed(good.mean_random_cosine));
  for (int word = 0; word < 9; ++word) {
    for (int j = 0; j < 4; ++j) parameters.embedding(1)(word, j) = 1.0f + 0.01f * static_cast<float>(j * word % 3);
  }
  EXPECT_TRUE(looks_collapsed(evaluate(parameters, 2, small_options(), 0, workers).mean_random_cosine));
  parameters.embedding(1)(3, 2) = std::numeric_limits<float>::infinity();
  try {
    evaluate(parameters, 2, small_options(), 0, workers);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kCollapsed);
  }
}

TEST(CheckpointTest, EveryParameterAndTheStateComeBack) {
  const TestFolder folder;
  const model::ModelConfig config{.vocabulary_sizes = {5, 6}, .dimension = 4, .layers = 2, .tied = false};
  model::Parameters saved(config), loaded(config);
  saved.initialise(9);
  RunState state;
  state.position = {.epoch = 2, .step = 3, .updates = 40, .totals = {{{0.1, 1.0 / 3}, 7}, {{3, 4}, 8}}};
  state.metrics = {"{\"epoch\":1}", "{\"epoch\":2}"};
  state.best_epoch = 1;
  state.best_score = 0.1 + 0.2;
  state.epoch_seconds = 1.5;
  save_checkpoint(folder / "c", saved, state);
  const RunState back = load_checkpoint(folder / "c", loaded);
  const auto a = saved.named(), b = loaded.named();
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::int64_t i = 0; i < a[k].matrix.rows * a[k].matrix.cols; ++i) {
      ASSERT_EQ(a[k].matrix.data[i], b[k].matrix.data[i]) << a[k].name;
    }
  }
  EXPECT_EQ(back.position.epoch, 2);
  EXPECT_EQ(back.position.step, 3);
  EXPECT_EQ(back.position.updates, 40);
  EXPECT_EQ(back.position.totals[0].nats[model::kBackward], 1.0 / 3);
  EXPECT_EQ(back.position.totals[1].words, 8);
  EXPECT_EQ(back.metrics, state.metrics);
  EXPECT_EQ(back.best_epoch, 1);
  EXPECT_EQ(back.best_score, state.best_score);
  EXPECT_EQ(back.epoch_seconds, 1.5);
}

TEST(CheckpointTest, RefusesAnotherModel) {
  const TestFolder folder;
  const model::ModelConfig config{.vocabulary_sizes = {5}, .dimension = 4, .layers = 1, .tied = false};
  model::ModelConfig other = config;
  other.dimension = 5;
  model::Parameters saved(config), loaded(other);
  RunState state;
  state.position.totals.resize(1);
  save_checkpoint(folder / "c", saved, state);
  EXPECT_THROW(load_checkpoint(folder / "c", loaded), Error);
}

}  // namespace
}  // namespace koine::train
