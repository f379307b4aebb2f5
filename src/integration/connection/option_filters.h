#pragma once

#include <boost/json.hpp>

#include "base/result.h"
#include "integration/definition/definition.h"

namespace wharf::connection {

// What narrows the list of a tool's customers: offered by the definition, picked by a person for one connection, used
// at each refresh of the options. Pure functions, safe from any thread.

/// What is kept after a person picked: `before` with what `given` says. Null, "" and [] are kept as null: nothing is
/// picked, not even the definition's default. A value that is one of the filter's choices is kept as the definition
/// writes it; of a filter with an option source any text or number is. `invalid_argument` with a pointer `/<name>` for
/// each filter that does not exist and each value that cannot be picked.
Result<boost::json::object> TidyFilters(const definition::Organizations& organizations,
                                        const boost::json::object& before, const boost::json::object& given);

/// What counts at a refresh: what was picked, else the definition's default. Filters with nothing are left out. A
/// filter for several values is always a list.
boost::json::object FiltersInUse(const definition::Organizations& organizations, const boost::json::object& picked);

}  // namespace wharf::connection
