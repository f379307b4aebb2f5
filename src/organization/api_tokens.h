#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/sessions.h"
#include "storage/database.h"

namespace wharf::organization {

/// A token as it is listed: never its secret.
struct ApiToken {
  TokenId id;
  std::string name;
  Right scope = Right::read;
  std::optional<OrganizationId> organization;
  UserId maker;
  std::string maker_name;
  Time created;
  std::optional<Time> expires;
  std::optional<Time> last_used;
};

struct NewToken {
  std::string name;
  Right scope = Right::read;
  std::optional<OrganizationId> organization = std::nullopt;
  std::optional<Time> expires = std::nullopt;
};

struct MadeToken {
  ApiToken token;
  Secret secret;  ///< "wharf_…", shown once
};

/// Tokens for programs. A token acts for the person who made it: it may never more than that person may now, nor more
/// than its scope, nor anything outside its organization. Safe from any thread.
class ApiTokens {
 public:
  ApiTokens(storage::Database& database, AuditLog& audit, const Clock& clock, Random& random);
  ~ApiTokens();
  ApiTokens(const ApiTokens&) = delete;
  ApiTokens& operator=(const ApiTokens&) = delete;

  /// For oneself. Refused to tokens: one must not breed others. `invalid_argument` for a name that is empty or longer
  /// than 100 characters, an expiry in the past, or a scope that the maker has nowhere (in that organization).
  Result<MadeToken> Make(const Access& access, const NewToken& wanted);
  /// One's own, and those of people whose every organization the caller administers; the newest first.
  Result<std::vector<ApiToken>> List(const Access& access);
  /// `not_found` for one that List would not show.
  Result<void> Revoke(const Access& access, TokenId id);

  /// Who sends this token; `unauthenticated` (`token_invalid`) if it is wrong, expired, revoked, or its maker is
  /// disabled. Costs as Sessions::Authenticate.
  Result<Caller> Authenticate(std::string_view token, const RequestOrigin& origin);

  /// Writes down when tokens were last used and removes those that expired 90 days ago. See Sessions::Tidy.
  Result<void> Tidy();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wharf::organization
