#pragma once

#include <boost/json.hpp>

#include "api/route.h"
#include "integration/connection/connection.h"

namespace wharf::api {

/// A connection as its page shows it; secrets only as set or not.
Result<boost::json::object> ConnectionView(const Asked& asked, const connection::Connection& connection);
boost::json::object CallView(const call::CallRecord& record, const definition::Definition* definition);

}  // namespace wharf::api
