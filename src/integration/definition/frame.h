#pragma once

#include <vector>

#include "integration/definition/kind.h"

namespace wharf::definition {

/// The fixed part of format 1, in the order in which a definition is written. Lives as long as the program.
const Shape& Frame();

/// The slots and variables that the frame and the kinds of format 1 use.
std::vector<SlotSpec> FrameSlots();
std::vector<VariableSpec> FrameVariables();

}  // namespace wharf::definition
