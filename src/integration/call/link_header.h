#pragma once

#include <string>
#include <string_view>

namespace wharf::call {

/// The target of the first link with that relation in a Link header (RFC 8288); empty if there is none. A link with
/// `results="false"` (Sentry's way of saying "nothing there") does not count.
std::string FindLink(std::string_view header, std::string_view rel);

}  // namespace wharf::call
