#include "koine/core/version.h"

#include "koine_commit.h"

namespace koine {

std::string_view version() { return KOINE_VERSION; }

std::string_view commit() { return KOINE_COMMIT; }

}  // namespace koine
