#pragma once

#include <string_view>
#include <vector>

#include "api/services.h"
#include "net/http_server.h"

namespace wharf::api {

/// A resource for people who have not signed in yet.
struct PublicRoute {
  std::string_view method;
  std::string_view path;
  std::string_view summary;
  Result<net::Response> (*run)(const Services& services, const net::Request& request);
};

/// All of them: set-up, sign-in, invitations, the vendor's way back, and what monitors ask.
std::vector<PublicRoute> PublicRoutes();

}  // namespace wharf::api
