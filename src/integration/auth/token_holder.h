#pragma once

#include <chrono>
#include <functional>

#include "integration/auth/authenticator.h"

namespace wharf::auth {

/// Gives the token to call with, and sees to it that it is fetched or renewed once however many calls need it, over all
/// threads and processes.
///
/// `obtain` gets the stored set, or nullptr, and returns the new one. It runs alone. What it returned is stored before
/// anyone uses it (a refresh token may be single-use).
struct TokenHolder {
  using Obtain = std::function<Result<TokenSet>(const TokenSet* stored)>;

  /// Before it ends; of a token that lives shorter than four times this, a quarter of its life.
  std::chrono::milliseconds renew_before{60'000};

  /// The stored set if it still lasts, else a new one.
  Result<TokenSet> Get(const Situation& situation, const Obtain& obtain) const;

  /// A new set, unless somebody else has stored one since `generation`. The error says why there is none.
  Result<bool> Replace(const Situation& situation, std::int64_t generation, const Obtain& obtain) const;

 private:
  Result<TokenSet> ObtainAlone(const Situation& situation, const Obtain& obtain,
                               const std::function<bool(const TokenSet&)>& good_enough) const;
};

/// `token` as templates see it: access_token, refresh_token, type, expires_at, answer. Secret as a whole.
boost::json::object TokenVariable(const TokenSet& tokens);

}  // namespace wharf::auth
