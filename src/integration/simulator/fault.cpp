#include "integration/simulator/fault.h"

#include <array>
#include <chrono>
#include <thread>
#include <utility>

namespace wharf::simulator {
namespace {

constexpr std::array<std::pair<std::string_view, Fault>, 9> kFaults{{{"none", Fault::none},
                                                                     {"unauthorized", Fault::unauthorized},
                                                                     {"rate_limited", Fault::rate_limited},
                                                                     {"server_error", Fault::server_error},
                                                                     {"html", Fault::html},
                                                                     {"empty", Fault::empty},
                                                                     {"half_body", Fault::half_body},
                                                                     {"slow", Fault::slow},
                                                                     {"repeat_page", Fault::repeat_page}}};

}  // namespace

std::optional<Fault> ParseFault(std::string_view name) {
  if (name.empty()) return Fault::none;
  for (const auto& [known, fault] : kFaults) {
    if (known == name) return fault;
  }
  return std::nullopt;
}

std::optional<net::Response> Faults::Instead() {
  switch (fault_) {
    case Fault::unauthorized:
      return vendor_.Refuse("unauthorized", 401, "The key is not valid.");
    case Fault::rate_limited: {
      if (++calls_ % 3 != 0) {
        net::Response response = vendor_.Refuse("rate_limited", 429, "Too many requests.");
        response.headers.Set("Retry-After", "1");
        return response;
      }
      return std::nullopt;
    }
    case Fault::server_error:
      return vendor_.Refuse("server_error", 500, "Internal error.");
    case Fault::html: {
      net::Response response;
      response.headers.Set("Content-Type", "text/html");
      response.body = "<!doctype html><html><body>Please sign in</body></html>";
      return response;
    }
    case Fault::empty:
      return net::Response{204, {}, {}, {}};
    case Fault::half_body: {
      net::Response response = JsonResponse(200, nullptr);
      response.body = "{\"items\": [{\"id\": 1, \"na";
      return response;
    }
    case Fault::slow:
      std::this_thread::sleep_for(std::chrono::seconds(20));
      return std::nullopt;
    case Fault::repeat_page:
    case Fault::none:
      break;
  }
  return std::nullopt;
}

}  // namespace wharf::simulator
