#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/deadline.h"
#include "net/ip_address.h"
#include "net/outbound.h"

namespace wharf::net {

/// Looks names up with a deadline that holds.
///
/// `getaddrinfo` cannot be cancelled and may sit on a dead name server for half a minute (curl/curl#2975: libcurl waits
/// for its own look-up thread before it returns). So look-ups run on up to 64 detached threads that nobody ever waits
/// for: a caller leaves at its deadline, the thread goes on and ends by itself. One name occupies one thread however
/// many callers want it; threads end after 10 idle seconds.
///
/// Answers are kept for 30 s, failures for 1 s. Safe from any thread. Destruction does not wait for look-ups.
class Resolver {
 public:
  explicit Resolver(LookUp look_up);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// At least one address, in the system's order of preference. Fails with `name_not_found` or `timed_out`.
  Result<std::vector<IpAddress>> Resolve(const std::string& name, Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// What the system says: hosts file, name servers, whatever nsswitch.conf names. Blocks as long as that takes.
std::vector<std::string> SystemLookUp(const std::string& name);

}  // namespace wharf::net
