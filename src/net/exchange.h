#pragma once

#include <curl/curl.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address_guard.h"
#include "net/deadline.h"
#include "net/ip_address.h"
#include "net/outbound.h"
#include "net/proxy.h"
#include "net/url.h"

namespace wharf::net {

/// One request of a call: the first, or the one that a redirect asks for.
struct Hop {
  Url url;
  std::string method;
  Headers headers;
  std::string_view body;
  bool verify_tls = true;
  bool with_certificate = true;  ///< the client certificate, if the request has one
};

/// Where a hop connects to. No other address is ever connected to.
struct Route {
  std::string host;  ///< of the server, or of the proxy
  int port = 0;
  std::vector<IpAddress> addresses;
  std::optional<Proxy> proxy;
};

/// Everything that an exchange refers to; all of it outlives the exchange.
struct ExchangeInput {
  const Hop& hop;
  const Route& route;
  const OutboundRequest& request;
  const AddressGuard& guard;
  const Outbound::Options& options;
  Deadline deadline;
};

/// Sends the request and reads the reply, in the calling thread. Never follows a redirect.
///
/// Fails with the codes that `Outbound` lists. A request whose bytes have begun to leave is not sent again unless its
/// method is idempotent, whatever libcurl would do (softonic/axios-retry#66 is what happens otherwise).
Result<OutboundResponse> Exchange(CURL* curl, const ExchangeInput& input);

/// RFC 9110 §9.2.2.
bool IsIdempotent(std::string_view method);

}  // namespace wharf::net
