#pragma once

#include <boost/json.hpp>

#include "integration/definition/kind.h"

namespace wharf::definition {

/// The JSON Schema (2020-12) of a definition, for editors: made from the same specs that the loader checks by. What it
/// refuses the loader refuses too; the loader knows more (names, templates, meaning).
boost::json::object JsonSchema(const Vocabulary& vocabulary);

/// The same as text, two blanks a level, ending with a line end: docs/integration.schema.json.
std::string JsonSchemaText(const Vocabulary& vocabulary);

}  // namespace wharf::definition
