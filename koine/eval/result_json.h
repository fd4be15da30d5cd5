#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "koine/eval/evaluation.h"

namespace koine::eval {

// An evaluation as JSON text, for results.json. Top level: `task`, then the keys of the headline (CSLS, identical
// strings included): `retrieval` ("csls", "nn", "spelling", "csls+spelling"), `identical_strings`, `p_at_1`, `p_at_5`,
// `p_at_10`, `mrr`, `interval_95` ([low, high], of p_at_1), `pairs`, `coverage`, `p_at_1_all_entries`; `variants`: one
// object of the same keys for each way of scoring, csls+spelling with `p_not_better` besides; `untouched`: the same
// without the queries that have a known word, where there are some and others; `frequency_bins`: `first_rank`,
// `last_rank` (null: no end), `pairs`, `p_at_1`, `p_at_5`; `candidates`, `csls_neighbours`, `seed`, `spelling_weight`
// where there is one; `files`: what was read, by name of the option. All scores are fractions.
std::string to_json(const Evaluation& evaluation, const std::vector<std::pair<std::string, std::string>>& files);

// The ranks of an alignment as a table: a header line, then `source`, `target`, `csls_rank`, `nearest_rank` of each
// pair that was scored, separated by tabs; with spelling `spelling_rank` and `csls+spelling_rank` besides. Pairs that
// have no nearest rank, 0, have that by CSLS alone.
std::string ranks_table(const std::vector<RankedPair>& pairs);

// Back from the table. Error: kInput with `place` and the line for what is no such table.
std::vector<RankedPair> parse_ranks(std::string_view table, const std::string& place);

}  // namespace koine::eval
