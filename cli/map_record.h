#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/map_folder.h"
#include "koine/map/run_method.h"

namespace koine::cli {

struct MapInput {
  std::string option, file, sha256;  // "source"; of the raw bytes
};

// run.json and metrics.jsonl of `koine map`, described in docs/formats.md.
struct MapRecord {
  map::MapOptions options;
  std::vector<MapInput> inputs;
  std::string status = "running";  // then "finished", "interrupted" or "collapsed"
  std::string started;
  int threads = 0;
  std::int64_t source_words = 0, target_words = 0, dimension = 0;
  std::int64_t seed_pairs_asked = -1;  // -1: all there are
  std::int64_t seed_pairs = 0, seed_pairs_excluded = 0;
  std::vector<map::Attempt> attempts;
  double seconds_reading = 0, seconds_mapping = 0;
};

// Errors: kOutput.
void write_map_record(const MapFolder& folder, const MapRecord& record);

// Lines of metrics.jsonl, which are written now and then and at the end.
class MapMetrics {
 public:
  explicit MapMetrics(const MapFolder& folder) : folder_(folder) {}

  void add(const map::StepRecord& step, std::int64_t attempt);
  void write();  // Errors: kOutput

 private:
  using Clock = std::chrono::steady_clock;

  const MapFolder& folder_;
  std::string lines_;
  Clock::time_point began_ = Clock::now(), written_ = began_;
};

}  // namespace koine::cli
