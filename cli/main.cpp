#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <exception>
#include <new>
#include <sstream>

#include "cli/commands.h"
#include "cli/config_file.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/core/version.h"

namespace koine::cli {
namespace {

int exit_code(ErrorKind kind) {
  return static_cast<int>(kind);
}

int run(int argc, char** argv, Console& console) {
  CLI::App app(
      "koine: word vectors of several languages in one space, and a dictionary out of them, from monolingual "
      "text alone.");
  app.name("koine");
  app.set_version_flag("--version", "koine " + std::string(version()) + ", commit " + std::string(commit()));
  app.require_subcommand(1);
  app.fallthrough();
  app.formatter(std::make_shared<HelpFormat>());
  app.get_formatter()->column_width(38);
  app.option_defaults()->always_capture_default();
  app.add_flag_callback(
      "--quiet", [&console] { console.set_quiet(true); }, "Say nothing but warnings and errors");
  app.set_config("--config", "", "Read options from a file of lines `option = value`")->type_name("FILE");
  app.config_formatter(std::make_shared<ConfigFile>(app));
  app.allow_config_extras(CLI::config_extras_mode::error);  // before the subcommands, which inherit it
  app.footer(kExitCodes);

  add_explore(app, console);
  add_export(app, console);
  add_train(app, console);
  add_skipgram(app, console);
  add_info(app, console);
  add_map(app, console);
  add_neighbours(app, console);
  add_translate(app, console);
  add_dictionary(app, console);
  add_pairs(app, console);
  add_evaluate(app, console);
  add_tokenize(app, console);
  add_artificial(app, console);
  add_benchmark(app, console);
  add_vocabulary(app, console);
  add_plot(app, console);
  add_experiment(app, console);
  refuse_empty_names(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, --version
      std::ostringstream text;
      app.exit(error, text, text);
      console.out(text.str());
      console.flush();
      return 0;
    }
    const auto words = app.remaining();
    const auto command = std::ranges::find_if(words, [](const auto& word) { return !word.starts_with('-'); });
    if (app.get_subcommands().empty() && command != words.end()) {
      console.error("there is no command " + koine::quoted(*command));
    } else {
      console.error(error.what());
    }
    console.info("try 'koine --help', or 'koine COMMAND --help'");
    return exit_code(ErrorKind::kUsage);
  }
  console.flush();
  return 0;
}

}  // namespace
}  // namespace koine::cli

// A standard stream that is closed would be taken by the next file that is opened, and results would end up in it.
// Opened for reading, /dev/null holds the place of standard output and lets a write fail.
static void hold_standard_streams() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) == -1) (void)!open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
  }
}

int main(int argc, char** argv) {
  hold_standard_streams();
  std::setlocale(LC_CTYPE, "C.UTF-8");
  // A reader that is gone, and a file above the limit of the shell, show up as an error of the write.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  koine::cli::Console console;
  try {
    return koine::cli::run(argc, argv, console);
  } catch (const koine::Error& error) {
    if (error.kind() == koine::ErrorKind::kInterrupted) {
      console.info(error.what());
    } else {
      console.error(error.what());
    }
    return static_cast<int>(error.kind());
  } catch (const std::bad_alloc&) {
    console.error(
        "out of memory; a smaller --batch, --dimension or vocabulary needs less "
        "('koine train --dry-run' tells)");
    return static_cast<int>(koine::ErrorKind::kInput);
  } catch (const std::exception& error) {
    console.error(std::string("an error that koine did not expect: ") + error.what());
    return static_cast<int>(koine::ErrorKind::kInternal);
  }
}
