#pragma once

#include <string>

#include "integration/definition/kind.h"

namespace wharf::definition {

/// docs/users/definition-reference.md: every key of the frame and of every kind, as tables.
std::string ReferencePage(const Vocabulary& vocabulary);

}  // namespace wharf::definition
