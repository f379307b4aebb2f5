#include "api/people_view.h"
#include "api/resource.h"
#include "base/encoding.h"
#include "net/metrics.h"

namespace wharf::api {

struct SetupState {
  bool needed = false;
};
BOOST_DESCRIBE_STRUCT(SetupState, (), (needed))

struct SetupWanted {
  std::string organization_name;
  std::string name;
  std::string email;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(SetupWanted, (), (organization_name, name, email, password))

struct Credentials {
  std::string email;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (email, password))

struct Invitation {
  std::string name;
  std::string email;
  std::string organization_name;
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (name, email, organization_name))

struct InvitationAccepted {
  Secret password;
};
BOOST_DESCRIBE_STRUCT(InvitationAccepted, (), (password))

struct ProcessState {
  std::string status;
};
BOOST_DESCRIBE_STRUCT(ProcessState, (), (status))

namespace {

template <int Status>
Result<With<Session, Status>> SignedIn(const Services& services, const organization::SignedIn& signed_in) {
  WHARF_ASSIGN(auto directory, services.directories.Current());
  const organization::Access access(signed_in.session.caller, std::move(directory));
  WHARF_ASSIGN(const auto settings, services.settings.Read());
  With<Session, Status> reply{SessionView(signed_in.session, access)};
  const bool secure = settings.public_url.starts_with("https://");
  reply.headers.Set("Set-Cookie", std::string(kSessionCookie) + "=" + std::string(signed_in.token.Reveal()) +
                                      "; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800" + (secure ? "; Secure" : ""));
  return reply;
}

organization::RequestOrigin OriginOf(const net::Request& request) {
  return {request.peer, std::string(request.headers.Get("User-Agent").value_or("")), request.request_id};
}

Result<SetupState> SetupNeeded(const Anyone& asked) {
  WHARF_ASSIGN(const bool needed, asked.services.first_start.Needed());
  return SetupState{needed};
}

Result<With<Session, 201>> SetUp(const Anyone& asked, const SetupWanted& wanted) {
  const auto& request = asked.request;
  WHARF_TRY(asked.services.first_start.Run({wanted.organization_name, wanted.name, wanted.email, wanted.password},
                                           request.peer, request.request_id));
  WHARF_ASSIGN(const auto signed_in, asked.services.sessions.SignIn(wanted.email, wanted.password, OriginOf(request)));
  return SignedIn<201>(asked.services, signed_in);
}

Result<With<Session, 200>> SignIn(const Anyone& asked, const Credentials& credentials) {
  WHARF_ASSIGN(const auto signed_in,
               asked.services.sessions.SignIn(credentials.email, credentials.password, OriginOf(asked.request),
                                              asked.request.Cookie(kSessionCookie).value_or("")));
  return SignedIn<200>(asked.services, signed_in);
}

Result<Invitation> ShowInvitation(const Anyone& asked) {
  WHARF_ASSIGN(const auto invitation, asked.services.invitations.Find(asked.request.segments[0]));
  return Invitation{invitation.name, invitation.email, invitation.organization_name};
}

Result<With<Session, 200>> AcceptInvitation(const Anyone& asked, const InvitationAccepted& accepted) {
  const auto& request = asked.request;
  WHARF_ASSIGN(const auto user, asked.services.invitations.Accept(request.segments[0], accepted.password, request.peer,
                                                                  request.request_id));
  WHARF_ASSIGN(const auto signed_in, asked.services.sessions.Open(user, OriginOf(request)));
  return SignedIn<200>(asked.services, signed_in);
}

/// For an address that only a browser comes to. The message may hold words of the vendor.
net::Response FailedPage(const std::string& message) {
  std::string safe;
  for (const char c : message) {
    switch (c) {
      case '<':
        safe += "&lt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      default:
        safe += c;
    }
  }
  net::Response response;
  response.status = 400;
  response.headers.Set("Content-Type", "text/html; charset=utf-8");
  response.headers.Set("Content-Security-Policy", "default-src 'none'");
  response.body = "<!doctype html><html lang=\"en\"><title>Not authorized</title><h1>Not authorized</h1><p>" + safe +
                  "</p><p><a href=\"/\">Back to Wharf</a></p></html>";
  return response;
}

/// The vendor sends the person back here: the session must be the one that began, the state proves the rest.
Result<Reply> OAuthCallback(const Anyone& asked) {
  const auto run = [&]() -> Result<connection::Authorized> {
    WHARF_ASSIGN(const auto session, asked.services.sessions.Authenticate(
                                         asked.request.Cookie(kSessionCookie).value_or(""), OriginOf(asked.request)));
    WHARF_ASSIGN(auto directory, asked.services.directories.Current());
    const organization::Access access(session.caller, std::move(directory));
    boost::json::object callback;
    for (const auto& [name, value] : asked.request.query) callback[name] = value;
    return asked.services.calling.FinishAuthorization(access, callback);
  };
  const auto finished = run();
  net::Response response;
  if (finished) {
    const std::string& place = finished->return_to;
    response.status = 303;
    response.headers.Set("Location",
                         place + (place.find('?') == std::string::npos ? "?" : "&") +
                             (finished->error ? "error=" + PercentEncode(finished->error->message) : "authorized=1"));
  } else {
    response = FailedPage(finished.error().message);
  }
  response.headers.Set("Cache-Control", "no-store");
  response.headers.Set("Referrer-Policy", "no-referrer");
  return Reply{response.status, nullptr, std::move(response)};
}

Result<ProcessState> Health(const Anyone& /*asked*/) { return ProcessState{"ok"}; }

Result<ProcessState> Ready(const Anyone& asked) {
  WHARF_TRY(asked.services.database.Read([](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Query("SELECT 1"));
    return {};
  }));
  return ProcessState{"ready"};
}

bool IsLoopback(const std::string& peer) {
  return peer == "::1" || peer.starts_with("127.") || peer == "::ffff:127.0.0.1";
}

Result<Reply> Metrics(const Anyone& asked) {
  if (!IsLoopback(asked.request.peer)) {
    return Error{ErrorKind::not_found, "not_found", "There is nothing at this address."};
  }
  return Reply::File("text/plain; version=0.0.4; charset=utf-8", "", asked.services.metrics.Expose());
}

Result<Reply> Document(const Anyone& asked) { return Reply{200, OpenApiDocument(AllRoutes(), asked.services.version)}; }

}  // namespace

std::vector<Route> PublicRoutes() {
  return {
      Get<SetupNeeded>("/api/v1/setup", "Whether the set-up is still to be done"),
      Post<SetUp>("/api/v1/setup", "Set Wharf up: the root organization and its administrator"),
      Post<SignIn>("/api/v1/session", "Sign in"),
      Get<ShowInvitation>("/api/v1/invitations/{token}", "Show an invitation"),
      Post<AcceptInvitation>("/api/v1/invitations/{token}", "Accept an invitation"),
      Get<OAuthCallback>("/oauth/callback", "Where vendors send people back to").GivesRedirect(),
      Get<Health>("/healthz", "Whether the process lives"),
      Get<Ready>("/readyz", "Whether it can serve"),
      Get<Metrics>("/metrics", "Figures for Prometheus, to this machine only").Here().GivesFile("text/plain"),
      Get<Document>("/api/v1/openapi.json", "This document").GivesFile("application/json"),
  };
}

}  // namespace wharf::api
