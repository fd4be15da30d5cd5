#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "koine/experiment/experiment_file.h"
#include "koine/experiment/experiment_test_support.h"
#include "koine/experiment/report.h"
#include "koine/experiment/runner.h"
#include "koine/io/byte_reader.h"

// Runs of experiments without koine.
namespace koine::experiment {

inline constexpr const char* kText =
    R"({"languages":["es"],"options":{},"prefix_files":{},"inputs":[],"diagnosis":[{"language":"es","sentences":10,)"
    R"("tokens":1000,"types":50,"vocabulary":40,"unknown_tokens":10,"longest_tokens":9,"cut_sentences":0,)"
    R"("repeated_sentences":0,"max_tokens":1000}]})";

inline const std::string kExperiment =
    "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\"]\nsentences = [50000]\nseeds = [1, 2]\n[[method]]\nname = "
    "\"koine\"\ntrain = { softmax = \"sampled\" }\n[[method]]\nname = \"self\"\nmap = { method = \"self-learning\" }\n";

// The rank of the first so many pairs of an evaluation; of all others it is 9.
struct Ranks {
  std::string of;  // what stands in the path of the vectors
  std::string rank;
  int count = 40;
};

// Stands in for koine: leaves behind what a command would, and remembers what it was told.
class Pretender {
 public:
  std::vector<std::vector<std::string>> calls;
  std::vector<double> seconds_left;
  std::map<std::string, int> exit_codes;                       // by subcommand; "train 1" for those of that seed
  std::vector<Ranks> ranks{{"/train-", "1"}, {"/map-", "2"}};  // the first that fits
  int pairs = 3;                                               // that `koine pairs` draws

  CallResult operator()(const Call& call) {
    calls.push_back(call.words);
    seconds_left.push_back(call.place.seconds_left);
    const std::string& command = call.words[0];
    const auto value_of = [&](const std::string& option) {
      const auto found = std::ranges::find(call.words, option);
      return found == call.words.end() ? "" : *(found + 1);
    };
    for (const auto& name : {command, command + " " + value_of("--seed")}) {
      const auto code = exit_codes.find(name);
      if (code == exit_codes.end()) continue;
      write(call.log, "said why");
      return {code->second, "said why"};
    }
    if (command == "vocabulary") write(call.words[1] + "/text.json", kText);
    if (command == "train" || command == "skipgram") write(call.words[1] + "/run.json", R"({"machine":{"isa":"mmx"}})");
    if (command == "train") write(call.words[1] + "/metrics.jsonl", "{}\n{}\n");
    if (std::ranges::find(call.words, "--keep-epochs") != call.words.end()) {
      std::filesystem::create_directories(call.words[1] + "/epochs");
    }
    if (command == "pairs") {
      std::string table;
      for (int i = 0; i < pairs; ++i) table += "s" + std::to_string(i) + "\tt" + std::to_string(i) + "\n";
      write(value_of("-o"), table);
    }
    if (command == "translate") {
      EXPECT_EQ(call.input, "s0\ns1\n");
      write(call.output, "source\ttarget\tscore\trank\ns0\tt5\t1\t1\ns0\tt0\t1\t2\ns1\tt6\t1\t1\n");
    }
    if (command == "evaluate") evaluate(value_of("--source"), value_of("--ranks"));
    return {0, ""};
  }

 private:
  void evaluate(const std::string& vectors, const std::string& file) {
    const auto own =
        std::ranges::find_if(ranks, [&](const Ranks& r) { return vectors.find(r.of) != std::string::npos; });
    const char* source = vectors.find("fi-en") == std::string::npos ? "s" : "f";
    std::string table = "source\ttarget\tcsls_rank\tnearest_rank\n";
    for (int i = 0; i < 100; ++i) {
      table +=
          source + std::to_string(i) + "\tt" + std::to_string(i) + "\t" + (i < own->count ? own->rank : "9") + "\t1\n";
    }
    write(file, table);
  }
  static void write(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }
};

class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest() {
    take(kExperiment);
    options_.threads = 2;
    options_.product_rate = [this] {
      ++asked_;
      return 1e11;
    };
  }

  void take(const std::string& text) {
    whole_ = make_plan({parse_experiment(text, "table.toml", Scale::kSmall)}, nullptr);
  }

  PlanState run() {
    PlanState state = look(whole_, store_, options_);
    run_missing(whole_, store_, options_, std::ref(pretender_), state, silent_reporter());
    return state;
  }

  std::string report(const PlanState& state) {
    write_report(folder_.path(), whole_, state, store_, {.command = "koine experiment x", .notes = {}},
                 silent_reporter());
    return io::read_file(folder_.path() / "report.md");
  }

  int calls_of(const std::string& command) const {
    return static_cast<int>(std::ranges::count(pretender_.calls, command, [](const auto& call) { return call[0]; }));
  }

  int asked_ = 0;
  TemporaryFolder folder_;
  WholePlan whole_;
  Store store_{folder_.path() / "store"};
  RunOptions options_;
  Pretender pretender_;
};

}  // namespace koine::experiment
