#pragma once

#include <optional>

#include "base/result.h"
#include "net/exchange.h"
#include "net/outbound.h"

namespace wharf::net {

/// The hop that this reply asks for, or nullopt if the reply is the answer: another status, no Location, a method other
/// than GET and HEAD, or redirects not wanted. Pure. Whether the address may be called is decided when it is connected
/// to.
///
/// A hop to another origin has no Authorization, Cookie or `credential_headers`, no body and no client certificate, and
/// nothing of that comes back if a later one returns.
///
/// Fails with `redirect_refused` for targets that are not http or https, that hold user info, or that would take a call
/// with credentials from https to http.
Result<std::optional<Hop>> FollowRedirect(const Hop& hop, const OutboundResponse& reply,
                                          const OutboundRequest& request);

}  // namespace wharf::net
