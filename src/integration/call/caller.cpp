#include "integration/call/caller.h"

#include <algorithm>
#include <utility>

#include "integration/call/decode.h"
#include "integration/call/encode.h"
#include "integration/call/explain.h"
#include "integration/call/judge.h"
#include "integration/call/response_variable.h"
#include "integration/definition/evaluate.h"
#include "net/url.h"

namespace wharf::call {
namespace {

using std::chrono::milliseconds;

constexpr int kMostTries = 8;
constexpr milliseconds kLeastTime{1'000};
/// Less than the lease that whoever renews a token holds (TokenRows): nobody else begins while the answer may come.
constexpr milliseconds kTokenPatience{20'000};

double Jitter(Random& random) { return static_cast<double>(random.Below(1000)) / 1000; }

}  // namespace

/// One logical call: what it is, and how far its tries have come.
struct Caller::Try {
  const std::function<Result<PlannedRequest>()>& plan;
  const std::string& auth;
  const definition::Action* action;
  std::vector<const definition::Errors*> rules;
  const std::string& what;
  Effort effort;
  const templates::Context& context;
  Time begun;
  std::string idempotency_key = {};
  int tries = 0;
  int retries = 0;
  int limited = 0;  ///< how often the tool said that it was too much
  bool renewed = false;
  bool rediscovered = false;
  std::int64_t token_generation = 0;
  milliseconds waited{0};
  milliseconds took{0};  ///< the last call, with or without an answer
};

Caller::Caller(const Services& services, Target target, auth::TokenStore& tokens, Recorder& recorder)
    : services_(services),
      target_(std::move(target)),
      tokens_(tokens),
      recorder_(recorder),
      fields_(target_.fields, target_.secret_fields) {
  for (const std::string& name : target_.secret_fields) {
    if (const auto* value = target_.fields.if_contains(name)) redactor_.Add(definition::AsText(*value));
  }
  context_.Set("fields", fields_).Set("captured", target_.captured);
  if (target_.verify_tls && target_.definition->connection.tls.verify) {
    const auto verify = definition::Holds(*target_.definition->connection.tls.verify, context_);
    target_.verify_tls = !verify || *verify;
  }
}

Caller::~Caller() = default;

auth::Situation Caller::situation(std::string name) {
  return {context_, tokens_, *this, services_.clock, services_.random, std::move(name), target_.redirect_uri};
}

const auth::Authenticator* Caller::Find(const std::string& name) {
  auto& made = authenticators_[name];
  if (made) return made.get();
  const auto* way = definition::Find(target_.definition->connection.sign_in, target_.way);
  if (way == nullptr) return nullptr;
  if (name.empty()) {
    made = auth::MakeAuthenticator(*way->auth);
  } else if (const auto* block = definition::Find(way->more_auth, name)) {
    made = auth::MakeAuthenticator(**block);
  }
  return made.get();
}

const auth::CodeFlow* Caller::code_flow() const {
  const auto* authenticator = const_cast<Caller*>(this)->Find("");
  return authenticator == nullptr ? nullptr : auth::AsCodeFlow(*authenticator);
}

Result<void> Caller::Connect(bool again) {
  if (connecting_) return {};
  connecting_ = true;
  const auto run = [&]() -> Result<void> {
    for (const auto& step : target_.definition->connection.connect) {
      const definition::Block& block = *step.config;
      const auto store = block.TemplateMap("store");
      const bool known = std::all_of(store.begin(), store.end(),
                                     [&](const auto& entry) { return target_.captured.contains(entry.first); });
      if (known && !again) continue;
      if (block.Has("when")) {
        WHARF_ASSIGN(const bool wanted, definition::Holds(block.Template("when"), context_));
        if (!wanted) continue;
      }
      const definition::Request request = definition::ToRequest(*block.Inner("request"));
      const definition::Errors errors = definition::ToErrors(block.Inner("errors"));
      const std::string what = block.Text("name");
      const auto plan = [&]() -> Result<PlannedRequest> {
        // A step that finds the address is itself a whole URL; others are below what is known so far.
        const auto base = BaseUrl(target_, nullptr, context_);
        return PlanRequest(request, {target_, context_, nullptr, nullptr, base ? *base : std::string()});
      };
      WHARF_ASSIGN(const GoodAnswer answer, Send(plan, request.auth, nullptr, &errors, what, {true}, context_));
      templates::Context scope(&context_);
      scope.Set("response", answer.response);
      boost::json::object found;
      for (const auto& [name, text] : store) {
        WHARF_ASSIGN(auto made, definition::Evaluate(text, scope));
        if (made.value && !made.value->is_null()) found[name] = *std::move(made.value);
      }
      WHARF_TRY(tokens_.Capture(found));
      for (auto& [name, value] : found) target_.captured[name] = std::move(value);
    }
    return {};
  };
  auto done = run();
  connecting_ = false;
  return done;
}

Result<void> Caller::Sign(Try& attempt, PlannedRequest& plan) {
  if (attempt.auth == "none") return {};
  const auto* authenticator = Find(attempt.auth);
  if (authenticator == nullptr) return {};
  // Read before: if another process renews in between, a refusal finds a newer token instead of asking for one more.
  auto stored = tokens_.Load(attempt.auth);
  if (stored && *stored) attempt.token_generation = (*stored)->generation;
  auth::Situation now = situation(attempt.auth);
  auto attachment = authenticator->Attach(now);
  if (!attachment) return std::move(attachment).error();
  for (const auth::Put& put : *attachment) {
    if (put.secret) {
      const std::string value = definition::AsText(put.value);
      redactor_.Add(value);
      // The token alone, too, without the scheme word before it.
      redactor_.Add(std::string_view(value).substr(value.rfind(' ') + 1));
    }
    Apply(put, plan);
  }
  return {};
}

Result<GoodAnswer> Caller::Send(const std::function<Result<PlannedRequest>()>& plan, const std::string& auth,
                                const definition::Action* action, const definition::Errors* rules,
                                const std::string& what, const Effort& effort, const templates::Context& context) {
  Try attempt{plan, auth, action, {}, what, effort, context, services_.clock.Now()};
  if (rules != nullptr) attempt.rules.push_back(rules);
  if (action != nullptr) attempt.rules.push_back(&action->errors);
  attempt.rules.push_back(&target_.definition->errors);
  if (action != nullptr && !action->idempotency_header.empty()) attempt.idempotency_key = services_.random.Token(18);
  return RunTry(attempt);
}

Result<GoodAnswer> Caller::RunTry(Try& attempt) {
  for (;;) {
    ++attempt.tries;
    WHARF_ASSIGN(PlannedRequest plan, attempt.plan());
    auto is_signed = Sign(attempt, plan);
    if (!is_signed && is_signed.error().code == "token_endpoint_away" && attempt.retries < 3) {
      ++attempt.retries;
      WHARF_TRY(Pause(attempt, Backoff(attempt.retries, milliseconds(500), false, Jitter(services_.random)),
                      is_signed.error()));
      continue;
    }
    WHARF_TRY(is_signed);
    if (!attempt.idempotency_key.empty()) plan.headers.Set(attempt.action->idempotency_header, attempt.idempotency_key);
    WHARF_ASSIGN(FinishedRequest finished, Finish(plan, target_, attempt.context, services_.random));
    const int concurrency = target_.definition->limits.concurrency;
    if (concurrency > 0) finished.request.max_concurrency = concurrency;
    WHARF_TRY(WaitForBudget(attempt, finished));
    // One deadline over everything: whoever waits for this call does not wait longer because it hangs.
    const milliseconds left =
        attempt.effort.patience - std::chrono::duration_cast<milliseconds>(services_.clock.Now() - attempt.begun);
    finished.request.limits.total = std::clamp(left, kLeastTime, std::max(kLeastTime, finished.request.limits.total));
    bool again = false;
    const auto start = std::chrono::steady_clock::now();
    auto sent = services_.outbound.Send(finished.request);
    attempt.took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    auto done = sent ? AfterAnswer(attempt, finished, *sent, plan.decode, plan.encode, again)
                     : AfterFailure(attempt, finished, std::move(sent).error(), again);
    if (!again) return done;
  }
}

Result<void> Caller::WaitForBudget(Try& attempt, const FinishedRequest& finished) {
  std::vector<definition::BlockPtr> windows = target_.definition->limits.budgets;
  if (attempt.action != nullptr) {
    windows.insert(windows.end(), attempt.action->budgets.begin(), attempt.action->budgets.end());
  }
  if (windows.empty()) return {};
  WHARF_ASSIGN(const net::Url url, net::Url::Parse(finished.request.url));
  for (;;) {
    const auto wait = services_.budgets.Reserve(target_.budget, windows, finished.request.method, url.path(),
                                                services_.clock.Now(), Jitter(services_.random));
    if (wait.count() == 0) return {};
    WHARF_TRY(Pause(attempt, wait,
                    {ErrorKind::rate_limited,
                     "vendor_limit",
                     target_.definition->name + " allows no more calls just now.",
                     {},
                     wait.count()}));
  }
}

Result<void> Caller::Pause(Try& attempt, milliseconds wait, const Error& why) {
  const auto passed = services_.clock.Now() - attempt.begun;
  if (passed + wait > attempt.effort.patience) return why;
  attempt.waited += wait;
  if (!services_.sleep(wait)) return Error{ErrorKind::cancelled, "stopped", "The work was stopped."};
  return {};
}

Result<GoodAnswer> Caller::AfterFailure(Try& attempt, const FinishedRequest& finished, Error error, bool& again) {
  error.message = redactor_.Clean(error.message);
  if (error.kind == ErrorKind::rate_limited) {
    // An earlier call was told to wait, so this one never left: whoever has the patience waits, too.
    const auto waited = Pause(attempt, milliseconds(error.retry_after_ms), error);
    again = waited.ok();
    if (again) return GoodAnswer{};
    error = waited.error();
  }
  Note(attempt, finished, nullptr, error.message);
  const bool never_left = error.code == "connect_failed" || error.code == "name_not_found";
  const bool passing = never_left || error.code == "connection_lost" || error.code == "timed_out";
  const bool keyed = !attempt.idempotency_key.empty();
  if (error.kind == ErrorKind::interrupted && attempt.effort.may_repeat) error.kind = ErrorKind::unavailable;
  error = ExplainFailure(std::move(error), target_.definition->name);
  if (passing && (never_left || attempt.effort.may_repeat || keyed) && attempt.retries < 3 &&
      attempt.tries < kMostTries) {
    ++attempt.retries;
    const auto wait = Backoff(attempt.retries, milliseconds(500), false, Jitter(services_.random));
    WHARF_TRY(Pause(attempt, wait, error));
    again = true;
    return GoodAnswer{};
  }
  return error;
}

Result<GoodAnswer> Caller::AfterAnswer(Try& attempt, const FinishedRequest& finished,
                                       const net::OutboundResponse& answer, const definition::Block* decode,
                                       const definition::Block* encode, bool& again) {
  const auto type = answer.headers.Get("Content-Type");
  auto body = Decode(answer.body, type.value_or(""), decode);
  boost::json::object response = ResponseVariable(answer, body ? *body : boost::json::value(nullptr));
  templates::Context scope(&attempt.context);
  scope.Set("response", response);
  const std::string hidden = HiddenFailure(response.at("body"), encode);
  WHARF_ASSIGN(Verdict verdict, Judge(answer.status, response, hidden, attempt.rules, scope));
  verdict.words = redactor_.Clean(verdict.words);

  const auto asked =
      AskedToWait(answer.status, answer.headers, response, target_.definition->limits, scope, services_.clock.Now());
  using Means = Verdict::Means;
  if (verdict.means == Means::ok || verdict.means == Means::empty) {
    // A good answer may say that nothing remains: its rows are kept, later calls wait.
    if (asked && asked->count() > 0) services_.outbound.HoldBack(target_.budget, services_.clock.Now() + *asked);
    const bool readable = body || verdict.means == Means::empty || answer.body.empty();
    Note(attempt, finished, &answer, readable ? std::string() : body.error().message);
    if (!readable) return std::move(body).error();
    return GoodAnswer{answer.status, verdict.means == Means::empty, std::move(response)};
  }

  Error error = Explain(verdict, answer.status, finished);
  Note(attempt, finished, &answer, error.message);
  if (attempt.tries >= kMostTries * 4) return error;
  const bool keyed = !attempt.idempotency_key.empty();
  const bool may_repeat = attempt.effort.may_repeat || keyed;
  switch (verdict.means) {
    case Means::rate_limited: {
      // A tool that says "in a second" again and again is asked less and less often; one that says nothing, sooner so.
      const bool hinted = asked || verdict.wait;
      const auto least =
          Backoff(++attempt.limited, milliseconds(hinted ? 100 : 2'000), false, Jitter(services_.random));
      const auto wait = std::max(asked ? *asked : verdict.wait.value_or(least), least);
      error.retry_after_ms = wait.count();
      services_.outbound.HoldBack(target_.budget, services_.clock.Now() + wait);
      WHARF_TRY(Pause(attempt, wait, error));
      again = true;
      break;
    }
    case Means::retry:
      if (!may_repeat || attempt.retries >= verdict.times) return error;
      ++attempt.retries;
      WHARF_TRY(Pause(attempt,
                      asked ? *asked
                            : Backoff(attempt.retries, verdict.wait.value_or(milliseconds(1'000)), verdict.constant,
                                      Jitter(services_.random)),
                      error));
      again = true;
      break;
    case Means::refresh: {
      const auto* authenticator = attempt.auth == "none" ? nullptr : Find(attempt.auth);
      if (authenticator == nullptr || attempt.renewed) return error;
      attempt.renewed = true;
      WHARF_ASSIGN(again, authenticator->Renew(situation(attempt.auth), attempt.token_generation));
      break;
    }
    case Means::rediscover:
      if (attempt.rediscovered) return error;
      attempt.rediscovered = true;
      WHARF_TRY(Connect(true));
      again = true;
      break;
    default:
      break;
  }
  if (!again) return error;
  return GoodAnswer{};
}

Error Caller::Explain(const Verdict& verdict, int status, const FinishedRequest& finished) const {
  return ExplainVerdict(verdict, status, finished.request.method, redactor_.Clean(finished.shown_url),
                        target_.definition->name);
}

void Caller::Note(Try& attempt, const FinishedRequest& finished, const net::OutboundResponse* answer,
                  const std::string& error) {
  CallRecord record;
  record.at = services_.clock.Now();
  if (attempt.action != nullptr) {
    for (const auto& [id, action] : target_.definition->actions) {
      if (&action == attempt.action) record.action = id;
    }
  }
  record.what = attempt.what;
  record.method = finished.request.method;
  record.url = redactor_.Clean(finished.shown_url);
  record.waited = attempt.waited;
  record.attempts = attempt.tries;
  record.request_bytes = static_cast<std::int64_t>(finished.request.body.size());
  record.error = error;
  record.duration = attempt.took;
  if (answer != nullptr) {
    record.status = answer->status;
    record.duration = answer->timing.total;
    record.waited += answer->timing.waited;
    record.response_bytes = static_cast<std::int64_t>(answer->body.size());
    for (const char* name : {"X-Request-Id", "Request-Id", "X-GitHub-Request-Id", "X-Correlation-Id", "CF-Ray"}) {
      if (const auto id = answer->headers.Get(name)) {
        record.request_id = std::string(id->substr(0, 100));
        break;
      }
    }
  }
  attempt.waited = milliseconds(0);
  recorder_.Record(record);
  last_record_ = std::move(record);
}

Result<auth::Answer> Caller::SendSecret(net::OutboundRequest request, std::string_view what) {
  WHARF_ASSIGN(const std::string url, Effective(request.url, target_));
  request.url = url;
  request.verify_tls = target_.verify_tls;
  request.limits.total = kTokenPatience;
  CallRecord record;
  record.at = services_.clock.Now();
  record.what = std::string(what);
  record.method = request.method;
  record.url = redactor_.Clean(url.substr(0, url.find('?')));
  record.request_bytes = static_cast<std::int64_t>(request.body.size());
  auto sent = services_.outbound.Send(request);
  if (!sent) {
    Error error = std::move(sent).error();
    error.message = redactor_.Clean(error.message);
    record.error = error.message;
    recorder_.Record(record);
    last_record_ = record;
    // Not reaching the token endpoint says nothing about the grant.
    if (error.kind == ErrorKind::blocked) return error;
    return Error{ErrorKind::unavailable, "token_endpoint_away", error.message};
  }
  record.status = sent->status;
  record.duration = sent->timing.total;
  record.response_bytes = static_cast<std::int64_t>(sent->body.size());
  recorder_.Record(record);
  last_record_ = record;
  return auth::Answer{sent->status, ResponseVariable(*sent, nullptr)};
}

Result<auth::Answer> Caller::SendUnsigned(const definition::Request& request, const templates::Context& context,
                                          const definition::Errors& errors) {
  const auto plan = [&]() -> Result<PlannedRequest> {
    const auto base = BaseUrl(target_, nullptr, context);
    return PlanRequest(request, {target_, context, nullptr, nullptr, base ? *base : std::string()});
  };
  const std::string auth = request.auth.empty() ? "none" : request.auth;
  WHARF_ASSIGN(GoodAnswer answer, Send(plan, auth, nullptr, &errors, "Signing in", {true}, context));
  return auth::Answer{answer.status, std::move(answer.response)};
}

}  // namespace wharf::call
