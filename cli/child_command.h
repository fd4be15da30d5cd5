#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace koine::cli {

struct ChildCommand {
  std::vector<std::string> words;  // from the subcommand on
  std::filesystem::path output;    // file that takes standard output, written whole or not at all; empty: nowhere
  std::string input;               // on standard input
  std::filesystem::path log;       // file that takes standard error, once the command is done
  std::function<void(const std::string&)> on_line;  // called for each line of standard error as it comes
};

struct ChildResult {
  int exit_code = 0;  // 128 + signal where one ended it
  int signal = 0;     // that ended it, unless it was asked to stop; 0: none
  std::string said;   // on standard error
};

// Runs this very program with other arguments, and waits. A process of its own, for what a command chooses for the
// whole process, such as an instruction set, is to hold for it alone: a command then does here what it does when it is
// typed. Once `stop` is set, the command is asked to stop as Ctrl-C does, and once this process is gone, too.
// Errors: kOutput where no process can be made or a file cannot be written.
ChildResult run_koine(const ChildCommand& command, const std::atomic<bool>& stop);

// Why a command did not end well: the signal that ended it, else its last error, else the end of what it said.
std::string failure_of(const ChildResult& result);

}  // namespace koine::cli
