#pragma once

#include <boost/json.hpp>

#include "integration/definition/definition.h"
#include "net/http_server.h"

namespace wharf::simulator {

/// Cuts the page that was asked for out of the rows, and says in `body` or `response` what follows, as the paging kind
/// reads it. `for_ever`: something always follows, and pages repeat.
void CutPage(const net::Request& request, const definition::Block& paging, bool for_ever, boost::json::array& rows,
             boost::json::value& body, net::Response& response);

}  // namespace wharf::simulator
