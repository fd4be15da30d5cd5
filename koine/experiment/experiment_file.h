#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "koine/experiment/description.h"

namespace koine::experiment {

// An experiment from its file (docs/formats.md), at full size or small. Every key and every option of a command is
// checked: what is wrong shows up before the work.
// Errors, kInput with file:line: no TOML; a key that is not known (with those that are); a value of another kind; a
// pair, a method or an option that makes no sense.
Experiment read_experiment(const std::filesystem::path& path, Scale scale);
Experiment parse_experiment(std::string_view text, const std::string& place, Scale scale);

// "es-en". Error: kInput.
LanguagePair parse_pair(const std::string& text, const std::string& place);

}  // namespace koine::experiment
