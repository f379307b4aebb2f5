#pragma once

#include "integration/definition/kind.h"

namespace wharf::call {

/// Registers every kind of this room: paging and stop rules, encoders and decoders, row selections, outcomes, wait
/// hints, budgets, connect steps, list sources.
void AddKinds(definition::Vocabulary& vocabulary);

}  // namespace wharf::call
