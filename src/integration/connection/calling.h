#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "integration/call/action_run.h"
#include "integration/call/caller.h"
#include "integration/connection/activity.h"
#include "integration/connection/connections.h"
#include "integration/connection/organization_record.h"
#include "integration/connection/token_rows.h"

namespace wharf::connection {

/// A connection ready to call: everything a Caller refers to, kept together. Used by one thread.
class OpenConnection {
 public:
  OpenConnection(std::unique_ptr<TokenRows> tokens, std::unique_ptr<Activity> activity,
                 std::unique_ptr<call::Caller> caller)
      : tokens_(std::move(tokens)), activity_(std::move(activity)), caller_(std::move(caller)) {}
  [[nodiscard]] call::Caller& caller() { return *caller_; }

 private:
  std::unique_ptr<TokenRows> tokens_;
  std::unique_ptr<Activity> activity_;
  std::unique_ptr<call::Caller> caller_;
};

struct TestResult {
  bool ok = false;
  Health health;
};

struct TryRequest {
  std::string action;
  boost::json::object input;
  std::optional<OrganizationId> organization = std::nullopt;
  boost::json::object mapped = {};  ///< mapping variable → value of that organization
  std::int64_t max_pages = 5;
  /// Where `org.variables` come from; nullptr: there are none. Secrets are opened for callers who may write at the
  /// organization, hidden in everything that is recorded or told, and their use is audited.
  organization::Variables* variables = nullptr;
  std::string why = "Picked on the connection's page";
};

/// How an authorization ended, and where in Wharf its person goes on.
struct Authorized {
  std::string return_to;
  std::optional<Error> error = std::nullopt;
};

struct TryResult {
  std::optional<Error> error;
  call::ActionResult result;
  std::optional<call::CallRecord> last_call;
};

/// Calls the tools behind connections. Safe from any thread; each call blocks its own.
class Calling {
 public:
  Calling(storage::Database& database, storage::Vault& vault, Connections& connections, net::Outbound& outbound,
          const Clock& clock, Random& random)
      : database_(database),
        vault_(vault),
        connections_(connections),
        outbound_(outbound),
        clock_(clock),
        random_(random) {}

  /// Where vendors send people back to after authorizing. It may change while calls run.
  void SetRedirectUri(std::string uri);
  [[nodiscard]] std::string redirect_uri() const;

  /// `sleep` returns false when the work should stop. Fails with `settings_incomplete`.
  Result<std::unique_ptr<OpenConnection>> Open(const Connection& connection, std::string source,
                                               std::optional<OrganizationId> organization = std::nullopt,
                                               std::function<bool(std::chrono::milliseconds)> sleep = nullptr,
                                               std::string authorized_by = "", std::string why = "");

  /// Runs the definition's check, stores and returns what it found. Fails only if the connection may not be tested.
  Result<TestResult> Test(const organization::Access& access, ConnectionId id, std::string_view source);
  /// Tells the connection's health of a call that failed because signing in failed, so that people learn of it at once
  /// and not with the next test. Other failures say nothing about the connection as a whole.
  void NoteFailure(const Connection& connection, OpenConnection& open, const Error& error);
  Result<TryResult> Try(const organization::Access& access, ConnectionId id, const TryRequest& request);

  /// What a filter of the options can be set to: the definition's choices, or what the tool says (needs the right to
  /// write, since it calls the tool); at most 1,000.
  Result<std::vector<definition::Option>> FilterChoices(const organization::Access& access, ConnectionId id,
                                                        std::string_view filter);

  /// The vendor's page to send the person to (code flow). The state is single-use, lasts ten minutes, and belongs to
  /// the caller.
  Result<std::string> StartAuthorization(const organization::Access& access, ConnectionId id, std::string return_to);
  /// What the vendor sent the person back with. Fails only if it belongs to no authorization that this person began.
  Result<Authorized> FinishAuthorization(const organization::Access& access, const boost::json::object& callback);
  Result<void> ClearTokens(const organization::Access& access, ConnectionId id);
  Result<Authorization> AuthorizationOf(ConnectionId id);
  /// True if its way needs a person to authorize.
  bool NeedsAuthorization(const Connection& connection) const;

 private:
  Result<call::Target> MakeTarget(const Connection& connection);
  Result<void> Complete(const organization::Access& access, const Connection& connection,
                        const boost::json::object& callback, const std::string& verifier);
  Health Judge(const Connection& connection, call::Caller& caller, const std::optional<Error>& error) const;

  storage::Database& database_;
  storage::Vault& vault_;
  Connections& connections_;
  net::Outbound& outbound_;
  const Clock& clock_;
  Random& random_;
  mutable std::mutex mutex_;
  std::string redirect_uri_;  ///< guarded by mutex_
  call::Budgets budgets_;
};

}  // namespace wharf::connection
