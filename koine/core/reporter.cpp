#include "koine/core/reporter.h"

namespace koine {

Reporter& silent_reporter() {
  static Reporter reporter;
  return reporter;
}

}  // namespace koine
