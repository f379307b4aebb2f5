#include "integration/auth/authenticator.h"

#include <array>
#include <cstdlib>
#include <utility>

#include "integration/auth/login.h"
#include "integration/auth/oauth2.h"
#include "integration/auth/static_credentials.h"

namespace wharf::auth {

std::unique_ptr<const Authenticator> MakeAuthenticator(const definition::Block& block) {
  using Make = std::unique_ptr<const Authenticator> (*)(const definition::Block&);
  // One line a kind. Its fields are in vocabulary.cpp; the loader lets no other kind through.
  static constexpr std::array<std::pair<std::string_view, Make>, 9> kKinds{{
      {"none", MakeNone},
      {"api_key", MakeApiKey},
      {"basic", MakeBasic},
      {"bearer", MakeBearer},
      {"headers", MakeHeaders},
      {"oauth2_client_credentials", MakeClientCredentials},
      {"oauth2_password", MakePasswordGrant},
      {"oauth2_authorization_code", MakeAuthorizationCode},
      {"login", MakeLogin},
  }};
  for (const auto& [name, make] : kKinds) {
    if (name == block.kind) return make(block);
  }
  std::abort();
}

}  // namespace wharf::auth
