#include "koine/experiment/planner.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <functional>
#include <set>

#include "koine/core/error.h"
#include "koine/experiment/method_options.h"
#include "koine/plot/tsne.h"

namespace koine::experiment {
namespace {

// Artificial languages that stand in for those of the experiments: aa for the first. Their dictionaries lead from
// earlier ones to later ones, so that a source has to come before its target.
std::vector<std::string> in_order_of_pairs(const std::vector<Experiment>& experiments) {
  std::vector<std::string> order;
  std::set<std::string> open;
  std::vector<LanguagePair> pairs;
  std::vector<std::string> languages;
  for (const Experiment& e : experiments) {
    pairs.insert(pairs.end(), e.pairs.begin(), e.pairs.end());
    for (const Method& m : e.methods) languages.insert(languages.end(), m.languages.begin(), m.languages.end());
  }
  for (const auto& pair : pairs) languages.insert(languages.end(), {pair.source, pair.target});
  const std::function<void(const std::string&)> add = [&](const std::string& language) {
    if (std::ranges::find(order, language) != order.end()) return;
    if (!open.insert(language).second) {
      throw Error(ErrorKind::kUsage, "artificial languages have dictionaries in one direction only")
          .found("pairs with " + language + " lead in a circle")
          .hint("give texts with --corpora, or turn pairs round");
    }
    for (const auto& pair : pairs) {
      if (pair.target == language) add(pair.source);
    }
    order.push_back(language);
  };
  for (const auto& language : languages) add(language);
  return order;
}

std::string artificial_code(std::size_t number) {
  return {static_cast<char>('a' + number / 26), static_cast<char>('a' + number % 26)};
}

class Planner {
 public:
  Planner(WholePlan& whole, Inputs* inputs, const std::string& only)
      : whole_(whole), plan_(whole.plan), inputs_(inputs), only_(only) {
    if (inputs_ == nullptr) add_artificial();
  }

  void add_experiment(std::size_t number) {
    number_ = number;
    const std::size_t first = whole_.cells.size();
    add_cells();
    std::size_t most = 0;
    for (std::size_t c = first; c < whole_.cells.size(); ++c) most = std::max(most, whole_.cells[c].runs.size());
    for (std::size_t r = 0; r < most; ++r) {
      for (std::size_t c = first; c < whole_.cells.size(); ++c) {
        if (r < whole_.cells[c].runs.size()) add_run_if_possible(whole_.cells[c], whole_.cells[c].runs[r]);
      }
    }
  }

 private:
  const Experiment& experiment() const { return whole_.experiments[number_]; }

  void add_artificial() {
    artificial_ = in_order_of_pairs(whole_.experiments);
    std::int64_t most = 0;
    for (const Experiment& e : whole_.experiments) most = std::max(most, *std::ranges::max_element(e.sentences));
    Step step{.kind = "artificial", .label = fmt::format("{}-languages-{}", artificial_.size(), most)};
    step.arguments = texts({"artificial", "--languages", std::to_string(artificial_.size()), "--sentences",
                            std::to_string(most), "--seed", "1", "-o"});
    step.arguments.push_back(own_file(""));
    step.threads = false;
    artificial_step_ = plan_.add(std::move(step));
  }

  void add_cells() {
    for (const LanguagePair& pair :
         experiment().show == Show::kTsne ? std::vector<LanguagePair>{LanguagePair()} : experiment().pairs) {
      for (const std::int64_t sentences : experiment().sentences) {
        for (std::size_t m = 0; m < experiment().methods.size(); ++m) {
          const Method& method = experiment().methods[m];
          const auto has = [](const auto& list, const auto& item) {
            return list.empty() || std::ranges::find(list, item) != list.end();
          };
          const bool of_pair = pair.source.empty() || has(method.pairs, pair);
          if (!of_pair || !has(method.sentences, sentences)) continue;
          const auto& seeds = method.seeds.empty() ? experiment().seeds : method.seeds;
          for (const std::int64_t n : method.seed_pairs.empty() ? std::vector<std::int64_t>{-1} : method.seed_pairs) {
            Cell cell{number_, m, pair, sentences, n, {}};
            for (const std::uint64_t seed : seeds) cell.runs.push_back({seed, 0});
            whole_.cells.push_back(std::move(cell));
          }
        }
      }
    }
  }

  static std::vector<Argument> texts(const std::vector<std::string>& words) {
    std::vector<Argument> arguments;
    for (const auto& word : words) arguments.push_back(text_argument(word));
    return arguments;
  }
  static void append(Step& step, const std::vector<std::string>& words) {
    for (const auto& word : words) step.arguments.push_back(text_argument(word));
  }
  static void append(Step& step, const Options& settled) {
    step.settled.insert(step.settled.end(), settled.begin(), settled.end());
  }
  static void append(Step& step, const std::string& option, Argument value) {
    step.arguments.push_back(text_argument(option));
    step.arguments.push_back(std::move(value));
  }

  std::size_t artificial_number(const std::string& language) const {
    return static_cast<std::size_t>(std::ranges::find(artificial_, language) - artificial_.begin());
  }

  Argument dictionary(const LanguagePair& pair, bool of_seeds) {
    if (inputs_ != nullptr) return of_seeds ? inputs_->seed_dictionary(pair) : inputs_->dictionary(pair);
    return result_of(artificial_step_, artificial_code(artificial_number(pair.source)) + "-" +
                                           artificial_code(artificial_number(pair.target)) + ".txt");
  }

  // --text of the languages, and how it is read.
  void append_text(Step& step, const std::vector<std::string>& languages, std::int64_t sentences) {
    for (const auto& language : languages) {
      Argument text = inputs_ != nullptr
                          ? inputs_->text(language, experiment().corpus_kind(language))
                          : result_of(artificial_step_, artificial_code(artificial_number(language)) + ".txt");
      text.prefix = language + "=";
      append(step, "--text", std::move(text));
    }
    append(step, {"--sentences", std::to_string(sentences), "--sampling", "first"});
    append(step, arguments_of(experiment().text));
    step.settled = settled_text(experiment().text);
    step.sentences = sentences;
  }

  std::string with_kind(const std::string& language) const {
    const std::string kind = inputs_ != nullptr ? experiment().corpus_kind(language) : "";
    return kind.empty() ? language : language + "." + kind;
  }

  std::size_t vocabulary(const std::string& language, std::int64_t sentences) {
    Step step{.kind = "vocabulary", .label = fmt::format("{}-{}", with_kind(language), sentences)};
    step.arguments = {text_argument("vocabulary"), own_file("")};
    step.threads = false;
    append_text(step, {language}, sentences);
    const std::size_t number = plan_.add(std::move(step));
    const auto same = [&](const TextUse& use) { return use.experiment == number_ && use.vocabulary == number; };
    if (std::ranges::none_of(whole_.texts, same)) {
      whole_.texts.push_back({number_, with_kind(language), number});
    }
    return number;
  }

  // One draw of pairs for all methods and sizes.
  std::size_t test_pairs(const LanguagePair& pair) {
    Step step{.kind = "pairs", .label = pair.name()};
    step.arguments = texts({"pairs", "--pairs", std::to_string(experiment().test_pairs), "--seed", "1"});
    append(step, "--dictionary", dictionary(pair, false));
    for (const std::int64_t sentences : experiment().sentences) {
      for (const auto& [option, language] : {std::pair("--source", pair.source), std::pair("--target", pair.target)}) {
        append(step, option, result_of(vocabulary(language, sentences), "vocabulary/" + language + ".tsv"));
      }
    }
    append(step, "-o", own_file("pairs.tsv"));
    step.threads = false;
    return plan_.add(std::move(step));
  }

  std::vector<std::size_t> vocabularies(const std::vector<std::string>& languages, std::int64_t sentences) {
    std::vector<std::size_t> steps;
    for (const auto& language : languages) steps.push_back(vocabulary(language, sentences));
    return steps;
  }

  std::size_t train(const Cell& cell, const Method& method, std::uint64_t seed) {
    const std::vector<std::string> languages =
        method.languages.empty() ? std::vector<std::string>{cell.pair.source, cell.pair.target} : method.languages;
    std::string names;
    for (const auto& language : languages) names += (names.empty() ? "" : "-") + with_kind(language);
    Step step{.kind = "train", .label = fmt::format("{}-{}-seed{}", names, cell.sentences, seed)};
    step.texts = vocabularies(languages, cell.sentences);
    step.arguments = {text_argument("train"), own_file("")};
    append_text(step, languages, cell.sentences);
    append(step, {"--preset", std::string("paper")});  // from which options of experiments start
    append(step, arguments_of(method.train));
    append(step, settled_train(method.train));
    append(step, {"--seed", std::to_string(seed)});
    step.keeps_epochs = !method.epoch.empty();
    step.trains = true;
    step.options = method.train;
    return plan_.add(std::move(step));
  }

  std::size_t skipgram(const std::string& language, const Cell& cell, const Method& method, std::uint64_t seed) {
    Step step{.kind = "skipgram", .label = fmt::format("{}-{}-seed{}", with_kind(language), cell.sentences, seed)};
    step.texts = vocabularies({language}, cell.sentences);
    step.arguments = {text_argument("skipgram"), own_file("")};
    append_text(step, {language}, cell.sentences);
    append(step, arguments_of(method.skipgram));
    append(step, settled_skipgram(method.skipgram));
    append(step, {"--seed", std::to_string(seed)});
    step.trains = true;
    step.options = method.skipgram;
    return plan_.add(std::move(step));
  }

  std::size_t map(const Cell& cell, const Method& method, std::uint64_t seed, std::size_t pairs) {
    const auto& [source, target] = cell.pair;
    Step step{.kind = "map"};
    step.label = fmt::format("{}-{}-{}-seed{}", method.map_method, cell.pair.name(), cell.sentences, seed);
    step.texts = vocabularies({source, target}, cell.sentences);
    step.arguments = {text_argument("map"), own_file("")};
    append(step, "--source", result_of(skipgram(source, cell, method, seed), "vectors/" + source + ".vec"));
    append(step, "--target", result_of(skipgram(target, cell, method, seed), "vectors/" + target + ".vec"));
    append(step, {"--method", method.map_method});
    if (cell.seed_pairs >= 0) append(step, {"--seed-pairs", std::to_string(cell.seed_pairs)});
    if (cell.seed_pairs > 0) append(step, "--seed-dictionary", dictionary(cell.pair, true));
    if (takes_exclude_pairs(method.map_method) && cell.seed_pairs != 0) {
      append(step, "--exclude-pairs", result_of(pairs, "pairs.tsv"));
    }
    append(step, arguments_of(method.map));
    append(step, settled_map(method.map_method, method.map));
    append(step, {"--seed", std::to_string(seed)});
    step.method = method.map_method;
    step.options = method.map;
    set_value(step.options, "dimension", value_of(method.skipgram, "dimension"));
    return plan_.add(std::move(step));
  }

  // From vectors in one space to what the cell shows.
  Step show(const Cell& cell, const Method& method, std::size_t vectors, std::size_t pairs) {
    const std::string source = method.mapped ? "source" : cell.pair.source;
    const std::string target = method.mapped ? "target" : cell.pair.target;
    Step step;
    if (experiment().show == Show::kWords) {
      step.kind = "translate";
      step.arguments = {text_argument("translate"), result_of(vectors, "")};
      append(step, {"--from", source, "--to", target, "--top", "3"});
      if (!experiment().words.empty()) append(step, std::vector<std::string>{"--"});
      append(step, experiment().words);
      if (experiment().words.empty()) {
        step.input_pairs = result_of(pairs, "pairs.tsv");
        step.input_words = experiment().word_count;
      }
      step.output = "translations.tsv";
      return step;
    }
    step.kind = "evaluate";
    step.arguments = texts({"evaluate", "alignment"});
    const std::string folder = method.before_spelling ? "without-spelling/"
                               : method.epoch.empty() ? "vectors/"
                                                      : "epochs/" + method.epoch + "/vectors/";
    append(step, "--source", result_of(vectors, folder + source + ".vec"));
    append(step, "--target", result_of(vectors, folder + target + ".vec"));
    append(step, "--pairs-file", result_of(pairs, "pairs.tsv"));
    append(step, "--ranks", own_file("ranks.tsv"));
    append(step, "--json", own_file("scores.json"));
    return step;
  }

  // A text or dictionary that only cells have which are not asked for may be absent.
  void add_run_if_possible(const Cell& cell, CellRun& run) {
    try {
      add_run(cell, run);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput || is_asked_for(cell.name(whole_.experiments), only_)) throw;
      run.step = plan_.add({.kind = "input", .label = cell.pair.name(), .settled = {{"absent", error.what()}}});
      whole_.absent[run.step] = error.what();
    }
  }

  void add_run(const Cell& cell, CellRun& run) {
    const Method& method = experiment().methods[cell.method];
    if (experiment().show == Show::kTsne) {
      Step step{.kind = "tsne", .label = fmt::format("{}-seed{}", cell.sentences, run.seed)};
      std::string languages;
      for (const auto& language : method.languages) languages += (languages.empty() ? "" : ",") + language;
      const std::size_t trained = train(cell, method, run.seed);
      step.arguments = {text_argument("plot"), text_argument("tsne"), result_of(trained, "")};
      append(step, {"--languages", languages, "--words", std::to_string(experiment().map_words)});
      append(step, "-o", own_file("figure"));
      const plot::TsneOptions tsne;
      step.settled = {{"perplexity", option_text(tsne.perplexity)},
                      {"iterations", option_text(tsne.iterations)},
                      {"seed", option_text(tsne.seed)}};
      run.step = plan_.add(std::move(step));
      return;
    }
    const std::size_t pairs = test_pairs(cell.pair);
    const std::size_t vectors = method.mapped ? map(cell, method, run.seed, pairs) : train(cell, method, run.seed);
    Step step = show(cell, method, vectors, pairs);
    step.label = plan_[vectors].label;
    step.texts = vocabularies({cell.pair.source, cell.pair.target}, cell.sentences);
    run.step = plan_.add(std::move(step));
  }

  WholePlan& whole_;
  Plan& plan_;
  Inputs* inputs_;
  const std::string& only_;
  std::size_t number_ = 0;
  std::vector<std::string> artificial_;
  std::size_t artificial_step_ = 0;
};

}  // namespace

std::string Experiment::corpus_kind(const std::string& language) const {
  const auto own = corpora.find(language), any = corpora.find("");
  return own != corpora.end() ? own->second : any != corpora.end() ? any->second : "";
}

std::string Cell::name(const std::vector<Experiment>& experiments) const {
  const Experiment& e = experiments[experiment];
  std::string name = e.name;
  if (!pair.source.empty()) name += "/" + pair.name();
  name += fmt::format("/{}/{}", sentences, e.methods[method].name);
  if (seed_pairs >= 0) name += fmt::format("/{} pairs", seed_pairs);
  return name;
}

bool is_asked_for(const std::string& cell_name, const std::string& only) {
  if (only.empty()) return true;
  if (only.find_first_of("*?[") == std::string::npos) return cell_name.find(only) != std::string::npos;
  return fnmatch(only.c_str(), cell_name.c_str(), 0) == 0;
}

WholePlan make_plan(std::vector<Experiment> experiments, Inputs* inputs, const std::string& only) {
  WholePlan whole;
  whole.experiments = std::move(experiments);
  Planner planner(whole, inputs, only);
  for (std::size_t e = 0; e < whole.experiments.size(); ++e) planner.add_experiment(e);
  return whole;
}

}  // namespace koine::experiment
