#include "organization/people_store.h"

#include <unordered_map>
#include <utility>

#include "base/encoding.h"
#include "organization/person_rules.h"

namespace wharf::organization {
namespace {

constexpr std::string_view kColumns =
    "id, name, email, password_hash, enabled, version, created_at, created_by, updated_at, updated_by, last_seen_at";

StoredUser ReadUser(const storage::Row& row) {
  StoredUser user;
  user.id = row.As<UserId>(0);
  user.name = row.Text(1);
  user.email = row.Text(2);
  user.password_hash = row.OptionalText(3);
  user.enabled = row.Bool(4);
  user.version = row.Int(5);
  user.created = row.When(6);
  user.created_by = row.Text(7);
  user.updated = row.When(8);
  user.updated_by = row.Text(9);
  user.last_seen = row.OptionalWhen(10);
  return user;
}

/// A role that this program does not know gives nothing more than the least.
Grant ReadGrant(const storage::Row& row, std::size_t column) {
  return {row.As<OrganizationId>(column), ParseRole(row.Text(column + 1)).value_or(Role::viewer)};
}

Result<std::optional<StoredUser>> FindOne(storage::Session& session, std::string_view condition,
                                          const storage::Value& value) {
  const std::string sql =
      "SELECT " + std::string(kColumns) + " FROM user_account WHERE " + std::string(condition) + " = ?";
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, std::span(&value, 1)));
  if (rows.empty()) return std::optional<StoredUser>();
  StoredUser user = ReadUser(rows.front());
  WHARF_ASSIGN(const storage::Rows grants,
               session.Query("SELECT organization_id, role FROM user_grant WHERE user_id = ? ORDER BY organization_id",
                             user.id));
  for (const storage::Row& row : grants) user.grants.push_back(ReadGrant(row, 0));
  return std::optional(std::move(user));
}

Result<void> InsertGrants(storage::Session& session, const StoredUser& user) {
  for (const Grant& grant : user.grants) {
    WHARF_TRY(session.Execute("INSERT INTO user_grant (user_id, organization_id, role) VALUES (?, ?, ?)", user.id,
                              grant.organization, NameOf(grant.role)));
  }
  return {};
}

}  // namespace

Result<std::optional<StoredUser>> FindUser(storage::Session& session, UserId id) { return FindOne(session, "id", id); }

Result<std::optional<StoredUser>> FindUserByEmail(storage::Session& session, std::string_view email_key) {
  return FindOne(session, "email_key", email_key);
}

Result<std::vector<StoredUser>> LoadUsers(storage::Session& session) {
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT " + std::string(kColumns) + " FROM user_account ORDER BY id"));
  WHARF_ASSIGN(const storage::Rows grants, session.Query("SELECT user_id, organization_id, role FROM user_grant "
                                                         "ORDER BY user_id, organization_id"));
  std::vector<StoredUser> users;
  std::unordered_map<UserId, std::size_t> places;
  users.reserve(rows.size());
  for (const storage::Row& row : rows) {
    users.push_back(ReadUser(row));
    places.emplace(users.back().id, users.size() - 1);
  }
  for (const storage::Row& row : grants) {
    const auto place = places.find(row.As<UserId>(0));
    if (place != places.end()) users[place->second].grants.push_back(ReadGrant(row, 1));
  }
  return users;
}

Result<void> InsertUser(storage::Session& session, const StoredUser& user) {
  WHARF_TRY(
      session.Execute("INSERT INTO user_account (id, name, email, email_key, password_hash, enabled, version, "
                      "created_at, created_by, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
                      user.id, user.name, user.email, EmailKey(user.email), user.password_hash, user.enabled,
                      user.created, user.created_by, user.updated, user.updated_by));
  return InsertGrants(session, user);
}

Result<void> UpdateUser(storage::Session& session, const StoredUser& user) {
  WHARF_TRY(
      session.Execute("UPDATE user_account SET name = ?, email = ?, email_key = ?, password_hash = ?, "
                      "enabled = ?, version = version + 1, updated_at = ?, updated_by = ? WHERE id = ?",
                      user.name, user.email, EmailKey(user.email), user.password_hash, user.enabled, user.updated,
                      user.updated_by, user.id));
  WHARF_TRY(session.Execute("DELETE FROM user_grant WHERE user_id = ?", user.id));
  return InsertGrants(session, user);
}

Result<void> RequireAnAdministrator(storage::Session& session) {
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT COUNT(*) FROM user_account u JOIN user_grant g ON g.user_id = u.id "
                             "JOIN organization o ON o.id = g.organization_id AND o.parent_id IS NULL "
                             "WHERE u.enabled = 1 AND u.password_hash IS NOT NULL AND g.role = 'administrator'"));
  if (rows.front().Int(0) > 0) return {};
  return Error{ErrorKind::conflict, "last_administrator",
               "This is the last administrator of the whole installation. Make another person one first."};
}

std::string HashOfToken(std::string_view token) { return HexEncode(Sha256(token)); }

OrganizationId HomeOf(const StoredUser& user) {
  return user.grants.empty() ? OrganizationId{} : user.grants.front().organization;
}

}  // namespace wharf::organization
