#pragma once

#include <boost/json.hpp>

#include "organization/access.h"

namespace wharf::api {

boost::json::object OrganizationView(const organization::Access& access, organization::Directory::Position position);
/// From the topmost ancestor that the caller sees down to the organization itself.
boost::json::array PathView(const organization::Access& access, organization::Directory::Position position);

}  // namespace wharf::api
