#include "koine/skipgram/start.h"

#include <utility>

#include "koine/core/machine.h"
#include "koine/core/option_list.h"
#include "koine/corpus/text_options.h"
#include "koine/kernels/isa.h"
#include "koine/skipgram/trainer.h"

namespace koine::skipgram {
namespace {

OpenRun resume(const io::RunFolder& folder, const RunRequest& request, Reporter& reporter) {
  OpenRun run;
  run.lock = io::FileLock(folder.lock());
  run.record = read_run_record(folder);
  run.record.threads = request.threads;
  io::remove_leftovers(folder);
  corpus::refuse_changes(folder, run.record,
                         {request.sources, request.text, request.given, request.isa, run.record.isa},
                         option_changes(run.record.training, request.training, request.given), reporter);
  kernels::choose_isa(kernels::isa_of(run.record.isa));
  run.languages = corpus::load_run_text(folder, run.record);
  return run;
}

}  // namespace

OpenRun open_run(const io::RunFolder& folder, const RunRequest& request, io::IfExists if_exists, Reporter& reporter) {
  if (if_exists == io::IfExists::kResume && folder.exists()) return resume(folder, request, reporter);
  io::RunPlace place(folder, if_exists, corpus::input_files(request.sources, request.text));
  if (if_exists == io::IfExists::kResume) {
    reporter.info("there is no run to go on with yet: starting from the beginning");
  }
  check_options(request.training);
  kernels::choose_isa(request.isa.empty() ? kernels::best_isa() : kernels::isa_of(request.isa));
  corpus::PrepareOptions text_options = request.text;
  text_options.seed = request.training.seed;
  corpus::RunText text = corpus::prepare_run_text(request.sources, text_options, reporter);
  OpenRun run;
  static_cast<corpus::TextRecord&>(run.record) = std::move(text.record);
  run.record.training = request.training;
  run.record.isa = kernels::name_of(kernels::active_isa());
  run.record.threads = request.threads;
  run.record.started = utc_now();
  run.languages = std::move(text.languages);
  require_something_to_learn(request.training, run.languages);
  run.lock = place.take();
  corpus::store_run_text(folder, run.languages);
  write_run_record(folder, run.record);
  return run;
}

}  // namespace koine::skipgram
