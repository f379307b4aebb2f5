#pragma once

#include "integration/definition/kind.h"

namespace wharf::definition {

/// Registers the kinds of settings: text, multiline, secret, url, host, choice, boolean, number, list, uuid, email,
/// constant. What they accept and how they tidy what a person typed is in settings.h.
void AddFieldKinds(Vocabulary& vocabulary);

}  // namespace wharf::definition
