#include "net/address_guard.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "net/url.h"

namespace wharf::net {
namespace {

struct Block {
  IpRange range;
  std::string_view reason;
};

IpRange Range(std::string_view text) { return IpRange::Parse(text).value(); }

const std::vector<Block>& InwardV4() {
  static const std::vector<Block> blocks = {
      {Range("0.0.0.0/8"), "an unspecified address"},          // RFC 1122 §3.2.1.3: this host on this network
      {Range("10.0.0.0/8"), "a private address"},              // RFC 1918
      {Range("100.64.0.0/10"), "a shared (carrier) address"},  // RFC 6598; Alibaba's metadata service is in it
      {Range("127.0.0.0/8"), "a loopback address"},            // RFC 1122
      {Range("168.63.129.16"), "a cloud platform address"},    // Azure's wire server and name server
      {Range("169.254.0.0/16"), "a link-local address"},       // RFC 3927; metadata services of most clouds
      {Range("172.16.0.0/12"), "a private address"},           // RFC 1918
      {Range("192.0.0.0/24"), "a reserved address"},           // RFC 6890; Oracle's metadata service
      {Range("192.0.2.0/24"), "a documentation address"},      // RFC 5737
      {Range("192.88.99.0/24"), "a reserved address"},         // RFC 7526: former 6to4 relays
      {Range("192.168.0.0/16"), "a private address"},          // RFC 1918
      {Range("198.18.0.0/15"), "a benchmark address"},         // RFC 2544
      {Range("198.51.100.0/24"), "a documentation address"},   // RFC 5737
      {Range("203.0.113.0/24"), "a documentation address"},    // RFC 5737
      {Range("224.0.0.0/4"), "a multicast address"},           // RFC 5771
      {Range("240.0.0.0/4"), "a reserved address"},            // RFC 1112; broadcast is its last
  };
  return blocks;
}

const std::vector<Block>& InwardV6() {
  static const std::vector<Block> blocks = {
      {Range("::"), "an unspecified address"},
      {Range("::1"), "a loopback address"},
      {Range("64:ff9b::/96"), "a NAT64 address"},     // RFC 6052
      {Range("64:ff9b:1::/48"), "a NAT64 address"},   // RFC 8215
      {Range("fc00::/7"), "a unique-local address"},  // RFC 4193; AWS and Google keep metadata there
      {Range("fe80::/10"), "a link-local address"},
      {Range("fec0::/10"), "a private address"},  // RFC 3879: site-local
      {Range("ff00::/8"), "a multicast address"},
      {Range("2001::/23"), "a reserved address"},           // RFC 2928: protocol assignments, Teredo included
      {Range("2001:db8::/32"), "a documentation address"},  // RFC 3849
      {Range("3fff::/20"), "a documentation address"},      // RFC 9637
  };
  return blocks;
}

std::optional<std::string_view> Find(const std::vector<Block>& blocks, const IpAddress& address) {
  const auto found = std::ranges::find_if(blocks, [&](const Block& block) { return block.range.Contains(address); });
  if (found == blocks.end()) return std::nullopt;
  return found->reason;
}

/// The IPv4 address at which a packet for this IPv6 address may come out.
std::optional<IpAddress> CarriedV4(const IpAddress& address) {
  static const IpRange kSixToFour = Range("2002::/16");         // RFC 3056
  static const IpRange kNat64 = Range("64:ff9b::/96");          // RFC 6052
  static const IpRange kTranslated = Range("::ffff:0:0:0/96");  // RFC 2765
  static const IpRange kCompatible = Range("::/96");            // RFC 4291 §2.5.5.1
  if (address.IsV4()) return std::nullopt;
  if (kSixToFour.Contains(address)) return address.EmbeddedV4(2);
  if (kNat64.Contains(address) || kTranslated.Contains(address)) return address.EmbeddedV4(12);
  if (kCompatible.Contains(address)) return address.EmbeddedV4(12);
  // RFC 5214 §6.1: an interface id of 00-00-5E-FE (or 02-00-5E-FE) and then the address.
  const auto& bytes = address.bytes();
  if ((bytes[8] & 0xFDU) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE) return address.EmbeddedV4(12);
  return std::nullopt;
}

std::optional<int> ParsePort(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) return std::nullopt;
  return port;
}

}  // namespace

std::optional<std::string_view> InwardReason(const IpAddress& address) {
  if (address.IsV4()) return Find(InwardV4(), address);
  if (const auto reason = Find(InwardV6(), address)) return reason;
  if (const auto carried = CarriedV4(address)) {
    if (const auto reason = Find(InwardV4(), *carried)) return reason;
  }
  static const IpRange kGlobalUnicast = Range("2000::/3");  // RFC 4291 §2.4 and IANA's list of what is assigned
  if (!kGlobalUnicast.Contains(address)) return "a reserved address";
  return std::nullopt;
}

AddressGuard::AddressGuard(const AllowList& allow) {
  for (const std::string& text : allow.entries) {
    if (auto entry = ParseEntry(text)) entries_.push_back(std::move(*entry));
  }
}

std::optional<AddressGuard::Entry> AddressGuard::ParseEntry(std::string_view text) {
  Entry entry;
  std::string_view place = text;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    place = text.substr(1, close - 1);
    std::string_view rest = text.substr(close + 1);
    if (!rest.empty()) {
      entry.port = rest.front() == ':' ? ParsePort(rest.substr(1)) : std::nullopt;
      if (!entry.port) return std::nullopt;
    }
    if (place.find(':') == std::string_view::npos) return std::nullopt;
  } else if (std::ranges::count(text, ':') == 1) {
    place = text.substr(0, text.find(':'));
    entry.port = ParsePort(text.substr(place.size() + 1));
    if (!entry.port) return std::nullopt;
  }
  entry.range = IpRange::Parse(place);
  if (entry.range) return entry;
  auto host = NormalizeHost(place);
  if (!host) return std::nullopt;
  entry.range = IpRange::Parse(*host);  // an address in one of its odd spellings
  entry.host = *std::move(host);
  return entry;
}

bool AddressGuard::Listed(std::string_view host, const IpAddress& address, int port) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    if (entry.port && *entry.port != port) return false;
    return entry.range ? entry.range->Contains(address) : entry.host == host;
  });
}

bool AddressGuard::Allows(std::string_view host, const IpAddress& address, int port) const {
  if (!InwardReason(address)) return true;
  if (!Listed(host, address, port)) return false;
  // Whoever opens the NAT64 range of his network opens the internet behind it, not the loopback of the gateway.
  static const IpRange kNat64 = Range("64:ff9b::/96");
  if (kNat64.Contains(address)) return Allows(host, address.EmbeddedV4(12), port);
  return true;
}

Result<void> CheckAllowList(const AllowList& allow) {
  Error error{
      ErrorKind::invalid_argument, "allow_list_invalid",
      "The list of allowed inward addresses has entries that cannot be read; write a host name, an address or a "
      "range such as 10.0.0.0/8, each with an optional :port."};
  for (std::size_t i = 0; i < allow.entries.size(); ++i) {
    if (AddressGuard::ParseEntry(allow.entries[i])) continue;
    error.fields.push_back({"/" + std::to_string(i), "allow_list_entry_invalid",
                            "'" + allow.entries[i] + "' is neither a host name nor an address or range."});
  }
  if (error.fields.empty()) return {};
  return error;
}

bool AddressAllowed(std::string_view host, std::string_view address, int port, const AllowList& allow) {
  const auto parsed = IpAddress::Parse(address);
  if (!parsed) return false;
  const auto normalized = NormalizeHost(host);
  return normalized && AddressGuard(allow).Allows(*normalized, *parsed, port);
}

}  // namespace wharf::net
