#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/ip_address.h"
#include "net/outbound.h"

namespace wharf::net {

/// Why an address is inward ("a loopback address", "a private address", …), or nullopt if it is an ordinary address of
/// the internet. Pure; the source is the IANA registries of special-purpose addresses (RFC 6890, RFC 8190).
///
/// IPv6 is judged the other way round: only 2000::/3 is ever outward (what IANA has not handed out is not reached).
/// Addresses that carry an IPv4 address (compatible, translated, 6to4, Teredo, ISATAP, NAT64) are no better than it.
std::optional<std::string_view> InwardReason(const IpAddress& address);

/// An allow-list, read once. Immutable, so safe from any thread.
class AddressGuard {
 public:
  /// Entries that cannot be read open nothing; `CheckAllowList` finds them.
  explicit AddressGuard(const AllowList& allow);

  /// May a call for this host (as the URL names it, normalized) go to this address and port?
  [[nodiscard]] bool Allows(std::string_view host, const IpAddress& address, int port) const;

 private:
  struct Entry {
    std::optional<IpRange> range;  ///< or else:
    std::string host;
    std::optional<int> port;
  };
  static std::optional<Entry> ParseEntry(std::string_view text);
  [[nodiscard]] bool Listed(std::string_view host, const IpAddress& address, int port) const;
  friend Result<void> CheckAllowList(const AllowList& allow);

  std::vector<Entry> entries_;
};

/// Fails with `invalid_argument` and a FieldError per entry that cannot be read (pointer `/0`, `/1`, …).
Result<void> CheckAllowList(const AllowList& allow);

}  // namespace wharf::net
