#pragma once

#include <string>

#include "koine/experiment/description.h"
#include "koine/map/options.h"
#include "koine/skipgram/options.h"
#include "koine/train/options.h"

// Options of the commands that an experiment calls: checked before hours of work, and what has to be said of them.
namespace koine::experiment {

// Each checks names and values as the command would, and brings `options` into the order of the command's list; but for
// those of map, where a preset stands behind them, what is as by default is left out. Refused are `sentences`,
// `sampling` and `seed`, which are the experiment's own, and what no experiment can have: results that are not the same
// each time, and a choice that looks at a dictionary.
// Errors: kUsage: no such option (with those there are), a value that makes no sense.
void check_train_options(Options& options);
void check_skipgram_options(Options& options);
void check_text_options(Options& options);
void check_map_options(const std::string& method, Options& options);

// What a command computes with: the options that are given, all others by its defaults. Errors: as above.
train::TrainOptions train_options(const Options& given);
skipgram::SkipgramOptions skipgram_options(const Options& given);
map::MapOptions map_options(const std::string& method, const Options& given);

// The same as text, without the experiment's own. A default that changes changes these.
Options settled_train(const Options& given);
Options settled_skipgram(const Options& given);
Options settled_text(const Options& given);
Options settled_map(const std::string& method, const Options& given);

// Whether `koine map --method` starts from a dictionary, or keeps test pairs out of its start.
bool takes_seed_pairs(const std::string& map_method);
bool takes_exclude_pairs(const std::string& map_method);

// "sampled softmax, bf16"; "quick"; empty where everything is as in the papers.
std::string label_of(const Method& method);

// How reports call a method: "koine [sampled softmax, bf16]", "supervised, 100 pairs", "koine [seeds 1, 2]".
std::string full_name(const Method& method, std::int64_t seed_pairs = -1, const std::vector<std::uint64_t>& seeds = {});

// As arguments: "--name", "value"; of switches "--name" or "--no-name".
std::vector<std::string> arguments_of(const Options& options);

// The value of an option; empty where it is not given.
std::string value_of(const Options& options, const std::string& name);
void set_value(Options& options, const std::string& name, const std::string& value);

// For a processor without products in bf16: takes `precision` out, and says so in the label. → whether there was any.
bool fall_back_to_f32(Experiment& experiment);

}  // namespace koine::experiment
