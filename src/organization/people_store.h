#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "organization/access.h"
#include "storage/database.h"

namespace wharf::organization {

// The SQL of tables `user_account` and `user_grant`.

/// The topic whose revision changes with everything that decides who is signed in and may do what.
inline constexpr std::string_view kPeopleTopic = "people";

struct StoredUser {
  UserId id;
  std::string name;
  std::string email;
  std::optional<std::string> password_hash;  ///< none before the first invitation is accepted
  bool enabled = true;
  std::int64_t version = 1;
  Time created;
  std::string created_by;
  Time updated;
  std::string updated_by;
  std::optional<Time> last_seen;
  std::vector<Grant> grants;  ///< ordered by organization
};

Result<std::optional<StoredUser>> FindUser(storage::Session& session, UserId id);
Result<std::optional<StoredUser>> FindUserByEmail(storage::Session& session, std::string_view email_key);
/// Everybody, ordered by id.
Result<std::vector<StoredUser>> LoadUsers(storage::Session& session);

/// Stores a new user with its grants.
Result<void> InsertUser(storage::Session& session, const StoredUser& user);
/// Stores name, address, password, enabled and grants, and raises the version by one.
Result<void> UpdateUser(storage::Session& session, const StoredUser& user);

/// Fails with `conflict` (`last_administrator`) if no enabled administrator of the root who can sign in is left.
Result<void> RequireAnAdministrator(storage::Session& session);

/// What a token, a session or an invitation is stored and looked up by.
std::string HashOfToken(std::string_view token);

/// Under which organization an act of that person is recorded: the one of its first grant.
OrganizationId HomeOf(const StoredUser& user);

}  // namespace wharf::organization
