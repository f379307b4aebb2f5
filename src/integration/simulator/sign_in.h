#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "integration/simulator/vendor.h"
#include "net/http_server.h"

namespace wharf::simulator {

/// The door of a simulated tool: what the definition's ways of signing in give a call is what it asks of one. For OAuth
/// 2 ways it is the authorization server as well (RFC 6749): its page of authorization agrees at once in the name of
/// the sample account, codes are bought once and with their PKCE verifier (RFC 7636), refresh tokens rotate. Safe from
/// any thread.
class SignIn {
 public:
  SignIn(const Vendor& vendor, const Clock& clock, Random& random) : vendor_(vendor), clock_(clock), random_(random) {}

  /// What the authorization server says; nullopt: the request is for another address.
  std::optional<net::Response> Answer(const net::Request& request);
  /// Whether the call proves who it is in one of the ways.
  bool Accepts(const net::Request& request);

 private:
  struct Code {
    std::string redirect_uri;
    std::string challenge;
    std::string method;
  };
  using Form = std::map<std::string, std::string, std::less<>>;

  [[nodiscard]] bool Owns(const definition::Block& way, const char* url, const net::Request& request) const;
  net::Response Authorize(const definition::Block& way, const net::Request& request);
  net::Response SellToken(const definition::Block& way, const net::Request& request, const Form& form);
  enum class Bought { nothing, once, renewable };
  Bought Redeem(const definition::Block& way, const Form& form);
  bool ExpectsAll(const definition::SignInWay& way, const net::Request& request);

  const Vendor& vendor_;
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::map<std::string, Time> tokens_;  ///< until when they hold; guarded by mutex_, as those below
  std::map<std::string, Code> codes_;
  std::set<std::string> refresh_tokens_;
};

}  // namespace wharf::simulator
