#pragma once

#include <string_view>

namespace koine {

std::string_view version();   // "0.1.0"

}  // namespace koine
