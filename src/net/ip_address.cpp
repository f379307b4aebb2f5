#include "net/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>
#include <vector>

namespace wharf::net {
namespace {

constexpr std::size_t kV4Offset = 12;

/// Decimal, `0x` hexadecimal or `0` octal, as WHATWG's "IPv4 number parser" reads it.
std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  } else if (text.size() > 1 && text.front() == '0') {
    text.remove_prefix(1);
    base = 8;
  }
  if (text.empty()) return 0;  // "0x" is zero
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> SplitLabels(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  std::vector<std::string_view> labels;
  for (;;) {
    const std::size_t dot = host.find('.');
    labels.push_back(host.substr(0, dot));
    if (dot == std::string_view::npos) return labels;
    host.remove_prefix(dot + 1);
  }
}

std::optional<IpAddress> ParseLooseV4(std::string_view host) {
  const auto labels = SplitLabels(host);
  if (labels.size() > 4) return std::nullopt;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto number = ParseNumber(labels[i]);
    if (!number) return std::nullopt;
    // The last number fills all bytes that are left.
    const std::size_t left = i + 1 < labels.size() ? 1 : 5 - labels.size();
    if (*number >= std::uint64_t{1} << (8 * left)) return std::nullopt;
    bits = bits << (8 * left) | *number;
  }
  return IpAddress::V4(static_cast<std::uint32_t>(bits));
}

}  // namespace

IpAddress IpAddress::V4(std::uint32_t bits) {
  IpAddress address;
  address.bytes_[10] = address.bytes_[11] = 0xFF;
  for (std::size_t i = 0; i < 4; ++i) {
    address.bytes_[kV4Offset + i] = static_cast<std::uint8_t>(bits >> (24 - 8 * i));
  }
  return address;
}

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  in_addr v4{};
  if (inet_pton(AF_INET, terminated.c_str(), &v4) == 1) return V4(ntohl(v4.s_addr));
  IpAddress address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::ParseHost(std::string_view host) {
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return std::nullopt;
    host = host.substr(1, host.size() - 2);
    return host.find(':') == std::string_view::npos ? std::nullopt : Parse(host);
  }
  if (host.find(':') != std::string_view::npos) return Parse(host);
  return EndsInNumber(host) ? ParseLooseV4(host) : std::nullopt;
}

std::optional<IpAddress> IpAddress::FromSocket(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return V4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    IpAddress result;
    std::memcpy(result.bytes_.data(), v6.sin6_addr.s6_addr, result.bytes_.size());
    return result;
  }
  return std::nullopt;
}

bool IpAddress::IsV4() const {
  return std::all_of(bytes_.begin(), bytes_.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         bytes_[10] == 0xFF && bytes_[11] == 0xFF;
}

IpAddress IpAddress::EmbeddedV4(std::size_t offset) const {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) bits = bits << 8U | bytes_.at(offset + i);
  return V4(bits);
}

std::string IpAddress::ToString() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (IsV4()) {
    inet_ntop(AF_INET, &bytes_[kV4Offset], text.data(), text.size());
  } else {
    inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
  }
  return text.data();
}

bool EndsInNumber(std::string_view host) {
  const std::string_view last = SplitLabels(host).back();
  if (last.empty()) return false;
  const bool digits = std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
  return digits || ((last.starts_with("0x") || last.starts_with("0X")) && ParseNumber(last).has_value());
}

std::optional<IpRange> IpRange::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = IpAddress::Parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  IpRange range;
  range.base_ = *base;
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  const int most = base->IsV4() ? 32 : 128;
  if (error != std::errc() || end != digits.data() + digits.size() || length < 0 || length > most) return std::nullopt;
  range.length_ = length + (128 - most);
  return range;
}

bool IpRange::Contains(const IpAddress& address) const {
  if (address.IsV4() != base_.IsV4()) return false;
  for (int bit = 0; bit < length_; bit += 8) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const int kept = std::min(8, length_ - bit);
    const unsigned mask = 0xFFU << static_cast<unsigned>(8 - kept) & 0xFFU;
    if (((address.bytes()[byte] ^ base_.bytes()[byte]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace wharf::net
