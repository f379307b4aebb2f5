#pragma once

#include "integration/definition/kind.h"

namespace wharf::auth {

/// Registers every authentication kind of this room.
void AddKinds(definition::Vocabulary& vocabulary);

}  // namespace wharf::auth
