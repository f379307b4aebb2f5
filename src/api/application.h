#pragma once

#include <memory>
#include <optional>

#include "api/route.h"
#include "api/services.h"
#include "net/http_server.h"
#include "net/metrics.h"
#include "net/router.h"
#include "net/static_files.h"

namespace wharf::api {

/// The way of a request: finds its route, finds out who asks, runs the resource, and turns what comes back into an
/// answer. The matched route alone decides whether a sign-in is needed; the few public ones are listed in
/// public_routes.cpp. Immutable after Make; safe from any thread.
class Application {
 public:
  /// `web`: the built page; without it only the API is served.
  static Result<std::unique_ptr<Application>> Make(const Services& services, net::Metrics& metrics,
                                                   std::optional<net::StaticFiles> web);
  /// For HttpServer. The application must outlive the server.
  net::Target Dispatch(net::Request& request) const;
  void OnAnswered(const net::Answered& answered) const;

 private:
  Application(const Services& services, net::Metrics& metrics, std::optional<net::StaticFiles> web);
  net::Response Run(const Route& route, const net::Request& request) const;
  Result<net::Response> RunSignedIn(const Route& route, const net::Request& request) const;

  const Services& services_;
  net::Metrics& metrics_;
  std::optional<net::StaticFiles> web_;
  std::vector<Route> routes_;
  std::size_t public_from_ = 0;  ///< routes from here on need no sign-in
  net::Router router_;
  std::vector<net::Histogram*> durations_;
};

/// Our own API as an OpenAPI 3.1 document, made from the table of routes.
boost::json::object OpenApiDocument(const std::vector<Route>& routes, std::size_t public_from,
                                    const std::string& version);

}  // namespace wharf::api
