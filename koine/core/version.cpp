#include "koine/core/version.h"

namespace koine {

std::string_view version() { return KOINE_VERSION; }

}  // namespace koine
