#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace wharf::net {

/// HTTP-date in any of the three forms a recipient must accept (RFC 9110 §5.6.7): IMF-fixdate, RFC 850, asctime. The
/// zone is GMT ("UTC" is taken too). `now` settles the century of two-digit years. nullopt for anything else.
std::optional<Time> ParseHttpDate(std::string_view text, Time now);

}  // namespace wharf::net
