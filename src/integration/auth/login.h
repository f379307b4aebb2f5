#pragma once

#include <memory>

#include "integration/auth/authenticator.h"

namespace wharf::auth {

/// One or more calls that give a token or a session (login exchange). Each step sees what earlier ones stored.
std::unique_ptr<const Authenticator> MakeLogin(const definition::Block& block);

}  // namespace wharf::auth
