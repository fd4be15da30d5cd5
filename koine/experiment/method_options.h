#pragma once

#include <string>

#include "koine/experiment/description.h"

// Options of the commands that an experiment calls: checked before hours of work, and what has to be said of them.
namespace koine::experiment {

// Each checks names and values as the command would, and leaves in `options` those that are not as by default, in the
// order of the command's list. `sentences`, `sampling` and `seed` are the experiment's own and refused.
// Errors: kUsage: no such option (with those there are), a value that makes no sense.
void check_train_options(Options& options);
void check_skipgram_options(Options& options);
void check_text_options(Options& options);
void check_map_options(const std::string& method, Options& options);

// Whether `koine map --method` starts from a dictionary, or keeps test pairs out of its start.
bool takes_seed_pairs(const std::string& map_method);
bool takes_exclude_pairs(const std::string& map_method);

// "sampled softmax, bf16"; "quick"; empty where everything is as in the papers.
std::string label_of(const Method& method);

// As arguments: "--name", "value"; of switches "--name" or "--no-name".
std::vector<std::string> arguments_of(const Options& options);

// The value of an option; empty where it is not given.
std::string value_of(const Options& options, const std::string& name);
void set_value(Options& options, const std::string& name, const std::string& value);

// For a processor without products in bf16: takes `precision` out, and says so in the label.
void fall_back_to_f32(Experiment& experiment);

}  // namespace koine::experiment
