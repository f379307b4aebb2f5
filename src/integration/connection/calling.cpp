#include "integration/connection/calling.h"

#include <algorithm>
#include <array>
#include <set>
#include <thread>

#include "base/encoding.h"
#include "integration/connection/connection_store.h"
#include "integration/definition/evaluate.h"
#include "integration/definition/settings.h"
#include "net/url.h"

namespace wharf::connection {
namespace {

using organization::Access;
using organization::Right;
using std::chrono::milliseconds;

constexpr std::chrono::minutes kStateLife{10};
constexpr milliseconds kInteractivePatience{15'000};

bool Sleep(milliseconds time) {
  std::this_thread::sleep_for(time);
  return true;
}

std::string StateHash(std::string_view state) { return HexEncode(Sha256(state)); }

Error AuthorizationStale() {
  return {ErrorKind::invalid_argument, "authorization_stale",
          "This authorization was used already, is older than ten minutes, or was begun by somebody else. Authorize "
          "again from the connection's page."};
}

std::string RefusedHeadline(const std::string& vendor, std::string_view code) {
  if (code == "authorization_needed") return vendor + " is not authorized yet";
  if (code == "grant_dead") return vendor + " must be authorized again";
  if (code == "credentials_refused") return vendor + " refuses these credentials";
  return vendor + " refuses this key";
}

std::string FailedHeadline(const std::string& vendor, std::string_view code) {
  constexpr std::array<std::string_view, 5> kStrange = {"response_is_html", "response_broken", "response_too_large",
                                                        "rows_missing", "check_unexpected"};
  if (std::ranges::find(kStrange, code) != kStrange.end()) return vendor + " does not answer as it should";
  if (code == "tls_failed") return "The connection to " + vendor + " is not safe";
  return vendor + " could not be reached or failed";
}

/// "GET api.huntress.io/v1/account"
std::string RequestLine(const call::CallRecord& record) {
  std::string place = record.url;
  if (const auto url = net::Url::Parse(record.url)) {
    place = url->Origin().substr(url->Origin().find("//") + 2) + url->path();
  }
  return record.method + " " + place;
}

}  // namespace

void Calling::SetRedirectUri(std::string uri) {
  const std::lock_guard lock(mutex_);
  redirect_uri_ = std::move(uri);
}

std::string Calling::redirect_uri() const {
  const std::lock_guard lock(mutex_);
  return redirect_uri_;
}

Result<call::Target> Calling::MakeTarget(const Connection& connection) {
  const auto* entry = connections_.catalog().Find(connection.integration);
  if (entry == nullptr) {
    return Error{ErrorKind::not_found, "integration_not_found",
                 "The integration “" + connection.integration + "” is no longer in the catalogue."};
  }
  WHARF_ASSIGN(boost::json::object given, connections_.Secrets(connection));
  for (const auto& [name, value] : connection.fields) given[name] = value;
  const auto& format = entry->definition->connection;
  auto tidied = definition::TidySettings(format, connection.sign_in, given, std::set<std::string>());
  if (!tidied.errors.empty()) {
    return Error{ErrorKind::invalid_argument, "settings_incomplete", tidied.errors.front().message, tidied.errors};
  }
  call::Target target;
  target.definition = entry->definition;
  target.way = connection.sign_in;
  target.fields = std::move(tidied.values);
  for (const auto& [name, field] : definition::FieldsOf(format, connection.sign_in)) {
    if (field->secret) target.secret_fields.push_back(name);
  }
  target.captured = connection.captured;
  target.send_to = connection.send_to;
  target.verify_tls = connection.verify_tls;
  target.budget = connection.id.ToString();
  target.redirect_uri = redirect_uri();
  if (entry->definition->limits.shared_by) {
    templates::PartlySecret fields(target.fields, target.secret_fields);
    templates::Context context;
    context.Set("fields", fields).Set("captured", target.captured);
    const auto shared = definition::EvaluateText(*entry->definition->limits.shared_by, context);
    // Hashed: it may be made of a key.
    if (shared && shared->text) target.budget = connection.integration + ":" + HexEncode(Sha256(*shared->text));
  }
  return target;
}

Result<std::unique_ptr<OpenConnection>> Calling::Open(const Connection& connection, std::string source,
                                                      std::optional<OrganizationId> organization,
                                                      std::function<bool(milliseconds)> sleep,
                                                      std::string authorized_by, std::string why) {
  WHARF_ASSIGN(call::Target target, MakeTarget(connection));
  auto tokens = std::make_unique<TokenRows>(database_, vault_, clock_, random_, connection, std::move(authorized_by));
  auto activity = std::make_unique<Activity>(database_, clock_, random_, connection.id, std::move(source), organization,
                                             std::move(why));
  const call::Services services{outbound_, budgets_, clock_, random_, sleep ? std::move(sleep) : Sleep};
  auto caller = std::make_unique<call::Caller>(services, std::move(target), *tokens, *activity);
  return std::make_unique<OpenConnection>(std::move(tokens), std::move(activity), std::move(caller));
}

Health Calling::Judge(const Connection& connection, call::Caller& caller, const std::optional<Error>& error) const {
  const std::string& name = caller.target().definition->name;
  Health health;
  health.checked = clock_.Now();
  health.state = error ? HealthState::failing : HealthState::healthy;
  const bool same = connection.health.state == health.state && connection.health.since;
  health.since = same ? connection.health.since : health.checked;
  if (const auto& record = caller.last_record()) {
    health.request = RequestLine(*record);
    health.status = record->status;
    health.duration_ms = record->duration.count();
    health.request_id = record->request_id;
  }
  if (!error) {
    health.headline = "Connected";
    health.detail = name + " answered the test.";
    return health;
  }
  health.code = error->code;
  health.detail = caller.redactor().Clean(error->message);
  switch (error->kind) {
    case ErrorKind::unauthenticated:
      health.headline = RefusedHeadline(name, error->code);
      if (error->code == "authorization_needed") health.state = HealthState::incomplete;
      break;
    case ErrorKind::permission_denied:
      health.headline = name + " lets this key in, but not do this";
      break;
    case ErrorKind::not_found:
      health.headline = name + " has nothing at this address";
      break;
    case ErrorKind::blocked:
      health.headline = "Wharf may not call this address";
      break;
    case ErrorKind::rate_limited:
      health.headline = name + " asks to be called less often";
      break;
    case ErrorKind::deadline_exceeded:
      health.headline = name + " does not answer in time";
      break;
    case ErrorKind::invalid_argument:
      health.headline = "The settings do not work";
      break;
    default:
      health.headline = FailedHeadline(name, error->code);
      break;
  }
  return health;
}

Result<TestResult> Calling::Test(const Access& access, ConnectionId id, std::string_view source) {
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id, Right::write));
  TestResult test;
  auto open = Open(connection, std::string(source), std::nullopt, nullptr, "",
                   source == "health" ? "Checked on schedule" : "This connection is tested");
  if (!open) {
    test.health.state = HealthState::incomplete;
    test.health.headline = "Settings are missing";
    test.health.detail = open.error().message;
    test.health.code = open.error().code;
    test.health.since = clock_.Now();
    WHARF_TRY(connections_.SetHealth(id, test.health));
    return test;
  }
  call::Caller& caller = (*open)->caller();
  const auto& check = caller.target().definition->connection.check;
  const auto run = [&]() -> Result<std::string> {
    WHARF_TRY(caller.Connect(false));
    if (!check) return std::string();
    call::RunOptions options;
    options.max_pages = 1;
    options.max_items = 1;
    options.patience = kInteractivePatience;
    if (!check->action.empty()) {
      boost::json::object input;
      for (const auto& [name, tree] : check->input) {
        WHARF_ASSIGN(auto made, definition::Evaluate(tree, caller.context()));
        if (made.value) input[name] = *std::move(made.value);
      }
      WHARF_TRY(call::RunAction(caller, check->action, input, options));
      return std::string();
    }
    const auto plan = [&]() -> Result<call::PlannedRequest> {
      WHARF_ASSIGN(const std::string base, call::BaseUrl(caller.target(), nullptr, caller.context()));
      return call::PlanRequest(*check->request, {caller.target(), caller.context(), nullptr, nullptr, base});
    };
    WHARF_ASSIGN(const call::GoodAnswer answer,
                 caller.Send(plan, check->request->auth, nullptr, &check->errors, "Testing the connection",
                             {true, kInteractivePatience}, caller.context()));
    templates::Context scope(&caller.context());
    scope.Set("response", answer.response);
    if (check->expect) {
      WHARF_ASSIGN(const bool expected, definition::Holds(*check->expect, scope));
      if (!expected) {
        return Error{ErrorKind::vendor_error, "check_unexpected",
                     "The answer is not what " + caller.target().definition->name +
                         " gives. The address probably leads to something else."};
      }
    }
    if (!check->says) return std::string();
    WHARF_ASSIGN(const auto says, definition::EvaluateText(*check->says, scope));
    return says.secret ? std::string() : says.text.value_or("");
  };
  auto says = run();
  test.ok = says.ok();
  test.health = Judge(connection, caller, says ? std::nullopt : std::optional(says.error()));
  if (says && !says->empty()) test.health.detail = caller.redactor().Clean(*says);
  WHARF_TRY(connections_.SetHealth(id, test.health));
  return test;
}

void Calling::Note(const Connection& connection, OpenConnection& open, const std::optional<Error>& error) {
  const std::string& before = connection.health.code;
  const bool was_refused = before == "settings_refused" || before == "credentials_refused" || before == "grant_dead";
  if (error ? error->kind != ErrorKind::unauthenticated : !was_refused) return;
  // If it cannot be stored now, the next test finds it.
  static_cast<void>(connections_.SetHealth(connection.id, Judge(connection, open.caller(), error)));
}

Result<TryResult> Calling::Try(const Access& access, ConnectionId id, const TryRequest& request) {
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id, Right::write));
  WHARF_ASSIGN(auto open, Open(connection, "try", request.organization, nullptr, "", request.why));
  call::RunOptions options;
  options.max_pages = request.max_pages;
  options.max_items = 10'000;
  options.mapped = request.mapped;
  options.patience = kInteractivePatience;
  boost::json::object org;
  std::optional<VariablesRecord> variables;
  std::optional<OrganizationRecord> org_record;
  std::vector<std::string> secrets_used;
  if (request.organization) {
    WHARF_ASSIGN(const auto position, access.Require(Right::read, *request.organization));
    const auto& organization = access.directory().At(position);
    org["id"] = organization.id.ToString();
    org["name"] = organization.name;
    org["domain"] = organization.domains.empty() ? "" : organization.domains.front();
    const auto* main = request.mapped.if_contains("");
    org["mapping"] = boost::json::object{{"id", main == nullptr ? boost::json::value(nullptr) : *main}};
    if (request.variables != nullptr) {
      variables.emplace(*request.variables, access, *request.organization,
                        [&](std::string_view name, std::string_view value) {
                          open->caller().Hide(value);
                          secrets_used.emplace_back(name);
                        });
    }
    org_record.emplace(org, variables ? &*variables : nullptr);
    options.org = &*org_record;
  }
  TryResult tried;
  auto result = call::RunAction(open->caller(), request.action, request.input, options);
  tried.last_call = open->caller().last_record();
  if (!secrets_used.empty()) {
    const std::string purpose = " in a call of " + open->caller().target().definition->name;
    WHARF_TRY(request.variables->RecordUse(access, *request.organization, secrets_used, purpose));
  }
  if (!result) {
    // A wrong input is the caller's to correct; anything else is a result to look at.
    if (result.error().code == "invalid_input" || result.error().code == "no_such_action")
      return std::move(result).error();
    Note(connection, *open, result.error());
    tried.error = std::move(result).error();
    tried.error->message = open->caller().redactor().Clean(tried.error->message);
  } else {
    Note(connection, *open, std::nullopt);
    tried.result = *std::move(result);
    // A tool may echo what signed the call in, not only an organization's secrets.
    const auto& redactor = open->caller().redactor();
    tried.result.value = redactor.CleanTree(tried.result.value);
    for (auto& row : tried.result.rows) row = redactor.CleanTree(row);
  }
  return tried;
}

bool Calling::NeedsAuthorization(const Connection& connection) const {
  const auto* entry = connections_.catalog().Find(connection.integration);
  if (entry == nullptr) return false;
  const auto* way = definition::Find(entry->definition->connection.sign_in, connection.sign_in);
  return way != nullptr && way->auth && way->auth->kind == "oauth2_authorization_code";
}

Result<std::string> Calling::StartAuthorization(const Access& access, ConnectionId id, std::string return_to) {
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id, Right::write));
  if (return_to.empty() || return_to.front() != '/' || return_to.starts_with("//") ||
      return_to.find('\\') != std::string::npos) {
    return_to = "/";
  }
  WHARF_ASSIGN(auto open, Open(connection, "authorize"));
  const auto* flow = open->caller().code_flow();
  if (flow == nullptr) {
    return Error{ErrorKind::invalid_argument, "no_authorization",
                 "This way to sign in needs no authorization in the vendor's page."};
  }
  WHARF_TRY(open->caller().Connect(false));
  const std::string state = random_.Token(32);
  const std::string verifier = random_.Token(48);
  auto situation = open->caller().situation();
  WHARF_ASSIGN(const std::string url, flow->AuthorizeUrl(situation, state, verifier));
  WHARF_ASSIGN(const std::string effective, call::Effective(url, open->caller().target()));
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const std::string sealed,
                 vault_.Seal(session, connection.organization, SecretPurpose(id, "verifier:" + StateHash(state)),
                             Secret(verifier)));
    WHARF_TRY(session.Execute("DELETE FROM authorization_request WHERE expires_at < ?", clock_.Now()));
    WHARF_TRY(
        session.Execute("INSERT INTO authorization_request (state_hash, connection_id, user_id, sealed_verifier, "
                        "return_to, expires_at) "
                        "VALUES (?, ?, ?, ?, ?, ?)",
                        StateHash(state), id, access.caller().user, sealed, return_to, clock_.Now() + kStateLife));
    return {};
  }));
  return effective;
}

Result<Authorized> Calling::FinishAuthorization(const Access& access, const boost::json::object& callback) {
  const auto* state = callback.if_contains("state");
  const std::string hash =
      StateHash(state != nullptr && state->is_string() ? std::string_view(state->get_string()) : "");
  Authorized authorized;
  std::string verifier;
  ConnectionId id;
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const storage::Rows rows,
                 session.Query("SELECT connection_id, sealed_verifier, return_to FROM authorization_request WHERE "
                               "state_hash = ? AND user_id = ? AND expires_at > ?",
                               hash, access.caller().user, clock_.Now()));
    if (rows.empty()) return AuthorizationStale();
    WHARF_ASSIGN(const std::int64_t used,
                 session.Execute("DELETE FROM authorization_request WHERE state_hash = ?", hash));
    if (used != 1) return AuthorizationStale();  // somebody was faster
    id = rows.front().As<ConnectionId>(0);
    authorized.return_to = rows.front().Text(2);
    WHARF_ASSIGN(const auto connection, LoadConnection(session, id));
    if (!connection) return Error{ErrorKind::not_found, "connection_not_found", "The connection is gone."};
    WHARF_ASSIGN(const Secret opened, vault_.Unseal(session, connection->organization,
                                                    SecretPurpose(id, "verifier:" + hash), rows.front().Text(1)));
    verifier = std::string(opened.Reveal());
    return {};
  }));
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id, Right::write));
  const auto done = Complete(access, connection, callback, verifier);
  if (!done) authorized.error = done.error();
  return authorized;
}

Result<void> Calling::Complete(const Access& access, const Connection& connection, const boost::json::object& callback,
                               const std::string& verifier) {
  WHARF_ASSIGN(auto open, Open(connection, "authorize", std::nullopt, nullptr, access.caller().name));
  const auto* flow = open->caller().code_flow();
  if (flow == nullptr) return {};
  if (const auto* refused = callback.if_contains("error"); refused != nullptr) {
    const auto* words = callback.if_contains("error_description");
    return Error{
        ErrorKind::unauthenticated, "authorization_refused",
        connection.name + " was not authorized: " + definition::AsText(words != nullptr ? *words : *refused) + "."};
  }
  auto situation = open->caller().situation();
  auto bought = flow->Complete(situation, callback, verifier);
  if (!bought) {
    Error error = std::move(bought).error();
    error.message = open->caller().redactor().Clean(error.message);
    return error;
  }
  open.reset();
  // The new token proves itself at once.
  static_cast<void>(Test(access, connection.id, "authorize"));
  return {};
}

Result<void> Calling::ClearTokens(const Access& access, ConnectionId id) {
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id, Right::write));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM connection_token WHERE connection_id = ?", connection.id));
    return {};
  });
}

Result<Authorization> Calling::AuthorizationOf(ConnectionId id) {
  return database_.ReadValue<Authorization>([&](storage::Session& session) { return LoadAuthorization(session, id); });
}

}  // namespace wharf::connection
