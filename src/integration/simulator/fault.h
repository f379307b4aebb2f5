#pragma once

#include <atomic>
#include <optional>
#include <string_view>

#include "integration/simulator/vendor.h"
#include "net/http_server.h"

namespace wharf::simulator {

/// A fault to show on request.
enum class Fault { none, unauthorized, rate_limited, server_error, html, empty, half_body, slow, repeat_page };

/// "" is none; nullopt: there is no such fault.
std::optional<Fault> ParseFault(std::string_view name);

/// Shows a fault instead of an answer. Safe from any thread.
class Faults {
 public:
  Faults(Fault fault, const Vendor& vendor) : fault_(fault), vendor_(vendor) {}

  /// What is answered instead; nullopt: answer as usual. `slow` waits 20 s here.
  std::optional<net::Response> Instead();
  /// The last page says that there is another one, for ever.
  [[nodiscard]] bool RepeatsPages() const { return fault_ == Fault::repeat_page; }

 private:
  Fault fault_;
  const Vendor& vendor_;
  std::atomic<int> calls_ = 0;
};

}  // namespace wharf::simulator
