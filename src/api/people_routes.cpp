#include "api/people_view.h"
#include "api/resource.h"

namespace wharf::api {
namespace {

std::vector<organization::Grant> Wanted(const std::vector<GrantWanted>& grants) {
  std::vector<organization::Grant> wanted;
  for (const GrantWanted& grant : grants) wanted.push_back({grant.organization_id, grant.role});
  return wanted;
}

User UserView(const organization::User& user, const organization::Access& access) {
  return {user.id,        user.name,
          user.email,     user.enabled,
          user.status,    GrantsView(user.grants, access),
          user.created,   TextOrNull(user.created_by),
          user.last_seen, user.version};
}

Result<std::optional<std::string>> InvitationUrl(const Asked& asked, const Secret& token) {
  if (token.empty()) return std::optional<std::string>();
  WHARF_ASSIGN(const auto settings, asked.services.settings.Read());
  const std::string host(asked.request.headers.Get("Host").value_or("localhost"));
  const std::string base = settings.public_url.empty() ? "http://" + host : settings.public_url;
  return std::optional(base + "/invitation/" + std::string(token.Reveal()));
}

Result<Session> ShowSession(const Asked& asked) {
  WHARF_ASSIGN(const auto session, asked.services.sessions.Authenticate(asked.session_token, {asked.request.peer}));
  return SessionView(session, asked.access);
}

Result<Reply> EndSession(const Asked& asked) {
  WHARF_TRY(asked.services.sessions.SignOut(asked.session_token, {asked.request.peer}));
  Reply reply = Reply::Nothing();
  reply.headers.Set("Set-Cookie", std::string(kSessionCookie) + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  return reply;
}

Result<User> EditMe(const Asked& asked, const MePatch& patch) {
  WHARF_ASSIGN(const auto user, asked.services.users.EditSelf(asked.access, patch.name, patch.email));
  return UserView(user, asked.access);
}

Result<void> ChangePassword(const Asked& asked, const PasswordChange& change) {
  return asked.services.users.ChangePassword(asked.access, change.current, change.next, asked.session_token);
}

Result<PageOf<User>> ListUsers(const Asked& asked) {
  WHARF_ASSIGN(const auto page,
               asked.services.users.List(asked.access, asked.Text("search"), asked.page(), asked.page_size()));
  std::vector<User> items;
  for (const auto& user : page.items) items.push_back(UserView(user, asked.access));
  return PageOf<User>(std::move(items), page.total, asked);
}

Result<With<CreatedUser, 201>> InviteUser(const Asked& asked, const UserWanted& wanted) {
  WHARF_ASSIGN(const auto invited,
               asked.services.users.Invite(asked.access, {wanted.name, wanted.email, Wanted(wanted.grants)}));
  WHARF_ASSIGN(const auto url, InvitationUrl(asked, invited.invitation));
  return With<CreatedUser, 201>{{UserView(invited.user, asked.access), url}};
}

Result<InvitationLink> InviteAgain(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<UserId>(0));
  WHARF_ASSIGN(const auto invited, asked.services.users.InviteAgain(asked.access, id));
  WHARF_ASSIGN(const auto url, InvitationUrl(asked, invited.invitation));
  return InvitationLink{url};
}

Result<User> EditUser(const Asked& asked, const UserPatch& patch) {
  WHARF_ASSIGN(const auto id, asked.Id<UserId>(0));
  organization::UserEdit edit{patch.name, patch.email, patch.enabled, std::nullopt, patch.version};
  if (patch.grants) edit.grants = Wanted(*patch.grants);
  WHARF_ASSIGN(const auto user, asked.services.users.Edit(asked.access, id, edit));
  return UserView(user, asked.access);
}

Result<void> RemoveUser(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<UserId>(0));
  return asked.services.users.Remove(asked.access, id);
}

Token TokenView(const organization::ApiToken& token, const organization::Access& access) {
  using organization::Right;
  using organization::Role;
  std::vector<Right> scopes{Right::read};
  if (token.scope != Right::read) scopes.push_back(Right::write);
  if (token.scope == Right::administer) scopes.push_back(Right::administer);
  const auto* organization = token.organization ? access.directory().Find(*token.organization) : nullptr;
  const Role role = token.scope == Right::read    ? Role::viewer
                    : token.scope == Right::write ? Role::editor
                                                  : Role::administrator;
  return {token.id,
          token.name,
          std::move(scopes),
          token.organization,
          organization == nullptr ? std::string() : organization->name,
          role,
          token.created,
          token.maker_name,
          token.expires,
          token.last_used};
}

Result<PageOf<Token>> ListTokens(const Asked& asked) {
  WHARF_ASSIGN(const auto tokens, asked.services.tokens.List(asked.access));
  std::vector<Token> items;
  for (const auto& token : tokens) items.push_back(TokenView(token, asked.access));
  return PageOf<Token>(std::move(items), static_cast<std::int64_t>(tokens.size()), asked);
}

Result<With<CreatedToken, 201>> MakeToken(const Asked& asked, const TokenWanted& wanted) {
  WHARF_ASSIGN(const auto made, asked.services.tokens.Make(asked.access, {wanted.name, wanted.scope,
                                                                          wanted.organization_id, wanted.expires_at}));
  return With<CreatedToken, 201>{{TokenView(made.token, asked.access), std::string(made.secret.Reveal())}};
}

Result<void> RevokeToken(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<organization::TokenId>(0));
  return asked.services.tokens.Revoke(asked.access, id);
}

}  // namespace

std::vector<Grant> GrantsView(const std::vector<organization::Grant>& grants, const organization::Access& access) {
  std::vector<Grant> views;
  for (const auto& grant : grants) {
    const auto* organization = access.directory().Find(grant.organization);
    views.push_back({grant.organization, organization == nullptr ? std::string() : organization->name, grant.role});
  }
  return views;
}

Session SessionView(const organization::Session& session, const organization::Access& access) {
  Home home;
  for (const auto& interval : access.Intervals(organization::Right::read)) {
    if (home.organization_count == 0) {
      const auto& top = access.directory().At(interval.enter);
      home.id = top.id;
      home.name = top.name;
    }
    home.organization_count += interval.size();
  }
  return {{session.caller.user, session.caller.name, session.email},
          session.csrf,
          access.BestRole().value_or(organization::Role::viewer),
          GrantsView(session.caller.grants, access),
          session.expires,
          std::move(home)};
}

std::vector<Route> PeopleRoutes() {
  return {
      Get<ShowSession>("/api/v1/session", "Who is signed in").Here(),
      Delete<EndSession>("/api/v1/session", "Sign out").GivesNothing(),
      Patch<EditMe>("/api/v1/me", "Change one's own name or address"),
      Post<ChangePassword>("/api/v1/me/password", "Change one's own password"),
      Get<ListUsers>("/api/v1/users", "List people").Asks({{"search"}}).Pages(),
      Post<InviteUser>("/api/v1/users", "Invite a person"),
      Patch<EditUser>("/api/v1/users/{id}", "Change a person"),
      Delete<RemoveUser>("/api/v1/users/{id}", "Remove a person"),
      Post<InviteAgain>("/api/v1/users/{id}/invitation", "Make a new invitation link"),
      Get<ListTokens>("/api/v1/tokens", "List API tokens").Pages(),
      Post<MakeToken>("/api/v1/tokens", "Make an API token"),
      Delete<RevokeToken>("/api/v1/tokens/{id}", "Revoke an API token"),
  };
}

}  // namespace wharf::api
