#include "api/public_routes.h"

#include "api/people_routes.h"
#include "api/route.h"

namespace wharf::api {
namespace {

net::Response Json(int status, const boost::json::value& body) {
  net::Response response;
  response.status = status;
  response.headers.Set("Content-Type", "application/json");
  response.headers.Set("Cache-Control", "no-store");
  response.body = boost::json::serialize(body);
  return response;
}

Result<boost::json::object> BodyOf(const net::Request& request) {
  boost::json::error_code failure;
  boost::json::value body = boost::json::parse(request.body, failure);
  if (failure || !body.is_object()) {
    return Error{ErrorKind::invalid_argument, "body_not_json", "The body of the request must be a JSON object."};
  }
  return std::move(body.get_object());
}

Result<net::Response> SignedIn(const Services& services, const organization::SignedIn& signed_in, int status) {
  WHARF_ASSIGN(auto directory, services.directories.Current());
  const organization::Access access(signed_in.session.caller, std::move(directory));
  WHARF_ASSIGN(const auto settings, services.settings.Read());
  net::Response response = Json(status, SessionView(signed_in.session, access));
  const bool secure = settings.public_url.starts_with("https://");
  response.headers.Set("Set-Cookie", std::string(kSessionCookie) + "=" + std::string(signed_in.token.Reveal()) +
                                         "; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800" +
                                         (secure ? "; Secure" : ""));
  return response;
}

organization::RequestOrigin OriginOf(const net::Request& request) {
  return {request.peer, std::string(request.headers.Get("User-Agent").value_or("")), request.request_id};
}

Result<net::Response> SetupNeeded(const Services& services, const net::Request& /*request*/) {
  WHARF_ASSIGN(const bool needed, services.first_start.Needed());
  return Json(200, boost::json::object{{"needed", needed}});
}

Result<net::Response> SetUp(const Services& services, const net::Request& request) {
  WHARF_ASSIGN(const auto body, BodyOf(request));
  const organization::SetUp wanted{TextOf(body, "organization_name").value_or(""), TextOf(body, "name").value_or(""),
                                   TextOf(body, "email").value_or(""), Secret(TextOf(body, "password").value_or(""))};
  WHARF_TRY(services.first_start.Run(wanted, request.peer, request.request_id));
  WHARF_ASSIGN(const auto signed_in, services.sessions.SignIn(wanted.email, wanted.password, OriginOf(request)));
  return SignedIn(services, signed_in, 201);
}

Result<net::Response> SignIn(const Services& services, const net::Request& request) {
  WHARF_ASSIGN(const auto body, BodyOf(request));
  WHARF_ASSIGN(
      const auto signed_in,
      services.sessions.SignIn(TextOf(body, "email").value_or(""), Secret(TextOf(body, "password").value_or("")),
                               OriginOf(request), request.Cookie(kSessionCookie).value_or("")));
  return SignedIn(services, signed_in, 200);
}

Result<net::Response> ShowInvitation(const Services& services, const net::Request& request) {
  WHARF_ASSIGN(const auto invitation, services.invitations.Find(request.segments[0]));
  return Json(200, boost::json::object{{"name", invitation.name},
                                       {"email", invitation.email},
                                       {"organization_name", invitation.organization_name}});
}

Result<net::Response> AcceptInvitation(const Services& services, const net::Request& request) {
  WHARF_ASSIGN(const auto body, BodyOf(request));
  WHARF_ASSIGN(const auto user,
               services.invitations.Accept(request.segments[0], Secret(TextOf(body, "password").value_or("")),
                                           request.peer, request.request_id));
  WHARF_ASSIGN(const auto signed_in, services.sessions.Open(user, OriginOf(request)));
  return SignedIn(services, signed_in, 200);
}

/// The vendor sends the person back here: the session must be the one that began, the state proves the rest.
Result<net::Response> OAuthCallback(const Services& services, const net::Request& request) {
  const auto run = [&]() -> Result<std::string> {
    WHARF_ASSIGN(const auto session,
                 services.sessions.Authenticate(request.Cookie(kSessionCookie).value_or(""), OriginOf(request)));
    WHARF_ASSIGN(auto directory, services.directories.Current());
    const organization::Access access(session.caller, std::move(directory));
    boost::json::object callback;
    for (const auto& [name, value] : request.query) callback[name] = value;
    WHARF_ASSIGN(const std::string return_to, services.calling.FinishAuthorization(access, callback));
    return return_to + (return_to.find('?') == std::string::npos ? "?" : "&") + "authorized=1";
  };
  auto target = run();
  net::Response response;
  response.status = 303;
  const std::string failed = target ? std::string() : target.error().message;
  std::string escaped;
  for (const char c : failed) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view kHex = "0123456789ABCDEF";
    if (std::isalnum(byte) != 0) {
      escaped += c;
    } else {
      escaped += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  response.headers.Set("Location", target ? *target : "/oauth/failed?message=" + escaped);
  response.headers.Set("Cache-Control", "no-store");
  response.headers.Set("Referrer-Policy", "no-referrer");
  return response;
}

Result<net::Response> Health(const Services& /*services*/, const net::Request& /*request*/) {
  return Json(200, boost::json::object{{"status", "ok"}});
}

Result<net::Response> Ready(const Services& services, const net::Request& /*request*/) {
  WHARF_TRY(services.database.Read([](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Query("SELECT 1"));
    return {};
  }));
  return Json(200, boost::json::object{{"status", "ready"}});
}

}  // namespace

std::vector<PublicRoute> PublicRoutes() {
  return {
      {"GET", "/api/v1/setup", "Whether the set-up is still to be done", SetupNeeded},
      {"POST", "/api/v1/setup", "Set Wharf up: the root organization and its administrator", SetUp},
      {"POST", "/api/v1/session", "Sign in", SignIn},
      {"GET", "/api/v1/invitations/{token}", "Show an invitation", ShowInvitation},
      {"POST", "/api/v1/invitations/{token}", "Accept an invitation", AcceptInvitation},
      {"GET", "/oauth/callback", "Where vendors send people back to", OAuthCallback},
      {"GET", "/healthz", "Whether the process lives", Health},
      {"GET", "/readyz", "Whether it can serve", Ready},
  };
}

}  // namespace wharf::api
