#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <type_traits>

#include "cli/commands.h"
#include "cli/map_folder.h"
#include "cli/map_record.h"
#include "cli/shared_options.h"
#include "cli/stop_signal.h"
#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/random.h"
#include "koine/core/stopwatch.h"
#include "koine/eval/induction.h"
#include "koine/io/byte_reader.h"
#include "koine/io/vector_export.h"
#include "koine/io/word_vectors.h"
#include "koine/lexicon/resolved_dictionary.h"
#include "koine/map/normalize.h"
#include "koine/map/product.h"
#include "koine/map/run_method.h"
#include "koine/map/self_learning.h"
#include "koine/text/unicode.h"

namespace koine::cli {
namespace {

struct MapCommand {
  std::string out, method, source, target, seed_dictionary, exclude_pairs, validation_dictionary;
  std::string seed_pairs = "all";
  std::map<std::string, std::string> given;  // options of the method, by name
  bool force = false;
  int threads = 1;
};

// The two sides, ready to be mapped, with what looks their words up.
struct Sides {
  io::WordVectors source, target;
  lexicon::WordIndex sources, targets;

  map::Spaces spaces() const { return {source.vectors.view(), target.vectors.view()}; }
};

void refuse_option(const std::string& name, const MapCommand& command) {
  throw Error(ErrorKind::kUsage, "this option has no meaning for the method")
      .where("--" + name)
      .found("--method " + command.method)
      .hint("docs/methods.md has the options of each method");
}

map::MapOptions options_of(const MapCommand& command) {
  map::Method method{};
  set_option(method, "method", command.method);
  map::MapOptions options = map::defaults_of(method);
  if (const auto preset = command.given.find("preset"); preset != command.given.end()) {
    set_option(options.game.preset, "preset", preset->second);
    map::apply_preset(options.game);  // what else is given comes after it
  }
  map::for_each_option(options, [&](const char* name, auto& value, unsigned methods, const char*) {
    const auto found = command.given.find(name);
    if (found == command.given.end()) return;
    if ((methods & map::of(method)) == 0) refuse_option(name, command);
    set_option(value, name, found->second);
  });
  map::check_options(options);

  const bool seeded = (map::of(method) & map::kSeeded) != 0;
  if (!seeded && !command.seed_dictionary.empty()) refuse_option("seed-dictionary", command);
  if (!seeded && command.seed_pairs != "all") refuse_option("seed-pairs", command);
  if (seeded && command.seed_dictionary.empty() && command.seed_pairs != "0") {
    throw Error(ErrorKind::kUsage, "this method starts from a dictionary")
        .where("--seed-dictionary")
        .hint("--seed-pairs 0 is the start from nothing, by chance");
  }
  const bool shared = method == map::Method::kNumerals || method == map::Method::kIdentical;
  if (!seeded && !shared && !command.exclude_pairs.empty()) refuse_option("exclude-pairs", command);
  const bool has_validation = !command.validation_dictionary.empty();
  if (has_validation && (map::of(method) & map::kRefiners) == 0) refuse_option("validation-dictionary", command);
  if (options.select == map::Select::kDictionary && !has_validation) {
    throw Error(ErrorKind::kUsage, "--select dictionary needs --validation-dictionary");
  }
  return options;
}

std::int64_t seed_pairs_asked(const MapCommand& command) {
  if (command.seed_pairs == "all") return -1;
  std::int64_t count = 0;
  set_option(count, "seed-pairs", command.seed_pairs);
  if (count < 0) {
    throw Error(ErrorKind::kUsage, "an option has a value that makes no sense")
        .where("--seed-pairs")
        .found(command.seed_pairs)
        .expected("a number from 0 on, or all");
  }
  return count;
}

// A word that a .vec cannot hold is refused before the work, not after it.
void require_writable_words(const io::WordVectors& vectors, const std::string& file) {
  for (const std::string& word : vectors.words) {
    if (word.find_first_of(" \n\r") == std::string::npos && !word.empty()) continue;
    throw Error(ErrorKind::kInput, "a word with a space or line break cannot be written to a .vec file")
        .where(file)
        .found(koine::quoted(word))
        .hint("leave the word out of the file, or write an underscore for the space");
  }
}

Sides read_sides(const MapCommand& command, MapRecord& record, Console& console) {
  std::string source_sha256, target_sha256;
  auto source = io::read_word_vectors(command.source, console, {.sha256 = &source_sha256});
  auto target = io::read_word_vectors(command.target, console, {.sha256 = &target_sha256});
  record.inputs = {{"source", command.source, source_sha256}, {"target", command.target, target_sha256}};
  if (source_sha256 == target_sha256) {
    console.warning("source and target are the same file: the map to be found is the identity");
  }
  eval::require_one_dimension(source, target);
  require_writable_words(source, command.source);
  require_writable_words(target, command.target);
  lexicon::WordIndex sources(source.words), targets(target.words);
  return {std::move(source), std::move(target), std::move(sources), std::move(targets)};
}

void normalize(Sides& sides, const map::MapOptions& options, Console& console) {
  const auto steps = map::parse_normalization(options.normalize);
  map::normalize(sides.source.vectors.view(), steps);
  map::normalize(sides.target.vectors.view(), steps);
  for (const auto& [option, side] : {std::pair{"--source", &sides.source}, {"--target", &sides.target}}) {
    if (!map::has_one_vector(side->vectors.view())) continue;
    console.warning(
        fmt::format("{}: all {} words have the same vector: no map can tell them apart", option, side->vectors.rows()));
  }
  eval::warn_of_zero_rows(map::zero_rows(sides.source.vectors.view()) + map::zero_rows(sides.target.vectors.view()),
                          console);
}

bool has_vector(const io::WordVectors& side, std::int64_t row) {
  return !map::is_zero_row(side.vectors.view(), row);
}

// Words of the pairs that are to be evaluated, as they stand and in lower case, in Unicode NFC as a dictionary is read.
struct ExcludedWords {
  std::set<std::string> sources, targets;

  void add(const lexicon::WordPair& pair) {
    for (const auto& word : {pair.source, text::lowercase(pair.source)}) sources.insert(word);
    for (const auto& word : {pair.target, text::lowercase(pair.target)}) targets.insert(word);
  }
  bool touch(const std::string& source, const std::string& target) const {
    return sources.contains(composed(source)) || targets.contains(composed(target));
  }

 private:
  static std::string composed(const std::string& word) {
    return text::first_invalid_utf8(word) ? word : text::normalise(word);
  }
};

lexicon::Dictionary read_dictionary(const char* option, const std::string& file, MapRecord& record, Console& console) {
  auto dictionary = lexicon::read_dictionary(file, console);
  record.inputs.push_back({option, file, dictionary.sha256});
  return dictionary;
}

ExcludedWords excluded_words(const MapCommand& command, MapRecord& record, Console& console) {
  ExcludedWords excluded;
  if (!command.exclude_pairs.empty()) {
    const auto dictionary = read_dictionary("exclude-pairs", command.exclude_pairs, record, console);
    for (const auto& pair : dictionary.pairs) excluded.add(pair);
  }
  return excluded;
}

// The pairs of the dictionary that both sides have a vector for and that share no word with the excluded ones: the
// first or a random choice of as many as asked for.
std::vector<map::Pair> seed_pairs(const MapCommand& command, const map::MapOptions& options, const Sides& sides,
                                  MapRecord& record, Console& console) {
  if (record.seed_pairs_asked == 0) {
    const bool given = !command.seed_dictionary.empty() || !command.exclude_pairs.empty();
    console.info(fmt::format("no seed pairs: the start is a random map, by chance{}",
                             given ? "; --seed-dictionary and --exclude-pairs are not read" : ""));
    return {};
  }
  const auto dictionary = read_dictionary("seed-dictionary", command.seed_dictionary, record, console);
  const auto resolved = lexicon::resolve(dictionary, {&sides.sources, 1}, {&sides.targets, 1}, console);
  const ExcludedWords excluded = excluded_words(command, record, console);
  std::vector<map::Pair> pairs;
  for (const auto& pair : resolved.pairs) {
    if (!pair.known) continue;
    if (excluded.touch(pair.source, pair.target)) {
      ++record.seed_pairs_excluded;
      continue;
    }
    const map::Pair rows{*sides.sources.find(pair.source), *sides.targets.find(pair.target)};
    if (has_vector(sides.source, rows.source) && has_vector(sides.target, rows.target)) pairs.push_back(rows);
  }
  if (pairs.empty()) {
    throw Error(ErrorKind::kInput, "no pair of the seed dictionary can be used")
        .where(command.seed_dictionary)
        .found(fmt::format("{} pairs in the vocabulary, {} of them share a word with --exclude-pairs", resolved.known,
                           record.seed_pairs_excluded))
        .hint("are its first words those of --source and its second words those of --target?");
  }
  if (options.seed_order == map::SeedOrder::kRandom) {
    Random(options.seed, Purpose::kMapSeedPairs).shuffle(pairs);
  }
  const auto usable = static_cast<std::int64_t>(pairs.size());
  if (usable < record.seed_pairs_asked) {
    console.warning(fmt::format("{}: {} seed pairs can be used, {} were asked for", command.seed_dictionary, usable,
                                record.seed_pairs_asked));
  } else if (record.seed_pairs_asked > 0) {
    pairs.resize(static_cast<std::size_t>(record.seed_pairs_asked));
  }
  console.info(fmt::format("{} seed pairs", pairs.size()));
  return pairs;
}

constexpr std::size_t kFewSharedStrings = 25;

// The strings that both vocabularies have, or their numerals, without those that share a word with the excluded pairs.
std::vector<map::Pair> shared_pairs(const MapCommand& command, const map::MapOptions& options, const Sides& sides,
                                    MapRecord& record, Console& console) {
  const ExcludedWords excluded = excluded_words(command, record, console);
  const bool numerals = options.method == map::Method::kNumerals;
  std::vector<map::Pair> pairs;
  for (const auto& pair : map::shared_strings(sides.source.words, sides.target.words, numerals)) {
    const auto at = [](const io::WordVectors& side, std::int64_t row) {
      return side.words[static_cast<std::size_t>(row)];
    };
    if (excluded.touch(at(sides.source, pair.source), at(sides.target, pair.target))) {
      ++record.seed_pairs_excluded;
    } else if (has_vector(sides.source, pair.source) && has_vector(sides.target, pair.target)) {
      pairs.push_back(pair);
    }
  }
  const char* what = numerals ? "numerals" : "strings";
  if (pairs.empty()) {
    throw Error(ErrorKind::kInput, fmt::format("the two vocabularies share no {} to start from", what))
        .found(record.seed_pairs_excluded == 0
                   ? "none"
                   : fmt::format("{}, each with a word of --exclude-pairs", record.seed_pairs_excluded))
        .hint("--method self-learning needs none");
  }
  record.seed_pairs_asked = -1;
  console.info(fmt::format("{} {} that both vocabularies have are the start", pairs.size(), what));
  if (pairs.size() < kFewSharedStrings) {
    console.warning("from so few, the map may be no better than chance");
  }
  return pairs;
}

// p@1 of lexicon induction by the dictionary.
std::function<double(ConstView, ConstView)> validation(const MapCommand& command, const map::MapOptions& options,
                                                       const Sides& sides, Workers& workers, MapRecord& record,
                                                       Console& console) {
  if (command.validation_dictionary.empty()) return {};
  const auto dictionary = read_dictionary("validation-dictionary", command.validation_dictionary, record, console);
  const auto resolved = lexicon::resolve(dictionary, {&sides.sources, 1}, {&sides.targets, 1}, console);
  if (options.select == map::Select::kDictionary) {
    console.warning("--select dictionary looks at test data: the map that scores best on " +
                    command.validation_dictionary + " is kept");
  }
  return [&sides, &workers, resolved, neighbours = options.neighbours](ConstView source, ConstView target) {
    const auto evaluation = eval::evaluate_induction({sides.source.words, map::mapped(source, {}, workers)},
                                                     {sides.target.words, map::mapped(target, {}, workers)}, resolved,
                                                     {.neighbours = neighbours}, workers, silent_reporter());
    return evaluation.variants.front().p_at_1;
  };
}

Matrix<float> whole(const Matrix<float>& w, std::int64_t dimension) {
  if (w.size() > 0) return w;
  Matrix<float> identity(dimension, dimension);
  for (std::int64_t i = 0; i < dimension; ++i) identity(i, i) = 1;
  return identity;
}

void write_result(const MapFolder& folder, const Sides& sides, const map::Mapping& mapping, Workers& workers) {
  const std::int64_t dimension = sides.source.vectors.cols();
  io::write_npy(folder.source_map(), whole(mapping.source, dimension).view());
  if (mapping.target.size() > 0) io::write_npy(folder.target_map(), mapping.target.view());
  const auto write = [&](const auto& path, const io::WordVectors& side, const Matrix<float>& w) {
    io::write_word2vec_text(path, {side.words, map::mapped(side.vectors.view(), w, workers)});
  };
  write(folder.source_vectors(), sides.source, mapping.source);
  write(folder.target_vectors(), sides.target, mapping.target);
}

void finish(const MapFolder& folder, MapRecord& record, const char* status) {
  record.status = status;
  write_map_record(folder, record);
}

void run_map(const MapCommand& command, Console& console) {
  MapRecord record;
  record.options = options_of(command);
  record.seed_pairs_asked = seed_pairs_asked(command);
  record.started = koine::utc_now();
  record.threads = command.threads;
  MapFolder folder(command.out);
  folder.require_place(command.force, {command.source, command.target, command.seed_dictionary, command.exclude_pairs,
                                       command.validation_dictionary});
  io::require_one_standard_input(
      {command.source, command.target, command.seed_dictionary, command.exclude_pairs, command.validation_dictionary});
  const Stopwatch reading;
  Sides sides = read_sides(command, record, console);
  record.source_words = sides.source.vectors.rows();
  record.target_words = sides.target.vectors.rows();
  record.dimension = sides.source.vectors.cols();
  map::clamp_ranks(record.options, record.source_words, record.target_words, console);
  const map::MapOptions& options = record.options;
  normalize(sides, options, console);
  map::require_vectors(options, sides.spaces());
  map::MethodInput input{.spaces = sides.spaces()};
  if (options.method == map::Method::kProcrustes) {
    input.seeds = seed_pairs(command, options, sides, record, console);
  } else if (options.method == map::Method::kNumerals || options.method == map::Method::kIdentical) {
    input.seeds = shared_pairs(command, options, sides, record, console);
  }
  record.seed_pairs = static_cast<std::int64_t>(input.seeds.size());

  const StopSignal stop;  // before the workers, which inherit that it blocks the signals
  Workers workers(command.threads);
  input.validate = validation(command, options, sides, workers, record, console);
  record.seconds_reading = reading.seconds();
  folder.open();
  finish(folder, record, "running");
  MapMetrics metrics(folder);
  map::MethodContext context{.workers = workers, .reporter = console, .stop = &stop.requested(), .seed = options.seed};
  context.record = [&](const map::StepRecord& step) { metrics.add(step, context.attempt); };
  const Stopwatch mapping;
  const map::Outcome outcome = map::run_with_restarts(options, input, context);
  record.seconds_mapping = mapping.seconds();
  record.attempts = outcome.attempts;
  metrics.write();
  if (outcome.collapsed()) {
    finish(folder, record, "collapsed");
    throw Error(ErrorKind::kCollapsed, "no map was found that is more than chance")
        .where(command.out)
        .found(outcome.attempts.size() == 1
                   ? "one attempt, which does not pass the check"
                   : fmt::format("{} attempts, none of which passes the check", outcome.attempts.size()))
        .hint("are the two files of related text? --no-null-check keeps the map all the same");
  }
  write_result(folder, sides, outcome.result.mapping, workers);
  finish(folder, record, outcome.result.stopped ? "interrupted" : "finished");
  const std::string vectors = folder.source_vectors().parent_path().string();
  if (outcome.result.stopped) {
    throw Error(ErrorKind::kInterrupted, "stopped: the best map so far is written").where(vectors);
  }
  console.info(fmt::format("criterion {:.4f} after {}; the mapped vectors are in {}", outcome.result.criterion,
                           duration_text(record.seconds_mapping), vectors));
}

void add_method_options(CLI::App& sub, const std::shared_ptr<MapCommand>& command) {
  map::MapOptions defaults;
  map::for_each_option(defaults, [&](const char* name, auto& value, unsigned, const char* help) {
    using Value = std::remove_reference_t<decltype(value)>;
    const std::string flag = fmt::format("--{}", name);
    if constexpr (std::is_same_v<Value, bool>) {
      auto keep = [command, name](std::int64_t set) { command->given[name] = set > 0 ? "true" : "false"; };
      sub.add_flag_function(fmt::format("{},!--no-{}", flag, name), keep, help);
    } else {
      auto keep = [command, name](const std::string& text) { command->given[name] = text; };
      sub.add_option_function<std::string>(flag, keep, help)
          ->default_str(option_text(value))
          ->type_name(std::is_same_v<Value, std::string> ? "STEPS" : type_name_of<Value>());
    }
  });
}

}  // namespace

void add_map(CLI::App& app, Console& console) {
  auto command = std::make_shared<MapCommand>();
  CLI::App* sub = app.add_subcommand("map", "Map the vectors of one language into the space of another");
  sub->add_option("OUT", command->out, "Folder of the result, made by this command")->required()->type_name("FOLDER");
  const auto add_file = [&](const char* name, std::string& value, const char* help) {
    return sub->add_option(name, value, help)->type_name("FILE");
  };
  add_file("--source", command->source, "Vectors of the source language, the most frequent word first")->required();
  add_file("--target", command->target, "Vectors of the target language")->required();
  sub->add_option("--method", command->method, "How the map is found")
      ->required()
      ->type_name(option_choices<map::Method>());
  add_file("--seed-dictionary", command->seed_dictionary, "Pairs that procrustes starts from, two words a line");
  sub->add_option("--seed-pairs", command->seed_pairs, "How many of them; 0: none, a start by chance")
      ->type_name("N|all");
  add_file("--exclude-pairs", command->exclude_pairs,
           "Pairs to be evaluated: no pair of the start (procrustes, numerals, identical) shares a word with them");
  add_file("--validation-dictionary", command->validation_dictionary,
           "A dictionary whose p@1 is recorded at each step, and chosen by with --select dictionary");
  add_method_options(*sub, command);
  add_threads(*sub, command->threads);
  sub->add_flag("--force", command->force, "Replace the result in OUT");
  sub->footer(
      "The defaults shown are those of self-learning; the other methods have their own, see docs/methods.md.\n\n" +
      kExitCodes);
  sub->callback([command, &console] { run_map(*command, console); });
}

}  // namespace koine::cli
