#include "koine/experiment/experiment_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "koine/core/error.h"
#include "koine/corpus/text_source.h"
#include "koine/experiment/method_options.h"
#include "koine/experiment/small_scale.h"
#include "koine/experiment/toml_table.h"
#include "koine/io/byte_reader.h"
#include "koine/train/options.h"

namespace koine::experiment {
namespace {

constexpr const char* kAnyLanguage = "default";  // of [corpora]

// Errors of options have no place in the file yet.
template <typename Work>
auto placed(const std::string& place, const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    throw Error(ErrorKind::kInput, error.what()).where(place);
  }
}

std::vector<LanguagePair> pairs_of(const TomlTable& table, const std::string& key) {
  std::vector<LanguagePair> pairs;
  for (const auto& text : table.texts(key)) pairs.push_back(parse_pair(text, table.place_of(key)));
  return pairs;
}

std::vector<std::uint64_t> seeds_of(const TomlTable& table) {
  std::vector<std::uint64_t> seeds;
  for (const std::int64_t seed : table.wholes("seeds", 1)) seeds.push_back(static_cast<std::uint64_t>(seed));
  return seeds;
}

// No text is longer; the numbers of words and of operations that are estimated from it stay in range.
constexpr std::int64_t kMostSentences = 1'000'000'000'000;

std::vector<std::int64_t> sentences_of(const TomlTable& table) {
  return table.wholes("sentences", 1, kMostSentences);
}

std::vector<std::string> languages_of(const TomlTable& table) {
  const auto languages = table.texts("languages");
  for (const auto& language : languages) {
    placed(table.place_of("languages"), [&] {
      corpus::check_language_code(language);
      return 0;
    });
  }
  return languages;
}

Options options_of(const TomlTable& table, const std::string& key) {
  return table.has(key) ? table.table(key).options() : Options();
}

std::string epoch_of(const TomlTable& table) {
  train::Select select{};
  const std::string name = table.text("epoch");
  placed(table.place_of("epoch"), [&] {
    set_option(select, "select", name);
    return 0;
  });
  return option_text(select);
}

Method method_of(const TomlTable& table) {
  table.require_known({"name", "train", "map", "skipgram", "languages", "seed-pairs", "pairs", "sentences", "seeds",
                       "baseline", "label", "before-spelling", "epoch"});
  Method method;
  if (table.has("name")) method.name = table.text("name");
  if (method.name.empty()) throw Error(ErrorKind::kInput, "a method needs a name").where(table.place());
  if (table.has("train") == table.has("map")) {
    throw Error(ErrorKind::kInput, "a method is made by `train`, or by `map` after a skip-gram")
        .where(table.place())
        .found(table.has("train") ? "both" : "neither");
  }
  method.mapped = table.has("map");
  method.baseline = table.has("baseline") ? table.yes_or_no("baseline") : method.mapped;
  if (table.has("label")) method.label = table.text("label");
  if (table.has("before-spelling")) method.before_spelling = table.yes_or_no("before-spelling");
  if (table.has("epoch")) method.epoch = epoch_of(table);
  if (table.has("languages")) method.languages = languages_of(table);
  if (table.has("seed-pairs")) method.seed_pairs = table.wholes("seed-pairs", 0);
  if (table.has("pairs")) method.pairs = pairs_of(table, "pairs");
  if (table.has("sentences")) method.sentences = sentences_of(table);
  if (table.has("seeds")) method.seeds = seeds_of(table);
  method.train = options_of(table, "train");
  method.skipgram = options_of(table, "skipgram");
  method.map = options_of(table, "map");
  const auto refuse = [&](const char* what, const std::string& key) {
    throw Error(ErrorKind::kInput, what).where(table.place_of(key));
  };
  if (!method.mapped && table.has("skipgram")) refuse("`skipgram` goes with `map`", "skipgram");
  const std::string rounds = value_of(method.train, "spelling-rounds");
  if (method.before_spelling && (rounds.empty() || rounds == "0")) {
    refuse("`before-spelling` is of a `train` with rounds of spelling", "before-spelling");
  }
  if (!method.epoch.empty() &&
      (method.mapped || !value_of(method.train, "select").empty() || value_of(method.train, "join") == "true")) {
    refuse("`epoch` is of a `train` without `join`, in the place of its `select`", "epoch");
  }
  if (method.mapped && table.has("languages")) refuse("`languages` goes with `train`", "languages");
  if (method.mapped) {
    method.map_method = value_of(method.map, "method");
    if (method.map_method.empty()) refuse("`map` needs a `method`, as koine map has them", "map");
    std::erase_if(method.map, [](const auto& option) { return option.first == "method"; });
  }
  const bool seeded = method.mapped && takes_seed_pairs(method.map_method);
  if (seeded != table.has("seed-pairs")) {
    refuse("`seed-pairs` goes with the method procrustes, and that one needs it", seeded ? "map" : "seed-pairs");
  }
  return method;
}

void check_method(Method& method, const std::string& place) {
  placed(place, [&] {
    if (!method.mapped) {
      check_train_options(method.train);
    } else {
      check_skipgram_options(method.skipgram);
      check_map_options(method.map_method, method.map);
    }
    return 0;
  });
}

// The keys that a file has at its top, and in [small].
void read_sizes(const TomlTable& table, Experiment& experiment) {
  if (table.has("pairs")) experiment.pairs = pairs_of(table, "pairs");
  if (table.has("sentences")) experiment.sentences = sentences_of(table);
  if (table.has("seeds")) experiment.seeds = seeds_of(table);
  if (table.has("test-pairs")) experiment.test_pairs = table.whole("test-pairs", 1);
  if (table.has("map-words")) experiment.map_words = table.whole("map-words", 1);
  if (table.has("words")) {
    const bool named = table.is_list("words");
    experiment.words = named ? table.texts("words") : std::vector<std::string>();
    if (!named) experiment.word_count = table.whole("words", 1);
  }
}

// Everything named in a method has to be there.
void check_methods(const Experiment& experiment, const std::vector<std::string>& places) {
  const auto refuse = [&](std::size_t m, const char* what, const std::string& found) {
    throw Error(ErrorKind::kInput, what).where(places[m]).found(found);
  };
  for (std::size_t m = 0; m < experiment.methods.size(); ++m) {
    const Method& method = experiment.methods[m];
    if (experiment.show == Show::kAgreement && !method.pairs.empty()) {
      refuse(m, "what all pairs agree on needs all pairs: a method can have none of its own", method.name);
    }
    for (std::size_t other = 0; other < m; ++other) {
      if (experiment.methods[other].name == method.name) refuse(m, "two methods have one name", method.name);
    }
    for (const LanguagePair& pair : method.pairs) {
      const bool known = std::ranges::find(experiment.pairs, pair) != experiment.pairs.end();
      if (!known) refuse(m, "the experiment does not have this pair of a method", pair.name());
    }
    for (const std::int64_t sentences : method.sentences) {
      const bool known = std::ranges::find(experiment.sentences, sentences) != experiment.sentences.end();
      if (!known) refuse(m, "the experiment does not have these sentences of a method", std::to_string(sentences));
    }
    if (!method.epoch.empty() && (experiment.show == Show::kWords || experiment.show == Show::kTsne)) {
      refuse(m, "`epoch` is for scores: words and planes are of the vectors of the run", method.name);
    }
    if (method.before_spelling && (experiment.show == Show::kWords || experiment.show == Show::kTsne)) {
      refuse(m, "`before-spelling` is for scores: words and planes are of the vectors of the run", method.name);
    }
    if (method.languages.empty()) {
      if (experiment.show == Show::kTsne) refuse(m, "a plane of words needs the `languages` of a method", method.name);
      continue;
    }
    for (const LanguagePair& pair : method.pairs.empty() ? experiment.pairs : method.pairs) {
      for (const auto& language : {pair.source, pair.target}) {
        const bool known = std::ranges::find(method.languages, language) != method.languages.end();
        if (!known) refuse(m, "a pair has a language that the method does not train", pair.name());
      }
    }
  }
}

// Words that all pairs have in common are of one language.
void check_pairs(const Experiment& experiment, const std::string& place) {
  for (const LanguagePair& pair : experiment.pairs) {
    if (experiment.show != Show::kAgreement || pair.target == experiment.pairs[0].target) continue;
    throw Error(ErrorKind::kInput, "what all pairs agree on are words of one target language")
        .where(place)
        .found(experiment.pairs[0].name() + " and " + pair.name());
  }
}

std::set<std::string> languages_of(const Experiment& experiment) {
  std::set<std::string> languages;
  for (const LanguagePair& pair : experiment.pairs) languages.insert({pair.source, pair.target});
  for (const Method& method : experiment.methods) languages.insert(method.languages.begin(), method.languages.end());
  return languages;
}

void read_corpora(const TomlTable& table, const std::set<std::string>& languages, Experiment& experiment) {
  for (const auto& language : table.keys()) {
    if (language != kAnyLanguage && !languages.contains(language)) {
      throw Error(ErrorKind::kInput, "the experiment does not have this language")
          .where(table.place_of(language))
          .found(koine::quoted(language))
          .expected(fmt::format("{}, {}", kAnyLanguage, fmt::join(languages, ", ")));
    }
    experiment.corpora[language == kAnyLanguage ? "" : language] = table.text(language);
  }
}

}  // namespace

LanguagePair parse_pair(const std::string& text, const std::string& place) {
  const auto dash = text.find('-');
  const LanguagePair pair{text.substr(0, dash), dash == std::string::npos ? "" : text.substr(dash + 1)};
  if (pair.source.empty() || pair.target.empty() || pair.source == pair.target ||
      pair.target.find('-') != std::string::npos) {
    throw Error(ErrorKind::kInput, "this is no pair of languages")
        .where(place)
        .found(koine::quoted(text))
        .expected("two languages, such as es-en");
  }
  placed(place, [&] {
    corpus::check_language_code(pair.source);
    corpus::check_language_code(pair.target);
    return 0;
  });
  return pair;
}

Experiment parse_experiment(std::string_view text, const std::string& place, Scale scale) {
  const TomlTable file = TomlTable::parse(text, place);
  const std::vector<std::string> sizes{"pairs", "sentences", "seeds", "test-pairs", "map-words", "words"};
  std::vector<std::string> known{"title", "about", "show", "corpora", "text", "method", "small"};
  known.insert(known.end(), sizes.begin(), sizes.end());
  file.require_known(known);
  for (const char* key : {"title", "show", "pairs", "sentences", "method"}) {
    if (!file.has(key)) throw Error(ErrorKind::kInput, "an experiment needs this key").where(place).found(key);
  }
  Experiment experiment;
  experiment.place = place;
  experiment.name = std::filesystem::path(place).stem().string();
  experiment.title = file.text("title");
  if (file.has("about")) experiment.about = file.text("about");
  const std::string show = file.text("show");
  placed(file.place_of("show"), [&] {
    set_option(experiment.show, "show", show);
    return 0;
  });
  read_sizes(file, experiment);
  experiment.text = options_of(file, "text");
  placed(file.place_of("text"), [&] {
    check_text_options(experiment.text);
    return 0;
  });
  std::vector<std::string> places;
  for (const TomlTable& table : file.tables("method")) {
    places.push_back(table.place());
    experiment.methods.push_back(method_of(table));
    check_method(experiment.methods.back(), places.back());
  }
  check_methods(experiment, places);
  check_pairs(experiment, file.place_of("pairs"));

  // Small, whether or not it is asked for: [small] is checked like all else.
  Experiment small = experiment;
  make_small(small);
  if (file.has("small")) {
    const TomlTable table = file.table("small");
    table.require_known(sizes);
    read_sizes(table, small);
    check_pairs(small, table.place_of("pairs"));
  }
  for (std::size_t m = 0; m < places.size(); ++m) check_method(small.methods[m], places[m]);
  fit_methods(small);
  check_methods(small, places);
  if (file.has("corpora")) {
    auto languages = languages_of(experiment);
    languages.merge(languages_of(small));
    for (Experiment* e : {&experiment, &small}) read_corpora(file.table("corpora"), languages, *e);
  }
  return scale == Scale::kSmall ? small : experiment;
}

Experiment read_experiment(const std::filesystem::path& path, Scale scale) {
  return parse_experiment(io::read_file(path), path.string(), scale);
}

}  // namespace koine::experiment
