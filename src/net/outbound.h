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

/// How a name becomes addresses in text form; none if it has no address. Called on a look-up thread, where it may hang
/// without harm. What it captures must outlive such a call.
using LookUp = std::function<std::vector<std::string>(const std::string& name)>;

/// As in the environment variables that curl and others share: `http://[user:password@]host:port`, and names, domains
/// (".intern.example"), addresses or ranges that go direct.
struct ProxySettings {
  std::string https;     ///< HTTPS_PROXY: for https URLs, by CONNECT
  std::string http;      ///< HTTP_PROXY: for http URLs
  std::string no_proxy;  ///< NO_PROXY, by commas or blanks; "*" is everything

  /// Lower case names win, as with curl.
  static ProxySettings FromEnvironment();
};

struct OutboundLimits {
  std::chrono::milliseconds total{60'000};  ///< over everything: slot, look-up, connect, TLS, headers, body, redirects
  std::chrono::milliseconds connect{10'000};
  std::uint64_t max_body = 64ULL << 20U;  ///< after decompression; more ends the call with `response_too_large`
  int max_redirects = 5;
};

struct OutboundRequest {
  std::string method = "GET";
  std::string url;  ///< absolute, http or https; user info is refused
  Headers headers;
  std::string body;
  OutboundLimits limits;
  bool verify_tls = true;
  bool follow_redirects = true;  ///< only GET and HEAD are followed; credentials are not sent to another origin
  std::vector<std::string>
      credential_headers;  ///< names dropped when a redirect leaves the origin (Authorization and Cookie always are)
  std::optional<std::string> client_certificate_pem;
  std::optional<Secret> client_key_pem;
  /// Which budget the call counts against: usually the connection's id. Calls of one key share keep-alive connections,
  /// concurrency and what `Retry-After` taught. Empty: no budget.
  std::string budget;
  int max_concurrency = 8;  ///< per budget
};

struct Timing {
  std::chrono::milliseconds waited{0};  ///< for a slot or a limit
  std::chrono::milliseconds total{0};
};

struct OutboundResponse {
  int status = 0;
  Headers headers;
  std::string body;  ///< decompressed
  std::string url;   ///< after redirects
  Timing timing;
};

/// The one way out. Every call of Wharf leaves through here: API, token, discovery, webhook key, OpenAPI document.
///
/// An address is checked at connect time, after the name was resolved, for every redirect and every new connection: no
/// unspecified, loopback, private, shared (100.64/10), link-local, multicast, unique-local, NAT64 or otherwise reserved
/// address, IPv4-mapped ones unwrapped, unless the allow-list names the host or its range. So a name that resolves to
/// something else the second time is caught. `blocked` errors have code `address_not_allowed` and name host and
/// address.
///
/// Blocks the calling thread. The deadline holds although name servers are dead. Honours HTTPS_PROXY, HTTP_PROXY and
/// NO_PROXY. Does not retry: whether that is safe is known one floor up (integration/call). A response of any status is
/// ok(); errors are for calls without a response, with codes:
///  * before anything left, so trying again is always safe: address_not_allowed, url_invalid, request_invalid,
///    rate_limited, name_not_found, proxy_failed, connect_failed, tls_failed (message names the reason: expired,
///    self-signed, name mismatch …);
///  * timed_out: `ErrorKind::deadline_exceeded`, but `interrupted` if a request that is not idempotent
///    (RFC 9110 §9.2.2) had been sent;
///  * connection_lost: `ErrorKind::interrupted`, the request had been sent and the reply did not come whole;
///  * with a reply that is of no use: response_too_large, response_broken, redirect_refused (too many, a scheme other
///    than http and https, or from https to http with credentials).
/// Messages never hold query strings, headers or bodies. Safe from any thread.
///
/// Redirects are followed here one by one. One that leaves the origin takes no credentials along, no client certificate
/// and no body, and has its certificate verified unless it stays on the same host.
class Outbound {
 public:
  struct Options {
    AllowList allow;
    std::string user_agent = "Wharf";
    std::size_t max_idle_connections = 64;
    std::string ca_file = {};                             ///< PEM: trusted besides the system's authorities
    std::optional<ProxySettings> proxies = std::nullopt;  ///< nullopt: from the environment, read once
    LookUp look_up = nullptr;                             ///< empty: the system's (hosts file and name servers)
  };
  Outbound(Options options, const Clock& clock, Random& random);
  ~Outbound();
  Outbound(const Outbound&) = delete;
  Outbound& operator=(const Outbound&) = delete;

  Result<OutboundResponse> Send(const OutboundRequest& request);

  /// From now until then, calls of this budget wait (or fail with `rate_limited` when their deadline is nearer).
  void HoldBack(std::string_view budget, Time until);
  /// Replaces the allow-list; calls that run already are not affected.
  void SetAllowList(const AllowList& allow);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The pure part of the guard: may a call go to this address (text form, v4 or v6) for this host and port?
bool AddressAllowed(std::string_view host, std::string_view address, int port, const AllowList& allow);

}  // namespace wharf::net
