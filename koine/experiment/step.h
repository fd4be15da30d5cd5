#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "koine/experiment/description.h"

// What an experiment is made of: calls of koine, each of which leaves its result in a folder of its own.
namespace koine::experiment {

// A part of a command. Where it names a file, what the file holds decides, not its name.
struct Argument {
  enum class Kind {
    kText,    // as it stands
    kFile,    // a file of the user's: its path in `text`, its digest in `sha256`
    kResult,  // a file of the folder of another step; the folder itself where `text` is empty
    kOwn,     // likewise of the step's own folder
  };
  Kind kind = Kind::kText;
  std::string text{}, prefix{}, sha256{};  // prefix: what stands before the name, "es="
  std::size_t step = 0;                    // of kResult
};

Argument text_argument(std::string text);
Argument own_file(std::string name);
Argument result_of(std::size_t step, std::string name);

// How a step was made, as results.json tells it.
struct MadeStep {
  std::string folder, command;
  double seconds = 0;
  bool resumed = false;
  std::string commit, isa;
};

// A score that was made elsewhere.
struct TakenScore {
  std::vector<std::int64_t> csls_ranks;  // in the order of the pairs
  std::vector<MadeStep> steps;           // what it was made by, itself last
};

struct Step {
  std::string kind{};                 // "train": the first part of its folder's name
  std::string label{};                // "es-en-50000-seed1": what people tell it by
  std::vector<Argument> arguments{};  // of koine, from the subcommand on, without --threads
  Options settled{};                  // the values that the command's options have in the end, by default or given
  bool threads = true;                // whether the command has --threads, on which no result depends
  bool trains = false;                // it goes on with --resume and has --isa; others begin again and have none
  bool keeps_epochs = false;          // a training's --keep-epochs: it adds to the result and changes nothing of it
  std::string output{};               // file that takes its standard output; empty for none
  // Words that it reads from its standard input: the first so many sources of a file of pairs.
  Argument input_pairs{};
  std::int64_t input_words = 0;

  std::optional<TakenScore> taken{};  // it is not run: of all that it reads it needs the test pairs alone

  // What decides how long it takes, see cost.h.
  std::string method{};  // of map
  Options options{};
  std::vector<std::size_t> texts{};  // the steps "vocabulary" of its languages
  std::int64_t sentences = 0;

  std::string hash{};    // set by Plan::add
  std::string folder{};  // name, likewise
};

// The steps of all experiments, each after those that it stands on, none twice.
class Plan {
 public:
  // → its number; that of an equal step where there is one, which keeps its epochs if either does. Equal: the same
  // hash, which is the SHA-256 of koine's version, the arguments, the settled options, the contents of input files and
  // the hashes of the steps that it reads.
  std::size_t add(Step step);

  // A score that was made elsewhere takes the place of the step's own.
  void take(std::size_t step, TakenScore score) { steps_[step].taken = std::move(score); }

  const std::vector<Step>& steps() const { return steps_; }
  const Step& operator[](std::size_t step) const { return steps_[step]; }

  // The steps that have to be done before this one: whose results it reads, and those that tell of its text. Of a score
  // that was taken: the test pairs.
  std::vector<std::size_t> reads(std::size_t step) const;

  // The step "pairs" whose pairs this step scores.
  std::size_t test_pairs(std::size_t step) const;

  // This step and all that it stands on, in order.
  std::vector<std::size_t> behind(std::size_t step) const;

  // The command as words, for a store in the folder `store`.
  std::vector<std::string> words(std::size_t step, const std::string& store) const;
  // And as one line that a shell understands; it makes the folder that the result goes to. `isa`: the instruction set
  // that a command with --isa is to have; empty for the best of the machine.
  std::string command_line(std::size_t step, const std::string& store, const std::string& isa = "") const;

 private:
  std::string text_of(const Argument& argument, const Step& step, const std::string& store) const;

  std::vector<Step> steps_;
};

// A word as a POSIX shell reads it back.
std::string shell_word(const std::string& word);

}  // namespace koine::experiment
