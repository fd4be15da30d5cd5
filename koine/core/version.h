#pragma once

#include <string_view>

namespace koine {

std::string_view version();   // "0.1.0"
std::string_view commit();    // of the sources, twelve digits, "+" where they were changed since; "unknown" without git

}  // namespace koine
