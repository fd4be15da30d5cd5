#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/reporter.h"
#include "koine/core/workers.h"

// What every method of this room takes and gives: two spaces in, a linear map between them out.
namespace koine::map {

// Two vocabularies' vectors, source [N, D] and target [M, D], normalised (normalize.h), the most frequent word first.
struct Spaces {
  ConstView source, target;
};

// Row vectors: the source x is mapped to x W, W [D, D]; where a method moves the target as well, it has a map of its
// own. An empty matrix is the identity.
struct Mapping {
  Matrix<float> source, target;
};

inline ConstView first_rows(ConstView x, std::int64_t rows) {
  return x.row_block(0, std::min(rows, x.rows));
}

// A source row and a target row that are taken for translations of each other.
struct Pair {
  std::int64_t source = 0, target = 0;
  float weight = 1;  // how much it counts in products

  bool operator==(const Pair&) const = default;
};

// What is known after one step: a line of metrics.jsonl.
struct StepRecord {
  std::string phase;      // "refinement", "self-learning", …
  std::int64_t step = 0;  // within the phase, from 0
  std::vector<std::pair<std::string, double>> values;
};

struct MethodContext {
  Workers& workers;
  Reporter& reporter;
  std::function<void(const StepRecord&)> record = [](const StepRecord&) {};
  const std::atomic<bool>* stop = nullptr;  // set while the method runs: give the best map so far and leave
  std::uint64_t seed = 1;
  std::int64_t attempt = 1;  // from 1; another seed each

  bool stop_requested() const { return stop != nullptr && stop->load(); }
};

struct MethodResult {
  Mapping mapping;
  // The orthogonal part, before re-weighting: the map that null_check.h looks at. Empty where it is mapping.source.
  Matrix<float> rotation;
  double criterion = 0;  // of the mapping, as of criterion.h
  bool stopped = false;  // before its end, by context.stop

  const Matrix<float>& orthogonal() const { return rotation.size() > 0 ? rotation : mapping.source; }
};

}  // namespace koine::map
