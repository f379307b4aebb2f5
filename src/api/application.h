#pragma once

#include <memory>
#include <optional>

#include "api/route.h"
#include "api/services.h"
#include "net/http_server.h"
#include "net/request_metrics.h"
#include "net/router.h"
#include "net/static_files.h"

namespace wharf::api {

/// The way of a request: finds its route, finds out who asks, runs the resource, and turns what comes back into an
/// answer. The matched route alone decides whether a sign-in is needed; the few public ones are listed in
/// public_routes.cpp. Immutable after Make; safe from any thread.
class Application {
 public:
  /// `web`: the built page; without it only the API is served.
  static Result<std::unique_ptr<Application>> Make(const Services& services, std::optional<net::StaticFiles> web);
  /// For HttpServer. The application must outlive the server.
  net::Target Dispatch(net::Request& request) const;
  void OnAnswered(const net::Answered& answered) const;

 private:
  Application(const Services& services, std::optional<net::StaticFiles> web);
  net::Response Run(const Route& route, const net::Request& request) const;
  Result<net::Response> RunPublic(const Route& route, const net::Request& request) const;
  Result<net::Response> RunSignedIn(const Route& route, const net::Request& request) const;

  const Services& services_;
  std::optional<net::StaticFiles> web_;
  std::vector<Route> routes_;
  net::Router router_;
  std::unique_ptr<net::RequestMetrics> metrics_;
};

}  // namespace wharf::api
