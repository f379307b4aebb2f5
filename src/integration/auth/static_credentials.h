#pragma once

#include <memory>

#include "integration/auth/authenticator.h"

namespace wharf::auth {

/// What the connection's fields alone prove: no token, nothing to renew.
std::unique_ptr<const Authenticator> MakeNone(const definition::Block& block);
std::unique_ptr<const Authenticator> MakeApiKey(const definition::Block& block);
/// RFC 7617, user and password as UTF-8.
std::unique_ptr<const Authenticator> MakeBasic(const definition::Block& block);
/// RFC 6750 §2.1.
std::unique_ptr<const Authenticator> MakeBearer(const definition::Block& block);
std::unique_ptr<const Authenticator> MakeHeaders(const definition::Block& block);

/// Every value of it that is there.
Result<Attachment> EvaluateAttach(const definition::Attach& attach, const templates::Context& context);

}  // namespace wharf::auth
