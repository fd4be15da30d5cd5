#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include "koine/core/core_test_support.h"

namespace koine::io {

// Lets a test that root runs meet permissions: root may do anything, nobody may not.
class WithoutPrivileges {
 public:
  WithoutPrivileges() : was_root_(geteuid() == 0) {
    if (was_root_ && seteuid(65534) != 0) ADD_FAILURE() << "cannot become nobody";
  }
  ~WithoutPrivileges() {
    if (was_root_ && seteuid(0) != 0) ADD_FAILURE() << "cannot become root again";
  }

 private:
  bool was_root_;
};

}  // namespace koine::io
