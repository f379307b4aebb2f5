#include "api/application.h"

#include <algorithm>

#include "api/people_view.h"
#include "net/problem.h"

namespace wharf::api {
namespace {

using organization::Access;

Error SignedOut() {
  return {ErrorKind::unauthenticated, "signed_out", "You are not signed in, or your session has ended. Sign in again."};
}

net::Response ToResponse(Reply reply) {
  if (reply.whole) return *std::move(reply.whole);
  net::Response response;
  response.status = reply.status;
  response.headers = std::move(reply.headers);
  if (reply.status == 204) return response;
  response.headers.Set("Content-Type", "application/json");
  response.headers.Set("Cache-Control", "no-store");
  response.body = boost::json::serialize(reply.body);
  return response;
}

}  // namespace

std::vector<Route> AllRoutes() {
  std::vector<Route> all;
  for (auto* routes :
       {PeopleRoutes, OrganizationRoutes, JobRoutes, OverviewRoutes, IntegrationRoutes, ConnectionRoutes, MappingRoutes,
        MappingFileRoutes, MatrixRoutes, VariableRoutes, AuditRoutes, SettingsRoutes, PublicRoutes}) {
    auto some = routes();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

Application::Application(const Services& services, std::optional<net::StaticFiles> web)
    : services_(services), web_(std::move(web)), routes_(AllRoutes()) {}

Result<std::unique_ptr<Application>> Application::Make(const Services& services, std::optional<net::StaticFiles> web) {
  std::unique_ptr<Application> application(new Application(services, std::move(web)));
  std::vector<std::pair<std::string, std::string>> names;
  for (std::size_t i = 0; i < application->routes_.size(); ++i) {
    const Route& route = application->routes_[i];
    WHARF_TRY(application->router_.Add(route.method, route.path, i));
    names.emplace_back(route.method, route.path);
  }
  application->metrics_ = std::make_unique<net::RequestMetrics>(services.metrics, names);
  return application;
}

net::Target Application::Dispatch(net::Request& request) const {
  net::Target target;
  const net::RouteMatch match = router_.Find(request.method, request.path, request.segments);
  switch (match.kind) {
    case net::RouteMatch::Kind::found: {
      const Route& route = routes_[match.route];
      target.route = match.route;
      target.run_on = route.on;
      target.allows_upload = route.upload;
      target.handler = [this, &route](const net::Request& asked) { return Run(route, asked); };
      return target;
    }
    case net::RouteMatch::Kind::options:
    case net::RouteMatch::Kind::wrong_method: {
      const int status = match.kind == net::RouteMatch::Kind::options ? 204 : 405;
      target.handler = [status, allow = std::string(match.allow)](const net::Request&) {
        net::Response response =
            status == 204 ? net::Response{204, {}, {}, {}}
                          : net::Problem(405, "method_not_allowed", "This address knows other methods: " + allow + ".");
        response.headers.Set("Allow", allow);
        return response;
      };
      return target;
    }
    case net::RouteMatch::Kind::no_such_path:
      break;
  }
  const bool is_api = request.path.starts_with("/api/") || request.path == "/api";
  target.handler = [this, is_api](const net::Request& asked) {
    if (is_api || !web_) return net::Problem(404, "not_found", "There is nothing at this address.");
    return web_->Answer(asked);
  };
  target.route = net::kNoRoute;
  return target;
}

net::Response Application::Run(const Route& route, const net::Request& request) const {
  auto answer = route.is_public() ? RunPublic(route, request) : RunSignedIn(route, request);
  net::Response response = answer ? *std::move(answer) : ProblemOf(answer.error(), request.request_id);
  response.headers.Set("X-Content-Type-Options", "nosniff");
  return response;
}

Result<net::Response> Application::RunPublic(const Route& route, const net::Request& request) const {
  WHARF_ASSIGN(auto reply, std::get<PublicResource>(route.run)({request, services_}));
  return ToResponse(std::move(reply));
}

Result<net::Response> Application::RunSignedIn(const Route& route, const net::Request& request) const {
  const organization::RequestOrigin origin{request.peer, "", request.request_id};
  organization::Caller caller;
  std::string session_token;
  const auto authorization = request.headers.Get("Authorization");
  if (authorization) {
    if (!authorization->starts_with("Bearer ")) return SignedOut();
    WHARF_ASSIGN(caller, services_.tokens.Authenticate(authorization->substr(7), origin));
  } else {
    session_token = std::string(request.Cookie(kSessionCookie).value_or(""));
    if (session_token.empty()) return SignedOut();
    auto session = services_.sessions.Authenticate(session_token, origin);
    if (!session) return std::move(session).error();
    if (route.method != "GET" &&
        !organization::Sessions::CsrfMatches(*session, request.headers.Get("X-Wharf-Csrf").value_or(""))) {
      return Error{ErrorKind::permission_denied, "csrf_missing",
                   "The request does not prove that it comes from Wharf's own page."};
    }
    caller = std::move(session->caller);
  }
  caller.peer = request.peer;
  caller.request_id = request.request_id;
  WHARF_ASSIGN(auto directory, services_.directories.Current());
  const Access access(std::move(caller), std::move(directory));
  auto reply = std::get<Resource>(route.run)({{request, services_}, access, session_token, route});
  if (!reply) {
    if (reply.error().kind == ErrorKind::permission_denied) {
      static_cast<void>(
          services_.audit.RecordDenials(access, std::string(route.method) + " " + std::string(route.path)));
    }
    return std::move(reply).error();
  }
  return ToResponse(*std::move(reply));
}

void Application::OnAnswered(const net::Answered& answered) const { metrics_->Record(answered); }

}  // namespace wharf::api
