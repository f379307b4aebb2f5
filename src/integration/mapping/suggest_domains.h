#pragma once

#include <string>
#include <string_view>

namespace wharf::mapping {

/// The host name in what people type as a domain: "https://www.Alder.example/contact" and "info@alder.example" are
/// "alder.example". Empty if there is none, or if it belongs to everybody: mail providers, site builders, networks.
std::string OwnDomain(std::string_view typed);

/// The letters by which a domain names its owner: "cafe-lumiere.co.uk" -> "cafelumiere". Empty for none.
std::string DomainLetters(std::string_view domain);

}  // namespace wharf::mapping
