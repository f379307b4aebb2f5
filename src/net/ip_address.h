#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace wharf::net {

/// An IPv4 or IPv6 address.
///
/// IPv4 is held as its IPv4-mapped form (RFC 4291 §2.5.5.2): `127.0.0.1` and `::ffff:127.0.0.1` are one value here, so
/// no rule can forget to unwrap one of them.
class IpAddress {
 public:
  /// Exactly the dotted form with four decimal numbers, or RFC 4291 text for IPv6, with no zone and no brackets.
  static std::optional<IpAddress> Parse(std::string_view text);
  /// What a socket call means by a host: the numeric forms `inet_aton` and browsers accept are addresses too
  /// (`2130706433`, `0x7f.1`, `0177.0.0.1`, `127.1`; WHATWG URL, "IPv4 parser"), IPv6 may stand in brackets.
  static std::optional<IpAddress> ParseHost(std::string_view host);
  /// AF_INET or AF_INET6; anything else is nullopt.
  static std::optional<IpAddress> FromSocket(const sockaddr& address);
  static IpAddress V4(std::uint32_t bits);

  auto operator<=>(const IpAddress&) const = default;
  [[nodiscard]] bool IsV4() const;
  /// The IPv4 address that begins at this byte of the sixteen.
  [[nodiscard]] IpAddress EmbeddedV4(std::size_t offset) const;
  /// Dotted for IPv4, RFC 5952 for IPv6.
  [[nodiscard]] std::string ToString() const;
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// True if a host can only be meant as an IPv4 number (WHATWG URL, "ends in a number"): such a host is either an
/// address or an error, never a name.
bool EndsInNumber(std::string_view host);

/// A block of addresses: those that share the first `length` bits. IPv4 blocks hold only IPv4 addresses.
class IpRange {
 public:
  /// "10.0.0.0/8", "fd00::/8", or one address. Bits behind the length are ignored.
  static std::optional<IpRange> Parse(std::string_view text);
  [[nodiscard]] bool Contains(const IpAddress& address) const;

 private:
  IpAddress base_;
  int length_ = 128;  ///< counted in the sixteen byte form
};

}  // namespace wharf::net
