#pragma once

#include <boost/json.hpp>

#include "net/outbound.h"

namespace wharf::call {

/// An answer as templates see it. Keeps the body's text up to 64 KiB. The body must be decoded already.
boost::json::object ResponseVariable(const net::OutboundResponse& answer, boost::json::value body);

}  // namespace wharf::call
