#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace wharf::auth {

/// What a vendor gave to prove later calls with.
struct TokenSet {
  Secret access_token;
  Secret refresh_token;             ///< empty: none
  std::string type;                 ///< as the vendor wrote it; often "Bearer"
  std::optional<Time> expires_at;   ///< nullopt: the vendor did not say; a refused call is then the only sign
  std::vector<std::string> scopes;  ///< granted
  boost::json::object answer;       ///< the vendor's whole answer, for `token.answer`: secret as a whole
  Time obtained_at;
  std::int64_t generation = 0;  ///< grows with each stored change
};

/// Where the tokens of one connection live. One connection may hold several sets, by name.
///
/// Implementations seal what they store, and are safe from any thread and with several processes on one database.
class TokenStore {
 public:
  virtual ~TokenStore() = default;

  virtual Result<std::optional<TokenSet>> Load(std::string_view name) = 0;
  /// Replaces the set. When this returns, the new tokens survive a crash (a single-use refresh token depends on it).
  virtual Result<void> Save(std::string_view name, const TokenSet& tokens) = 0;
  virtual Result<void> Forget(std::string_view name) = 0;
  /// Values that connecting found out (`captured`), merged into those that are there.
  virtual Result<void> Capture(const boost::json::object& values) = 0;

  /// Runs `work` while no other thread or process runs it for the same connection and name. Waits for them; when the
  /// wait runs out, fails with `deadline_exceeded` (code `token_busy`).
  virtual Result<void> Alone(std::string_view name, const std::function<Result<void>()>& work) = 0;
};

}  // namespace wharf::auth
