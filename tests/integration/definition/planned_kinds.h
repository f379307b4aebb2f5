#pragma once

#include "integration/definition/kind.h"

namespace wharf::definition {

/// The kinds that format 1 ships.
Vocabulary VocabularyOfFormat1();

/// What later issues add, as far as paper/ needs it: nothing but AddSlot, AddVariable and Add. That this is enough to
/// load paper/ shows that the format only grows.
void AddPlannedKinds(Vocabulary& vocabulary);

}  // namespace wharf::definition
