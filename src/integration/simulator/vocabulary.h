#pragma once

#include "integration/definition/kind.h"

namespace wharf::simulator {

/// Registers the ways in which the simulator answers an action.
void AddKinds(definition::Vocabulary& vocabulary);

}  // namespace wharf::simulator
