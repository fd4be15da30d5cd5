#pragma once

#include <filesystem>
#include <vector>

#include "koine/io/run_folder.h"

// What is looked at before a command's work, so that minutes of it are not lost, nor what it works on.
namespace koine::cli {

// Errors: kUsage where `output` is one of `inputs`, by whatever name; kOutput where it cannot be written. "-" is
// standard output.
void check_output(const std::filesystem::path& output, const std::vector<std::filesystem::path>& inputs);

// The files that koine keeps of a run or a map, which no other output may replace; some of them may be absent. Errors:
// as of io::RunFolder::languages().
std::vector<std::filesystem::path> files_of(const io::RunFolder& run);

}  // namespace koine::cli
