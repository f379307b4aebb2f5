#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace wharf::organization {

// What may be said of a person. Pure functions; errors are `invalid_argument` with a field error at `pointer`.

/// Trimmed, one @, at most 254 bytes (RFC 5321 §4.5.3.1.3), no blanks or control characters.
Result<std::string> CleanEmail(std::string_view email, std::string_view pointer = "/email");
/// What makes two addresses the same account: their case does not count.
std::string EmailKey(std::string_view email);
/// Trimmed, 1 to 100 characters.
Result<std::string> CleanPersonName(std::string_view name, std::string_view pointer = "/name");

/// At least 12 and at most 1024 bytes, not a common one, not made of the person's name or address, not a few characters
/// over and over: `password_too_short`, `password_too_long`, `password_common`, `password_guessable`.
Result<void> CheckPassword(const Secret& password, std::string_view email, std::string_view name,
                           std::string_view pointer = "/password");

}  // namespace wharf::organization
