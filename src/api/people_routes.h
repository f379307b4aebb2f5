#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "organization/access.h"
#include "organization/sessions.h"

namespace wharf::api {

inline constexpr std::string_view kSessionCookie = "wharf_session";

/// What a signed-in browser is told of itself.
boost::json::object SessionView(const organization::Session& session, const organization::Access& access);

}  // namespace wharf::api
