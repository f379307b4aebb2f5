#pragma once

#include <memory>

#include "integration/auth/authenticator.h"

namespace wharf::auth {

/// RFC 6749 §4.4: a new token is asked for the same way as the first; no refresh token is expected.
std::unique_ptr<const Authenticator> MakeClientCredentials(const definition::Block& block);
/// RFC 6749 §4.3, with refresh (§6) where the vendor gives a refresh token.
std::unique_ptr<const Authenticator> MakePasswordGrant(const definition::Block& block);
/// RFC 6749 §4.1 with PKCE (RFC 7636) and refresh (§6).
std::unique_ptr<const Authenticator> MakeAuthorizationCode(const definition::Block& block);

}  // namespace wharf::auth
