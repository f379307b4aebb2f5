#pragma once

#include "base/result.h"

namespace wharf::cli {

/// One line on stderr; returns the exit code 1.
int Fail(const Error& error);

}  // namespace wharf::cli
