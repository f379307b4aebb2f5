#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "net/http_server.h"
#include "net/metrics.h"

namespace wharf::net {

/// Counts answered requests by route: `wharf_http_requests_total{method,route,status}` with the status as a class
/// ("2xx"), and `wharf_http_request_duration_seconds{method,route}`. What matched no route counts as route "none", so
/// clients cannot make up series. Made before the server starts; recording takes no lock.
class RequestMetrics {
 public:
  /// `routes[i]` is method and pattern of the route that Target::route calls `i`. `metrics` must outlive this.
  RequestMetrics(Metrics& metrics, const std::vector<std::pair<std::string, std::string>>& routes);

  /// For ServerOptions::on_answered.
  void Record(const Answered& answered) const;

 private:
  struct Route {
    std::array<Counter*, 4> by_class{};  ///< 2xx to 5xx
    Histogram* duration = nullptr;
  };
  std::vector<Route> routes_;  ///< the last one is "none"
};

}  // namespace wharf::net
