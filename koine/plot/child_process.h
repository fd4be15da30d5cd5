#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace koine::plot {

struct ProcessResult {
  bool not_found = false;    // there is no such program
  int code = 0;              // its exit code; 128 + signal where one ended it
  bool interrupted = false;  // SIGINT ended it
  std::string said;          // on its standard output and error
};

// Runs a program, looked up in PATH, in a folder, and waits for it. No shell reads the arguments; standard input is
// empty. As with system(), Ctrl-C, which reaches both, ends the program alone while it runs: the caller can clear up.
// Error: kOutput where no process can be made.
ProcessResult run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder);

}  // namespace koine::plot
