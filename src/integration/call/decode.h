#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "base/result.h"
#include "integration/definition/block.h"

namespace wharf::call {

/// Reads a body as the decoder says (nullptr: `auto`, by content type, else by what it looks like). An empty body is
/// null. Numbers keep their digits: whole numbers to 64 bits, larger ones stay text.
///
/// Fails with `vendor_error`, code `response_broken` (what it is not, and where), or `response_is_html` when a page
/// came instead of data: the sign of a login wall or a wrong address. Depth over 64 is refused. Linear in the size.
Result<boost::json::value> Decode(std::string_view body, std::string_view content_type,
                                  const definition::Block* decoder);

}  // namespace wharf::call
