#include "net/route.h"

#include <algorithm>

#include "net/exchange_error.h"

namespace wharf::net {
namespace {

using std::chrono::steady_clock;

/// A network with a proxy often has no outside name service at all: not every call shall wait for that.
constexpr std::chrono::milliseconds kTryBehindProxy{1000};
constexpr std::chrono::seconds kLeaveToProxy{60};
constexpr std::size_t kManyNames = 1024;

}  // namespace

Result<Route> Routes::Find(const Url& url, const AddressGuard& guard, std::chrono::milliseconds look_up,
                           Deadline deadline) {
  WHARF_ASSIGN(auto proxy, proxies_.For(url));
  const auto literal = IpAddress::Parse(url.host());
  if (literal && !guard.Allows(url.host(), *literal, url.port())) return AddressRefused(url.host(), *literal);
  if (proxy) {
    if (!literal) WHARF_TRY(CheckBehindProxy(url, guard, deadline));
    return ThroughProxy(*std::move(proxy), look_up, deadline);
  }
  Route route{url.host(), url.port(), {}, std::nullopt};
  if (literal) {
    route.addresses = {*literal};
    return route;
  }
  WHARF_ASSIGN(const auto addresses, LookUpName(url.host(), look_up, deadline));
  std::ranges::copy_if(addresses, std::back_inserter(route.addresses),
                       [&](const IpAddress& address) { return guard.Allows(url.host(), address, url.port()); });
  if (route.addresses.empty()) return AddressRefused(url.host(), addresses.front());
  return route;
}

Result<std::vector<IpAddress>> Routes::LookUpName(const std::string& name, std::chrono::milliseconds limit,
                                                  Deadline deadline) {
  auto addresses = resolver_.Resolve(name, std::min(deadline, steady_clock::now() + limit));
  if (addresses || addresses.error().code != "timed_out" || Remaining(deadline).count() == 0) return addresses;
  return Error{ErrorKind::unavailable, "name_not_found",
               "No name server answered for " + name + " in time; check this machine's DNS."};
}

Result<Route> Routes::ThroughProxy(Proxy proxy, std::chrono::milliseconds look_up, Deadline deadline) {
  Route route{proxy.url.host(), proxy.url.port(), {}, std::nullopt};
  if (const auto literal = IpAddress::Parse(route.host)) {
    route.addresses = {*literal};
  } else {
    WHARF_ASSIGN(route.addresses, LookUpName(route.host, look_up, deadline));
  }
  route.proxy = std::move(proxy);
  return route;
}

Result<void> Routes::CheckBehindProxy(const Url& url, const AddressGuard& guard, Deadline deadline) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = unknown_here_.find(url.host());
    if (known != unknown_here_.end() && steady_clock::now() < known->second) return {};
  }
  const auto addresses = resolver_.Resolve(url.host(), std::min(deadline, steady_clock::now() + kTryBehindProxy));
  if (addresses) {
    const auto inward = std::ranges::find_if(
        *addresses, [&](const IpAddress& address) { return !guard.Allows(url.host(), address, url.port()); });
    if (inward != addresses->end()) return AddressRefused(url.host(), *inward);
    return {};
  }
  const std::lock_guard lock(mutex_);
  const auto now = steady_clock::now();
  if (unknown_here_.size() >= kManyNames)
    std::erase_if(unknown_here_, [&](const auto& item) { return item.second <= now; });
  if (unknown_here_.size() < kManyNames) unknown_here_[url.host()] = now + kLeaveToProxy;
  return {};
}

}  // namespace wharf::net
