#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http_message.h"

namespace wharf::net {

/// Hosts and ranges that calls may reach although they are inward (loopback, private, link-local, …). Written
/// "10.0.0.0/8", "192.168.1.7", "::1", "psa.intern.example", each with an optional ":port".
struct AllowList {
  std::vector<std::string> entries;
};

struct OutboundLimits {
  std::chrono::milliseconds total{60'000};     ///< over everything: slot, look-up, connect, TLS, headers, body, redirects
  std::chrono::milliseconds connect{10'000};
  std::uint64_t max_body = 64ULL << 20U;       ///< after decompression; more ends the call with `response_too_large`
  int max_redirects = 5;
};

struct OutboundRequest {
  std::string method = "GET";
  std::string url;          ///< absolute, http or https; user info is refused
  Headers headers;
  std::string body;
  OutboundLimits limits;
  bool verify_tls = true;
  bool follow_redirects = true;     ///< only GET and HEAD are followed; credentials are not sent to another origin
  std::vector<std::string> credential_headers;  ///< names dropped when a redirect leaves the origin (Authorization and Cookie always are)
  std::optional<std::string> client_certificate_pem;
  std::optional<Secret> client_key_pem;
  /// Which budget the call counts against: usually the connection's id. Calls of one key share keep-alive connections,
  /// concurrency and what `Retry-After` taught. Empty: no budget.
  std::string budget;
  int max_concurrency = 8;          ///< per budget
};

struct Timing {
  std::chrono::milliseconds waited{0};  ///< for a slot or a limit
  std::chrono::milliseconds total{0};
};

struct OutboundResponse {
  int status = 0;
  Headers headers;
  std::string body;       ///< decompressed
  std::string url;        ///< after redirects
  Timing timing;
};

/// The one way out. Every call of Wharf leaves through here: API, token, discovery, webhook key, OpenAPI document.
///
/// An address is checked at connect time, after the name was resolved, for every redirect and every new connection: no
/// unspecified, loopback, private, shared (100.64/10), link-local, multicast, unique-local, NAT64 or otherwise reserved
/// address, IPv4-mapped ones unwrapped, unless the allow-list names the host or its range. So a name that resolves to
/// something else the second time is caught. `blocked` errors have code `address_not_allowed` and name host and address.
///
/// Blocks the calling thread. The deadline holds although name servers are dead. Honours HTTPS_PROXY, HTTP_PROXY and
/// NO_PROXY. Does not retry: whether that is safe is known one floor up (integration/call). A response of any status is
/// ok(); errors are for calls without a response, with codes: address_not_allowed, url_invalid, name_not_found,
/// connect_failed, tls_failed (message names the reason: expired, self-signed, name mismatch …), timed_out,
/// connection_lost (`ErrorKind::interrupted` if the request had been sent), response_too_large, response_broken.
/// Messages never hold query strings, headers or bodies. Safe from any thread.
class Outbound {
 public:
  struct Options {
    AllowList allow;
    std::string user_agent = "Wharf";
    std::size_t max_idle_connections = 64;
  };
  Outbound(Options options, const Clock& clock, Random& random);
  ~Outbound();
  Outbound(const Outbound&) = delete;
  Outbound& operator=(const Outbound&) = delete;

  Result<OutboundResponse> Send(const OutboundRequest& request);

  /// From now until then, calls of this budget wait (or fail with `rate_limited` when their deadline is nearer).
  void HoldBack(std::string_view budget, Time until);
  /// Replaces the allow-list; calls that run already are not affected.
  void SetAllowList(AllowList allow);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The pure part of the guard: may a call go to this address (text form, v4 or v6) for this host and port?
bool AddressAllowed(std::string_view host, std::string_view address, int port, const AllowList& allow);

}  // namespace wharf::net
