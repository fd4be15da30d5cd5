#pragma once

#include <cstdint>
#include <string_view>

// What an option's value has to be; for the check_options() of every struct of options.
namespace koine {

// Error: kUsage with --name, the value and what is expected ("low to high" where nothing is said), unless the value is
// finite and low <= value <= high.
void check_range(std::string_view name, double value, double low, double high, std::string_view expected = {});
void check_whole(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high);

}  // namespace koine
