#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "base/result.h"
#include "net/address_guard.h"
#include "net/deadline.h"
#include "net/exchange.h"
#include "net/proxy.h"
#include "net/resolver.h"
#include "net/url.h"

namespace wharf::net {

/// Decides where a URL is connected to: looks the name up, asks the guard, chooses the proxy. Safe from any thread.
class Routes {
 public:
  Routes(const ProxySettings& proxies, LookUp look_up) : proxies_(proxies), resolver_(std::move(look_up)) {}

  /// Only allowed addresses come back. Names take at most `look_up` of the time.
  ///
  /// Behind a proxy the name is the proxy's to look up; here it is tried for a second, and refused if any of its
  /// addresses may not be called. Where this machine cannot look names up the proxy decides alone.
  ///
  /// Fails with `address_not_allowed`, `name_not_found`, `proxy_failed` or `timed_out`.
  Result<Route> Find(const Url& url, const AddressGuard& guard, std::chrono::milliseconds look_up, Deadline deadline);

 private:
  Result<std::vector<IpAddress>> LookUpName(const std::string& name, std::chrono::milliseconds limit,
                                            Deadline deadline);
  Result<Route> ThroughProxy(Proxy proxy, std::chrono::milliseconds look_up, Deadline deadline);
  Result<void> CheckBehindProxy(const Url& url, const AddressGuard& guard, Deadline deadline);

  const ProxyRules proxies_;
  Resolver resolver_;
  std::mutex mutex_;
  std::map<std::string, std::chrono::steady_clock::time_point>
      unknown_here_;  ///< names only the proxy knows, until when
};

}  // namespace wharf::net
