#pragma once

#include <string_view>

#include "api/shape.h"
#include "api/words.h"
#include "organization/api_tokens.h"
#include "organization/sessions.h"

namespace wharf::api {

inline constexpr std::string_view kSessionCookie = "wharf_session";

/// What somebody may do with an organization and all below it.
struct Grant {
  OrganizationId organization_id;
  std::string organization_name;
  organization::Role role{};
};
BOOST_DESCRIBE_STRUCT(Grant, (), (organization_id, organization_name, role))

struct SignedInUser {
  UserId id;
  std::string name;
  std::string email;
};
BOOST_DESCRIBE_STRUCT(SignedInUser, (), (id, name, email))

/// Where somebody begins: the topmost organization that they see, and how many they see.
struct Home {
  std::optional<OrganizationId> id;
  std::string name;
  std::size_t organization_count = 0;
};
BOOST_DESCRIBE_STRUCT(Home, (), (id, name, organization_count))

/// What a signed-in browser is told of itself.
struct Session {
  SignedInUser user;
  std::string csrf_token;
  organization::Role role{};
  std::vector<Grant> grants;
  Time expires_at;
  Home home;
};
BOOST_DESCRIBE_STRUCT(Session, (), (user, csrf_token, role, grants, expires_at, home))

/// A person with an account.
struct User {
  UserId id;
  std::string name;
  std::string email;
  bool enabled = true;
  organization::UserStatus status{};
  std::vector<Grant> grants;
  Time created_at;
  std::optional<std::string> created_by;
  std::optional<Time> last_seen_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, name, email, enabled, status, grants, created_at, created_by, last_seen_at, version))

/// A link that its receiver alone may know; null if the person has an account with a password already.
struct InvitationLink {
  std::optional<std::string> invitation_url;
};
BOOST_DESCRIBE_STRUCT(InvitationLink, (), (invitation_url))

struct CreatedUser {
  User user;
  std::optional<std::string> invitation_url;
};
BOOST_DESCRIBE_STRUCT(CreatedUser, (), (user, invitation_url))

/// An API token; its secret is shown once, when it is made.
struct Token {
  organization::TokenId id;
  std::string name;
  std::vector<organization::Right> scopes;
  std::optional<OrganizationId> organization_id;
  std::string organization_name;
  organization::Role role{};
  Time created_at;
  std::optional<std::string> created_by;
  std::optional<Time> expires_at;
  std::optional<Time> last_used_at;
};
BOOST_DESCRIBE_STRUCT(Token, (),
                      (id, name, scopes, organization_id, organization_name, role, created_at, created_by, expires_at,
                       last_used_at))

struct CreatedToken : Token {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(CreatedToken, (Token), (token))

// What is taken.

struct GrantWanted {
  OrganizationId organization_id;
  organization::Role role{};
};
BOOST_DESCRIBE_STRUCT(GrantWanted, (), (organization_id, role))

struct UserWanted {
  std::string name;
  std::string email;
  std::vector<GrantWanted> grants;
};
BOOST_DESCRIBE_STRUCT(UserWanted, (), (name, email, grants))

struct UserPatch {
  std::optional<std::string> name;
  std::optional<std::string> email;
  std::optional<bool> enabled;
  std::optional<std::vector<GrantWanted>> grants;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(UserPatch, (), (name, email, enabled, grants, version))

struct MePatch {
  std::optional<std::string> name;
  std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(MePatch, (), (name, email))

struct PasswordChange {
  Secret current;
  Secret next;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (current, next))

struct TokenWanted {
  std::string name;
  organization::Right scope{};
  std::optional<OrganizationId> organization_id;
  std::optional<Time> expires_at;
};
BOOST_DESCRIBE_STRUCT(TokenWanted, (), (name, scope, organization_id, expires_at))

std::vector<Grant> GrantsView(const std::vector<organization::Grant>& grants, const organization::Access& access);
Session SessionView(const organization::Session& session, const organization::Access& access);

}  // namespace wharf::api
