#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "integration/auth/attachment.h"
#include "integration/auth/tokens.h"
#include "integration/definition/definition.h"
#include "net/outbound.h"
#include "template/context.h"

namespace wharf::auth {

/// An answer as templates see it (`response`): status, headers, body, text, url, cookies.
struct Answer {
  int status = 0;
  boost::json::object response;
};

/// How signing in calls the vendor. Implemented one floor up, where calls are judged, recorded and redacted.
class Exchange {
 public:
  virtual ~Exchange() = default;
  /// Sends a call whose every part is secret (a token request): the record of it holds only method, URL without query
  /// and status. The answer may have any status.
  virtual Result<Answer> SendSecret(net::OutboundRequest request, std::string_view what) = 0;
  /// Sends a request of the definition without signing in; judged by `errors`, so that an answer is a good one.
  virtual Result<Answer> SendUnsigned(const definition::Request& request, const templates::Context& context,
                                      const definition::Errors& errors) = 0;
};

/// What an authenticator works with during one call. All references outlive the call.
struct Situation {
  const templates::Context& context;  ///< `fields` (secret ones marked) and `captured`
  TokenStore& tokens;
  Exchange& exchange;
  const Clock& clock;
  Random& random;
  std::string name;          ///< of the token set: "" for the way's own
  std::string redirect_uri;  ///< of this installation
};

/// A kind of signing in. Immutable, safe from any thread; state is in the TokenStore.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  /// What to add to a call now. Gets or renews a token first if that is needed: one at a time, however many calls
  /// wait. Errors: `unauthenticated` with code `authorization_needed` (a person must authorize), `credentials_refused`
  /// (the vendor refuses what the person put in); `unavailable` with `token_endpoint_away` (try later); template
  /// errors.
  virtual Result<Attachment> Attach(const Situation& situation) const = 0;

  /// The vendor refused the call with what Attach gave at `generation`. True if there is something new to try with;
  /// false if this kind never has; an error, as of Attach, if the vendor gave nothing new.
  virtual Result<bool> Renew(const Situation& situation, std::int64_t generation) const {
    static_cast<void>(situation);
    static_cast<void>(generation);
    return false;
  }

  /// True if a person has to authorize in the vendor's page first.
  [[nodiscard]] virtual bool NeedsPerson() const { return false; }
};

/// The OAuth 2 code flow's own two steps (RFC 6749 §4.1, RFC 7636).
class CodeFlow {
 public:
  virtual ~CodeFlow() = default;
  /// The vendor's page to send the person to. `verifier` is kept by the caller until Complete (PKCE); empty with `off`.
  virtual Result<std::string> AuthorizeUrl(const Situation& situation, std::string_view state,
                                           std::string_view verifier) const = 0;
  /// Buys tokens for the code and stores them. `callback` holds all parameters of the redirect.
  virtual Result<void> Complete(const Situation& situation, const boost::json::object& callback,
                                std::string_view verifier) const = 0;
};

/// The unit for a block of slot `authentication`.
std::unique_ptr<const Authenticator> MakeAuthenticator(const definition::Block& block);

/// The same unit as a code flow, or nullptr if its kind is none.
const CodeFlow* AsCodeFlow(const Authenticator& authenticator);

}  // namespace wharf::auth
