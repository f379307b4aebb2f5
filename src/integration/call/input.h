#pragma once

#include <boost/json.hpp>

#include "base/result.h"
#include "integration/definition/definition.h"

namespace wharf::call {

/// The input of an action, checked and completed: defaults filled in, what comes from the organization's mapping taken
/// from `mapped` (variable name → id; the main one also as ""), numbers and booleans read from text. Fails with
/// `invalid_argument`, code `invalid_input`, and one FieldError for each wrong member, with a pointer.
Result<boost::json::object> CompleteInput(const definition::Action& action, const boost::json::object& given,
                                          const boost::json::object& mapped);

/// The JSON Schema 2020-12 of an action's input, as forms use it; `x-from`, `x-options` and `x-secret` say what a form
/// can do better than a text box.
boost::json::object InputSchema(const definition::Action& action);

}  // namespace wharf::call
