#pragma once

#include <string_view>

#include "net/http_server.h"

namespace wharf::net {

/// An `application/problem+json` answer (RFC 9457): `type` about:blank, `title` the reason phrase, `status`, and our
/// stable `code`. `detail` is a sentence for people: the fact, then the fix.
Response Problem(int status, std::string_view code, std::string_view detail);

}  // namespace wharf::net
