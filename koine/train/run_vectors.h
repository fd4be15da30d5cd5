#pragma once

#include <vector>

#include "koine/io/run_folder.h"
#include "koine/model/parameters.h"
#include "koine/train/run.h"

namespace koine::train {

// Writes vectors/<language>.vec, the embeddings in the order of the vocabulary, and vectors/special.vec: `<bos>` and
// the
// `<unk>:<language>` of each language, which stay out of the others. Errors: kOutput.
void write_run_vectors(const io::RunFolder& folder, const std::vector<RunLanguage>& languages,
                       model::Parameters& parameters);

}  // namespace koine::train
