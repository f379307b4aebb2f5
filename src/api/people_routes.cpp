#include "api/people_routes.h"

#include "api/route.h"

namespace wharf::api {
namespace {

using organization::Grant;

boost::json::array GrantsView(const std::vector<Grant>& grants, const organization::Access& access) {
  boost::json::array views;
  for (const Grant& grant : grants) {
    const auto* organization = access.directory().Find(grant.organization);
    views.push_back(boost::json::object{{"organization_id", grant.organization.ToString()},
                                        {"organization_name", organization == nullptr ? "" : organization->name},
                                        {"role", NameOf(grant.role)}});
  }
  return views;
}

Result<std::optional<std::vector<Grant>>> ReadGrants(const boost::json::object& body) {
  const auto* given = body.if_contains("grants");
  if (given == nullptr || !given->is_array()) return std::optional<std::vector<Grant>>();
  std::vector<Grant> grants;
  for (const auto& one : given->get_array()) {
    const auto* object = one.if_object();
    if (object == nullptr) continue;
    WHARF_ASSIGN(const OrganizationId id, OrganizationOf(*object, "organization_id"));
    const auto role = organization::ParseRole(TextOf(*object, "role").value_or(""));
    if (!role) return Error{ErrorKind::invalid_argument, "invalid_input", "A role is viewer, editor or administrator."};
    grants.push_back({id, *role});
  }
  return std::optional(std::move(grants));
}

boost::json::object UserView(const organization::User& user, const organization::Access& access) {
  return {{"id", user.id.ToString()},
          {"name", user.name},
          {"email", user.email},
          {"enabled", user.enabled},
          {"status", NameOf(user.status)},
          {"grants", GrantsView(user.grants, access)},
          {"created_at", FormatTime(user.created)},
          {"created_by", OrNull(user.created_by)},
          {"last_seen_at", When(user.last_seen)},
          {"version", user.version}};
}

Result<std::string> InvitationUrl(const Asked& asked, const Secret& token) {
  if (token.empty()) return std::string();
  WHARF_ASSIGN(const auto settings, asked.services.settings.Read());
  const std::string host(asked.request.headers.Get("Host").value_or("localhost"));
  const std::string base = settings.public_url.empty() ? "http://" + host : settings.public_url;
  return base + "/invitation/" + std::string(token.Reveal());
}

Result<Reply> ShowSession(const Asked& asked) {
  WHARF_ASSIGN(const auto session, asked.services.sessions.Authenticate(asked.session_token, {asked.request.peer}));
  return Reply{200, SessionView(session, asked.access)};
}

Result<Reply> EndSession(const Asked& asked) {
  WHARF_TRY(asked.services.sessions.SignOut(asked.session_token, {asked.request.peer}));
  net::Response response;
  response.status = 204;
  response.headers.Set("Set-Cookie", std::string(kSessionCookie) + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  return Reply{204, nullptr, std::move(response)};
}

Result<Reply> EditMe(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto user,
               asked.services.users.EditSelf(asked.access, TextOf(body, "name"), TextOf(body, "email")));
  return Reply{200, UserView(user, asked.access)};
}

Result<Reply> ChangePassword(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_TRY(asked.services.users.ChangePassword(asked.access, Secret(TextOf(body, "current").value_or("")),
                                                Secret(TextOf(body, "new").value_or("")), asked.session_token));
  return Reply::Nothing();
}

Result<Reply> ListUsers(const Asked& asked) {
  WHARF_ASSIGN(const auto page,
               asked.services.users.List(asked.access, asked.Text("search"), asked.page(), asked.page_size()));
  boost::json::array items;
  for (const auto& user : page.items) items.push_back(UserView(user, asked.access));
  return Reply{200, Page(std::move(items), page.total, asked)};
}

Result<Reply> InviteUser(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(auto grants, ReadGrants(body));
  WHARF_ASSIGN(const auto invited, asked.services.users.Invite(asked.access, {TextOf(body, "name").value_or(""),
                                                                              TextOf(body, "email").value_or(""),
                                                                              grants.value_or(std::vector<Grant>())}));
  WHARF_ASSIGN(const std::string url, InvitationUrl(asked, invited.invitation));
  return Reply{201,
               boost::json::object{{"user", UserView(invited.user, asked.access)}, {"invitation_url", OrNull(url)}}};
}

Result<Reply> InviteAgain(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<UserId>(0));
  WHARF_ASSIGN(const auto invited, asked.services.users.InviteAgain(asked.access, id));
  WHARF_ASSIGN(const std::string url, InvitationUrl(asked, invited.invitation));
  return Reply{200, boost::json::object{{"invitation_url", OrNull(url)}}};
}

Result<Reply> EditUser(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<UserId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  organization::UserEdit edit;
  edit.name = TextOf(body, "name");
  edit.email = TextOf(body, "email");
  edit.enabled = FlagOf(body, "enabled");
  WHARF_ASSIGN(edit.grants, ReadGrants(body));
  edit.version = NumberOf(body, "version").value_or(0);
  WHARF_ASSIGN(const auto user, asked.services.users.Edit(asked.access, id, edit));
  return Reply{200, UserView(user, asked.access)};
}

Result<Reply> RemoveUser(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<UserId>(0));
  WHARF_TRY(asked.services.users.Remove(asked.access, id));
  return Reply::Nothing();
}

boost::json::object TokenView(const organization::ApiToken& token, const organization::Access& access) {
  boost::json::array scopes{"read"};
  if (token.scope != organization::Right::read) scopes.emplace_back("write");
  if (token.scope == organization::Right::administer) scopes.emplace_back("administer");
  const auto* organization = token.organization ? access.directory().Find(*token.organization) : nullptr;
  const std::string_view role = token.scope == organization::Right::read    ? "viewer"
                                : token.scope == organization::Right::write ? "editor"
                                                                            : "administrator";
  return {{"id", token.id.ToString()},
          {"name", token.name},
          {"scopes", std::move(scopes)},
          {"organization_id", token.organization ? boost::json::value(token.organization->ToString()) : nullptr},
          {"organization_name", organization == nullptr ? "" : organization->name},
          {"role", role},
          {"created_at", FormatTime(token.created)},
          {"created_by", token.maker_name},
          {"expires_at", When(token.expires)},
          {"last_used_at", When(token.last_used)}};
}

Result<Reply> ListTokens(const Asked& asked) {
  WHARF_ASSIGN(const auto tokens, asked.services.tokens.List(asked.access));
  boost::json::array items;
  for (const auto& token : tokens) items.push_back(TokenView(token, asked.access));
  return Reply{200, Page(std::move(items), static_cast<std::int64_t>(tokens.size()), asked)};
}

Result<Reply> MakeToken(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  organization::NewToken wanted;
  wanted.name = TextOf(body, "name").value_or("");
  wanted.scope = organization::ParseRight(TextOf(body, "scope").value_or("read")).value_or(organization::Right::read);
  if (TextOf(body, "organization_id")) {
    WHARF_ASSIGN(wanted.organization, OrganizationOf(body, "organization_id"));
  }
  if (const auto expires = TextOf(body, "expires_at")) wanted.expires = ParseTime(*expires);
  WHARF_ASSIGN(const auto made, asked.services.tokens.Make(asked.access, wanted));
  boost::json::object view = TokenView(made.token, asked.access);
  view["token"] = made.secret.Reveal();
  return Reply{201, std::move(view)};
}

Result<Reply> RevokeToken(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<organization::TokenId>(0));
  WHARF_TRY(asked.services.tokens.Revoke(asked.access, id));
  return Reply::Nothing();
}

}  // namespace

boost::json::object SessionView(const organization::Session& session, const organization::Access& access) {
  const auto role = access.BestRole();
  boost::json::object home{{"id", nullptr}, {"name", ""}, {"organization_count", 0}};
  std::size_t count = 0;
  for (const auto& interval : access.Intervals(organization::Right::read)) {
    if (count == 0) {
      const auto& top = access.directory().At(interval.enter);
      home["id"] = top.id.ToString();
      home["name"] = top.name;
    }
    count += interval.size();
  }
  home["organization_count"] = count;
  return {{"user",
           boost::json::object{
               {"id", session.caller.user.ToString()}, {"name", session.caller.name}, {"email", session.email}}},
          {"csrf_token", session.csrf},
          {"role", role ? NameOf(*role) : "viewer"},
          {"grants", GrantsView(session.caller.grants, access)},
          {"expires_at", FormatTime(session.expires)},
          {"home", std::move(home)}};
}

std::vector<Route> PeopleRoutes() {
  return {
      {"GET", "/api/v1/session", "Who is signed in", ShowSession, net::RunOn::socket_thread},
      {"DELETE", "/api/v1/session", "Sign out", EndSession},
      {"PATCH", "/api/v1/me", "Change one's own name or address", EditMe},
      {"POST", "/api/v1/me/password", "Change one's own password", ChangePassword},
      {"GET", "/api/v1/users", "List people", ListUsers},
      {"POST", "/api/v1/users", "Invite a person", InviteUser},
      {"PATCH", "/api/v1/users/{id}", "Change a person", EditUser},
      {"DELETE", "/api/v1/users/{id}", "Remove a person", RemoveUser},
      {"POST", "/api/v1/users/{id}/invitation", "Make a new invitation link", InviteAgain},
      {"GET", "/api/v1/tokens", "List API tokens", ListTokens},
      {"POST", "/api/v1/tokens", "Make an API token", MakeToken},
      {"DELETE", "/api/v1/tokens/{id}", "Revoke an API token", RevokeToken},
  };
}

}  // namespace wharf::api
