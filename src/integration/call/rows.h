#pragma once

#include <boost/json.hpp>

#include "base/result.h"
#include "integration/definition/definition.h"
#include "template/context.h"

namespace wharf::call {

/// The list in a decoded answer, as the action's output says, before any shaping. Fails with `vendor_error`, code
/// `rows_missing`, when there is nothing where the list should be.
Result<boost::json::array> ReadRows(const boost::json::value& body, const definition::Block& rows);

/// Filters and shapes rows in place: `where`, `each`, `add`, `remove`, with `item` and `index` (counted on from
/// `first_index`). Costs one evaluation of each template for each row.
Result<void> ShapeRows(boost::json::array& rows, const definition::Output& output, const templates::Context& context,
                       std::int64_t first_index);

}  // namespace wharf::call
