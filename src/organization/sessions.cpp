#include "organization/sessions.h"

#include <sodium.h>

#include <utility>

#include "base/encoding.h"
#include "organization/authentication_cache.h"
#include "organization/people_store.h"
#include "organization/person_rules.h"
#include "organization/sign_in_backoff.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenLength = 43;  // of 32 bytes as base64url
constexpr std::size_t kMostAgent = 300;
/// How exactly it is known when a session was last seen.
constexpr std::chrono::seconds kSeenGrain{30};

Error SignedOut() { return {ErrorKind::unauthenticated, "signed_out", "You are signed out. Sign in again."}; }

/// Bound to the session without a column for it: who knows it has read an answer to the cookie. The session's token
/// cannot be found from it.
std::string CsrfOf(std::string_view token) { return Base64UrlEncode(Sha256("wharf csrf " + std::string(token))); }

/// What is known of a session between requests.
struct KnownSession {
  Caller caller;
  std::string email;
  Time last_seen;
  Time expires;
};

bool IsLive(const KnownSession& known, Time now) { return now < known.expires && now < known.last_seen + kSessionIdle; }

Session MakeSession(const KnownSession& known, std::string_view token, const RequestOrigin& origin) {
  Session session{known.caller, known.email, CsrfOf(token), known.expires};
  session.caller.peer = origin.peer;
  session.caller.request_id = origin.request_id;
  return session;
}

Caller CallerFrom(const StoredUser& user) {
  Caller caller;
  caller.user = user.id;
  caller.name = user.name;
  caller.grants = user.grants;
  return caller;
}

Result<std::optional<KnownSession>> LoadSession(storage::Session& session, const std::string& token_hash) {
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT user_id, last_seen_at, expires_at FROM user_session WHERE token_hash = ?", token_hash));
  if (rows.empty()) return std::optional<KnownSession>();
  WHARF_ASSIGN(const auto user, FindUser(session, rows.front().As<UserId>(0)));
  if (!user || !user->enabled) return std::optional<KnownSession>();
  return std::optional(KnownSession{CallerFrom(*user), user->email, rows.front().When(1), rows.front().When(2)});
}

AuditEntry EntryOf(const StoredUser* user, std::string action, std::string summary) {
  AuditEntry entry{.organization = user == nullptr ? OrganizationId{} : HomeOf(*user),
                   .action = std::move(action),
                   .subject_kind = "session",
                   .summary = std::move(summary)};
  if (user != nullptr) {
    entry.subject_id = user->id.ToString();
    entry.subject_name = user->name;
  }
  return entry;
}

}  // namespace

struct Sessions::State {
  storage::Database& database;
  AuditLog& audit;
  Passwords& passwords;
  const Clock& clock;
  Random& random;
  SignInBackoff backoff;
  AuthenticationCache<KnownSession> cache;
  LastUse<Time> last_use;

  Result<SignedIn> Open(const StoredUser& user, const RequestOrigin& origin, std::string_view previous_token);
  Error Refuse(const StoredUser* user, const RequestOrigin& origin, Error answer);
};

Sessions::Sessions(storage::Database& database, AuditLog& audit, Passwords& passwords, const Clock& clock,
                   Random& random)
    : state_(new State{database, audit, passwords, clock, random, SignInBackoff(database, clock), {}, {}}) {}
Sessions::~Sessions() = default;

/// Failures of known and unknown accounts are written down alike, so that they take the same time.
Error Sessions::State::Refuse(const StoredUser* user, const RequestOrigin& origin, Error answer) {
  Caller caller;
  caller.peer = origin.peer;
  caller.request_id = origin.request_id;
  caller.name = user == nullptr ? "somebody" : user->name;
  if (user != nullptr) caller.user = user->id;
  AuditEntry entry = EntryOf(user, "session.refused",
                             user == nullptr ? "Tried to sign in with an unknown address" : "Tried to sign in");
  entry.outcome = AuditOutcome::denied;
  if (auto recorded = audit.RecordAlone(caller, entry); !recorded) return std::move(recorded).error();
  return answer;
}

Result<SignedIn> Sessions::State::Open(const StoredUser& user, const RequestOrigin& origin,
                                       std::string_view previous_token) {
  const Time now = clock.Now();
  Secret token(random.Token(kTokenBytes));
  const std::string token_hash = HashOfToken(token.Reveal());
  KnownSession known{CallerFrom(user), user.email, now, now + kSessionLife};
  Session opened = MakeSession(known, token.Reveal(), origin);
  WHARF_TRY(database.Write([&](storage::Session& session) -> Result<void> {
    if (!previous_token.empty()) {
      WHARF_ASSIGN(const std::int64_t ended,
                   session.Execute("DELETE FROM user_session WHERE token_hash = ?", HashOfToken(previous_token)));
      if (ended > 0) WHARF_TRY(storage::BumpRevision(session, kPeopleTopic));
    }
    WHARF_TRY(
        session.Execute("INSERT INTO user_session (id, token_hash, user_id, created_at, last_seen_at, expires_at, "
                        "peer, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        Uuid::Make(clock, random).ToString(), token_hash, user.id, now, now, known.expires, origin.peer,
                        origin.agent.substr(0, kMostAgent)));
    WHARF_TRY(session.Execute("UPDATE user_account SET last_seen_at = ? WHERE id = ?", now, user.id));
    return audit.Record(session, opened.caller, EntryOf(&user, "session.opened", "Signed in"));
  }));
  return SignedIn{std::move(token), std::move(opened)};
}

Result<SignedIn> Sessions::SignIn(std::string_view email, const Secret& password, const RequestOrigin& origin,
                                  std::string_view previous_token) {
  const std::string email_key = EmailKey(email);
  WHARF_TRY(state_->backoff.Begin(email_key, origin.peer));
  WHARF_ASSIGN(const auto user, state_->database.ReadValue<std::optional<StoredUser>>(
                                    [&](storage::Session& session) { return FindUserByEmail(session, email_key); }));
  WHARF_ASSIGN(const bool right, state_->passwords.Verify(user ? user->password_hash.value_or("") : "", password));
  const StoredUser* known = user ? &*user : nullptr;
  if (!right) {
    return state_->Refuse(known, origin,
                          {ErrorKind::unauthenticated, "wrong_credentials",
                           "The address or the password is wrong. Type both again, or ask for a new link."});
  }
  WHARF_TRY(state_->backoff.Succeeded(email_key, origin.peer));
  if (!user->enabled) {
    return state_->Refuse(known, origin,
                          {ErrorKind::unauthenticated, "account_disabled",
                           "This account is disabled. Ask an administrator to enable it."});
  }
  return state_->Open(*user, origin, previous_token);
}

Result<SignedIn> Sessions::Open(UserId user, const RequestOrigin& origin, std::string_view previous_token) {
  WHARF_ASSIGN(const auto stored, state_->database.ReadValue<std::optional<StoredUser>>(
                                      [&](storage::Session& session) { return FindUser(session, user); }));
  if (!stored || !stored->enabled) return SignedOut();
  return state_->Open(*stored, origin, previous_token);
}

Result<Session> Sessions::Authenticate(std::string_view token, const RequestOrigin& origin) {
  if (token.size() != kTokenLength) return SignedOut();
  const std::string token_hash = HashOfToken(token);
  const Time now = state_->clock.Now();
  std::optional<KnownSession> known;
  std::int64_t revision = 0;
  WHARF_TRY(state_->database.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(revision, storage::ReadRevision(session, kPeopleTopic));
    known = state_->cache.Find(token_hash, revision);
    // What is known here may look idle although another process was used; the database knows better.
    if (known && IsLive(*known, now)) return {};
    WHARF_ASSIGN(known, LoadSession(session, token_hash));
    return {};
  }));
  if (!known || !IsLive(*known, now)) {
    state_->cache.Forget(token_hash);
    return SignedOut();
  }
  if (now - known->last_seen >= kSeenGrain) {
    known->last_seen = now;
    state_->last_use.Note(token_hash, now);
  }
  state_->cache.Put(token_hash, revision, *known);
  return MakeSession(*known, token, origin);
}

bool Sessions::CsrfMatches(const Session& session, std::string_view csrf) {
  return csrf.size() == session.csrf.size() && sodium_memcmp(csrf.data(), session.csrf.data(), csrf.size()) == 0;
}

Result<void> Sessions::SignOut(std::string_view token, const RequestOrigin& origin) {
  WHARF_ASSIGN(const Session session, Authenticate(token, origin));
  return state_->database.Write([&](storage::Session& transaction) -> Result<void> {
    WHARF_TRY(storage::BumpRevision(transaction, kPeopleTopic));
    WHARF_TRY(transaction.Execute("DELETE FROM user_session WHERE token_hash = ?", HashOfToken(token)));
    WHARF_ASSIGN(const auto user, FindUser(transaction, session.caller.user));
    return state_->audit.Record(transaction, session.caller,
                                EntryOf(user ? &*user : nullptr, "session.closed", "Signed out"));
  });
}

Result<void> Sessions::Tidy() {
  const auto uses = state_->last_use.Take();
  const Time now = state_->clock.Now();
  WHARF_TRY(state_->database.Write([&](storage::Session& session) -> Result<void> {
    for (const auto& [token_hash, used] : uses) {
      WHARF_TRY(session.Execute("UPDATE user_session SET last_seen_at = ? WHERE token_hash = ? AND last_seen_at < ?",
                                used, token_hash, used));
      WHARF_TRY(
          session.Execute("UPDATE user_account SET last_seen_at = ? WHERE id = (SELECT user_id FROM user_session "
                          "WHERE token_hash = ?)",
                          used, token_hash));
    }
    WHARF_TRY(
        session.Execute("DELETE FROM user_session WHERE expires_at < ? OR last_seen_at < ?", now, now - kSessionIdle));
    return {};
  }));
  return state_->backoff.Tidy();
}

}  // namespace wharf::organization
