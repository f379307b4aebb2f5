#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wharf {

/// The value of a hexadecimal digit in either case, or -1.
int HexDigit(char c);

/// RFC 4648 §4, with padding.
std::string Base64Encode(std::string_view bytes);
/// RFC 4648 §4; padding may be missing, blanks and line ends are skipped; nullopt for anything else.
std::optional<std::string> Base64Decode(std::string_view text);
/// RFC 4648 §5, without padding.
std::string Base64UrlEncode(std::string_view bytes);
std::optional<std::string> Base64UrlDecode(std::string_view text);
/// Lower case.
std::string HexEncode(std::string_view bytes);
std::optional<std::string> HexDecode(std::string_view text);

/// RFC 3986 §2.1: everything but unreserved characters becomes %XX. Encodes once, whatever is in it.
std::string PercentEncode(std::string_view text);
/// Decodes %XX; a broken sequence stays as it is.
std::string PercentDecode(std::string_view text);
/// application/x-www-form-urlencoded (WHATWG): like PercentEncode, but a blank becomes `+`.
std::string FormEncode(std::string_view text);
/// The reverse of FormEncode.
std::string FormDecode(std::string_view text);

/// SHA-256, 32 raw bytes.
std::string Sha256(std::string_view bytes);

}  // namespace wharf
