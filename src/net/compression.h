#pragma once

#include <string>
#include <string_view>

#include "net/http_server.h"

namespace wharf::net {

/// True if an `Accept-Encoding` value lets `coding` (lower case) be used: named or covered by `*`, and not with q=0
/// (RFC 9110 §12.5.3).
bool AcceptsCoding(std::string_view accept_encoding, std::string_view coding);

/// `bytes` as a gzip member (RFC 1952), quickly rather than tightly. About 0.3 MB of memory while it runs.
std::string Gzip(std::string_view bytes);

/// True for a text body over 1 kB that nobody encoded yet and that may be encoded (no `Cache-Control: no-transform`, no
/// `Content-Range`, no event stream). Such an answer varies by `Accept-Encoding` whether this client takes gzip or not.
bool IsCompressible(const Response& response);

/// Replaces the body of a compressible response by its gzip form if the client accepts that, and sets `Vary` either
/// way. A strong `ETag` becomes weak: the bytes differ, the meaning does not. A resource that mixes a secret with text
/// of somebody else in one body sets `no-transform`, since the length of the compressed form would tell about it.
void CompressFor(const Request& request, Response& response);

}  // namespace wharf::net
