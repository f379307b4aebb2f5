#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "net/ip_address.h"
#include "net/outbound.h"
#include "net/url.h"

namespace wharf::net {

/// A proxy to go through. Its own address is the operator's choice and is not judged by the guard.
struct Proxy {
  Url url;  ///< http or https, without the user
  std::string user;
  Secret password;
};

/// Which proxy a URL goes through. Immutable, so safe from any thread.
class ProxyRules {
 public:
  explicit ProxyRules(const ProxySettings& settings);

  /// nullopt: direct. Fails with `proxy_failed` if the setting cannot be read: going direct instead would be a way
  /// around the operator's proxy.
  [[nodiscard]] Result<std::optional<Proxy>> For(const Url& url) const;

 private:
  struct Exception {
    std::optional<IpRange> range;  ///< or else:
    std::string domain;            ///< itself and everything below
    std::optional<int> port;
  };
  [[nodiscard]] bool GoesDirect(const Url& url) const;

  ProxySettings settings_;
  bool all_direct_ = false;
  std::vector<Exception> exceptions_;
};

}  // namespace wharf::net
