#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/address_guard.h"
#include "net/proxy.h"
#include "net/url.h"

namespace {

void Check(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using wharf::net::IpAddress;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto address = IpAddress::Parse(text)) {
    Check(IpAddress::Parse(address->ToString()) == address);
    // Without a list, allowed is the same as not inward; with everything listed, all is allowed but NAT64's inside.
    const bool inward = wharf::net::InwardReason(*address).has_value();
    Check(wharf::net::AddressAllowed("h", text, 80, {}) == !inward);
    Check(wharf::net::AddressAllowed("h", text, 80, {{"0.0.0.0/0", "::/0"}}));
  }
  if (const auto host = wharf::net::NormalizeHost(text)) {
    Check(wharf::net::NormalizeHost(*host) == host);
    // A host that is a number is an address from here on, never a name that somebody else reads differently.
    Check(!wharf::net::EndsInNumber(*host) || IpAddress::Parse(*host).has_value());
  }
  static_cast<void>(wharf::net::CheckAllowList({{text}}));
  static_cast<void>(wharf::net::AddressAllowed(text, "127.0.0.1", 80, {{text}}));
  const auto target = wharf::net::Url::Parse("https://api.example/");
  static_cast<void>(wharf::net::ProxyRules({text, text, text}).For(*target));
  return 0;
}
