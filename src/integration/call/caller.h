#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "integration/auth/authenticator.h"
#include "integration/call/call_record.h"
#include "integration/call/redact.h"
#include "integration/call/request_builder.h"
#include "integration/call/target.h"
#include "integration/call/waiting.h"
#include "net/outbound.h"

namespace wharf::call {

/// What calling needs from the rest of the program. All of it outlives the callers.
struct Services {
  net::Outbound& outbound;
  Budgets& budgets;
  const Clock& clock;
  Random& random;
  /// Sleeps; returns false when the work should stop. Handed in so that tests do not wait.
  std::function<bool(std::chrono::milliseconds)> sleep;
};

/// A call that was judged good.
struct GoodAnswer {
  int status = 0;
  bool empty = false;            ///< "there is nothing, and that is no mistake"
  boost::json::object response;  ///< the `response` variable
};

/// How one call may be tried.
struct Effort {
  bool may_repeat = false;                     ///< doing it twice does it once
  std::chrono::milliseconds patience{30'000};  ///< for all tries and waits together
};

/// Calls one connection: signs in, keeps to limits, tries again where that is safe, judges, records, redacts.
///
/// Used by one thread. Errors, all with messages that name what was called and what came back, then what to do:
/// `settings_refused` (unauthenticated), `not_permitted`, `vendor_not_found`, `vendor_conflict`, `vendor_input`,
/// `vendor_limit` (rate_limited, with retry_after_ms), `vendor_away` (unavailable), `vendor_failed`, and those of
/// net::Outbound, auth and the templates. A call that may have happened and must not be repeated ends with kind
/// `interrupted`.
class Caller : public auth::Exchange {
 public:
  Caller(const Services& services, Target target, auth::TokenStore& tokens, Recorder& recorder);
  ~Caller() override;

  /// `fields` and `captured`: what every template of the definition sees.
  [[nodiscard]] const templates::Context& context() const { return context_; }
  [[nodiscard]] const Target& target() const { return target_; }
  [[nodiscard]] const Services& services() const { return services_; }
  [[nodiscard]] const Redactor& redactor() const { return redactor_; }
  /// One more secret that must not be seen in records and errors.
  void Hide(std::string_view secret) { redactor_.Add(secret); }

  /// Runs the connect steps whose answer is not known yet (all of them with `again`).
  Result<void> Connect(bool again);

  /// Sends what `plan` makes, signed in as `auth` says ("": the way's own). `action` gives rules, budgets and the name
  /// for the record; it may be nullptr.
  Result<GoodAnswer> Send(const std::function<Result<PlannedRequest>()>& plan, const std::string& auth,
                          const definition::Action* action, const definition::Errors* rules, const std::string& what,
                          const Effort& effort, const templates::Context& context);

  // auth::Exchange
  Result<auth::Answer> SendSecret(net::OutboundRequest request, std::string_view what) override;
  Result<auth::Answer> SendUnsigned(const definition::Request& request, const templates::Context& context,
                                    const definition::Errors& errors) override;

  /// The code flow of the connection's way, or nullptr.
  [[nodiscard]] const auth::CodeFlow* code_flow() const;
  [[nodiscard]] auth::Situation situation(std::string name = "");
  /// The answer of the last call, good or not: for showing what came back.
  [[nodiscard]] const std::optional<CallRecord>& last_record() const { return last_record_; }

 private:
  struct Try;
  Result<GoodAnswer> RunTry(Try& attempt);
  Result<void> Sign(Try& attempt, PlannedRequest& plan);
  Result<void> WaitForBudget(Try& attempt, const FinishedRequest& finished);
  Result<GoodAnswer> AfterFailure(Try& attempt, const FinishedRequest& finished, Error error, bool& again);
  Result<GoodAnswer> AfterAnswer(Try& attempt, const FinishedRequest& finished, const net::OutboundResponse& answer,
                                 const definition::Block* decode, const definition::Block* encode, bool& again);
  Result<void> Pause(Try& attempt, std::chrono::milliseconds wait, const Error& why);
  Error Explain(const struct Verdict& verdict, int status, const FinishedRequest& finished) const;
  void Note(Try& attempt, const FinishedRequest& finished, const net::OutboundResponse* answer,
            const std::string& error);
  const auth::Authenticator* Find(const std::string& name);

  const Services services_;
  Target target_;
  auth::TokenStore& tokens_;
  Recorder& recorder_;
  Redactor redactor_;
  templates::PartlySecret fields_;
  templates::Context context_;
  std::map<std::string, std::unique_ptr<const auth::Authenticator>> authenticators_;
  std::optional<CallRecord> last_record_;
  bool connecting_ = false;
};

}  // namespace wharf::call
