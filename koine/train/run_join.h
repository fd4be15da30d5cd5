#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/core/workers.h"
#include "koine/io/run_folder.h"
#include "koine/skipgram/options.h"
#include "koine/train/run_record.h"

namespace koine::train {

// The skip-gram vectors that a run with --join trains beside the model, in io::RunFolder::skipgrams(): the first know
// the words, the second what words of the same letters have in common.
std::array<skipgram::SkipgramOptions, 2> skipgrams_beside(const TrainOptions& options);

// The end of a run with --join, after its training: trains skip-gram vectors of the same text in the folders
// RunFolder::skipgrams(), of whole words and with subwords (10 epochs, 10 negative words, the run's dimension and
// seed), or goes on with them, counts words beside words (counting/count_vectors.h), and replaces the vectors of the
// run by the joined ones (join/join.h), of twice its dimension. The first view is the model of best.safetensors.
// With --spelling-rounds these vectors go to the folder `without-spelling` of the run, and then, so often: the pairs
// of induce::make_dictionary() with spelling, of each two languages, that are mutual and more likely right than not
// join those of the vectors in making the maps (Joiner::round), and the vectors of the run are those after the last
// round; all these pairs are in without-spelling, too. special.vec goes: what is not a word has no place in the
// joined space. The same bits whenever it is done, and however often. → false, after a warning, where a language has
// too little text for it: the vectors are still those of the model. Errors: kInterrupted where `stop` became true,
// within seconds; as of skipgram::run_training, join::join; kInput for a best.safetensors that is damaged; kOutput.
bool join_run(const io::RunFolder& folder, const RunRecord& record, const std::vector<corpus::RunLanguage>& languages,
              const std::atomic<bool>* stop, Workers& workers, Reporter& reporter);

// The name of a language with too little text, so that nothing is joined; empty where there is none.
std::string language_with_too_little(const std::vector<corpus::RunLanguage>& languages, const TrainOptions& options);
void warn_of_too_little(const std::string& language, Reporter& reporter);

// About the most memory that the whole process takes in join_run(), of whichever of its parts takes most, to be asked
// before it begins.
std::int64_t join_peak_bytes(const std::vector<corpus::RunLanguage>& languages, const TrainOptions& options,
                             int threads);

// How long the skip-gram vectors take, from some seconds of their training. Nothing is written.
double skipgram_seconds(const std::vector<corpus::RunLanguage>& languages, const TrainOptions& options,
                        Workers& workers);

}  // namespace koine::train
