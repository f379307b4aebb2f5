#include "net/request_metrics.h"

#include <algorithm>

namespace wharf::net {

RequestMetrics::RequestMetrics(Metrics& metrics, const std::vector<std::pair<std::string, std::string>>& routes) {
  auto names = routes;
  names.emplace_back("any", "none");
  for (const auto& [method, pattern] : names) {
    Route route;
    for (std::size_t i = 0; i < route.by_class.size(); ++i) {
      const std::string status = std::to_string(i + 2) + "xx";
      route.by_class[i] = &metrics.AddCounter("wharf_http_requests_total", "Requests answered.",
                                              {{"method", method}, {"route", pattern}, {"status", status}});
    }
    route.duration = &metrics.AddHistogram("wharf_http_request_duration_seconds",
                                           "Time from the head of a request being read to its answer being written.",
                                           {{"method", method}, {"route", pattern}});
    routes_.push_back(route);
  }
}

void RequestMetrics::Record(const Answered& answered) const {
  const Route& route = routes_[std::min(answered.route, routes_.size() - 1)];
  const auto status_class = static_cast<std::size_t>(std::clamp(answered.status / 100, 2, 5) - 2);
  route.by_class[status_class]->Add();
  route.duration->Observe(answered.took);
}

}  // namespace wharf::net
