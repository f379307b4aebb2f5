#include "organization/api_tokens.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "organization/authentication_cache.h"
#include "organization/organization_rules.h"
#include "organization/people_store.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

constexpr std::string_view kPrefix = "wharf_";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenLength = 6 + 43;
constexpr std::size_t kMostTokenName = 100;
constexpr std::size_t kMostTokens = 200;
constexpr std::chrono::days kKeptAfterExpiry{90};

Error InvalidToken() {
  return {ErrorKind::unauthenticated, "token_invalid",
          "The API token is wrong, has expired, or was revoked. Make a new one under Settings, API tokens."};
}

Error TokenNotFound() {
  return {ErrorKind::not_found, "token_not_found", "There is no such API token, or it belongs to somebody else."};
}

Error WrongField(std::string_view pointer, std::string code, std::string message) {
  FieldError field{std::string(pointer), std::move(code), message};
  return {ErrorKind::invalid_argument, "invalid_input", std::move(message), {std::move(field)}};
}

ApiToken ReadToken(const storage::Row& row) {
  ApiToken token;
  token.id = row.As<TokenId>(0);
  token.maker = row.As<UserId>(1);
  token.name = row.Text(2);
  token.scope = ParseRight(row.Text(3)).value_or(Right::read);
  if (!row.IsNull(4)) token.organization = row.As<OrganizationId>(4);
  token.created = row.When(5);
  token.expires = row.OptionalWhen(6);
  token.last_used = row.OptionalWhen(7);
  return token;
}

constexpr std::string_view kColumns = "id, user_id, name, scope, organization_id, created_at, expires_at, last_used_at";

bool MaySee(const Access& access, const StoredUser& maker) {
  if (access.caller().user == maker.id || access.MayEverywhere(Right::administer)) return true;
  return !maker.grants.empty() && std::all_of(maker.grants.begin(), maker.grants.end(), [&](const Grant& grant) {
    return access.May(Right::administer, grant.organization);
  });
}

/// What is known of a token between requests.
struct KnownToken {
  Caller caller;
  std::optional<Time> expires;
};

Result<std::optional<KnownToken>> LoadToken(storage::Session& session, const std::string& token_hash) {
  const std::string sql = "SELECT " + std::string(kColumns) + " FROM api_token WHERE token_hash = ?";
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, token_hash));
  if (rows.empty()) return std::optional<KnownToken>();
  const ApiToken token = ReadToken(rows.front());
  WHARF_ASSIGN(const auto maker, FindUser(session, token.maker));
  if (!maker || !maker->enabled) return std::optional<KnownToken>();
  KnownToken known;
  known.expires = token.expires;
  known.caller.kind = CallerKind::token;
  known.caller.user = maker->id;
  known.caller.token = token.id;
  known.caller.name = maker->name + "'s token " + token.name;
  known.caller.grants = maker->grants;
  known.caller.cap = token.scope;
  known.caller.within = token.organization;
  return std::optional(std::move(known));
}

AuditEntry EntryOf(const ApiToken& token, OrganizationId home, std::string action, std::string summary) {
  return {.organization = token.organization.value_or(home),
          .action = std::move(action),
          .subject_kind = "token",
          .subject_id = token.id.ToString(),
          .subject_name = token.name,
          .summary = std::move(summary)};
}

}  // namespace

struct ApiTokens::State {
  storage::Database& database;
  AuditLog& audit;
  const Clock& clock;
  Random& random;
  AuthenticationCache<KnownToken> cache;
  LastUse<Time> last_use;
};

ApiTokens::ApiTokens(storage::Database& database, AuditLog& audit, const Clock& clock, Random& random)
    : state_(new State{database, audit, clock, random, {}, {}}) {}
ApiTokens::~ApiTokens() = default;

Result<MadeToken> ApiTokens::Make(const Access& access, const NewToken& wanted) {
  if (access.caller().kind != CallerKind::user) {
    return Error{ErrorKind::permission_denied, "not_allowed",
                 "An API token cannot make another one. Sign in as a person to make it."};
  }
  auto name = CleanName(wanted.name);
  if (!name) return AsFieldError(name.error(), "/name");
  if (name->size() > kMostTokenName) {
    return WrongField("/name", "max_length_exceeded", "A token's name may have 100 characters. Shorten it.");
  }
  const Time now = state_->clock.Now();
  if (wanted.expires && *wanted.expires <= now) {
    return WrongField("/expires_at", "in_the_past", "The expiry is in the past. Choose a later day.");
  }
  // A token that could never do anything would only look as if it could.
  WHARF_TRY(access.Scope(wanted.organization, wanted.scope));
  return state_->database.WriteValue<MadeToken>([&](storage::Session& session) -> Result<MadeToken> {
    WHARF_ASSIGN(const auto maker, FindUser(session, access.caller().user));
    if (!maker || !maker->enabled) return InvalidToken();
    WHARF_ASSIGN(const storage::Rows count,
                 session.Query("SELECT COUNT(*) FROM api_token WHERE user_id = ?", maker->id));
    if (count.front().Int(0) >= static_cast<std::int64_t>(kMostTokens)) {
      return Error{ErrorKind::resource_exhausted, "too_many_tokens",
                   "A person may have 200 API tokens. Revoke some that are not used."};
    }
    MadeToken made;
    made.secret = Secret(std::string(kPrefix) + state_->random.Token(kTokenBytes));
    ApiToken& token = made.token;
    token.id = TokenId::Make(state_->clock, state_->random);
    token.name = *name;
    token.scope = wanted.scope;
    token.organization = wanted.organization;
    token.maker = maker->id;
    token.maker_name = maker->name;
    token.created = now;
    token.expires = wanted.expires;
    WHARF_TRY(session.Execute(
        "INSERT INTO api_token (id, token_hash, user_id, name, scope, organization_id, created_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        token.id, HashOfToken(made.secret.Reveal()), token.maker, token.name, NameOf(token.scope), token.organization,
        token.created, token.expires));
    WHARF_TRY(state_->audit.Record(
        session, access.caller(),
        EntryOf(token, HomeOf(*maker), "token.created",
                "Made the API token " + token.name + " with the scope " + std::string(NameOf(token.scope)))));
    return made;
  });
}

Result<std::vector<ApiToken>> ApiTokens::List(const Access& access) {
  return state_->database.ReadValue<std::vector<ApiToken>>(
      [&](storage::Session& session) -> Result<std::vector<ApiToken>> {
        WHARF_ASSIGN(const auto users, LoadUsers(session));
        std::unordered_map<UserId, const StoredUser*> makers;
        for (const StoredUser& user : users) {
          if (MaySee(access, user)) makers.emplace(user.id, &user);
        }
        WHARF_ASSIGN(const storage::Rows rows,
                     session.Query("SELECT " + std::string(kColumns) + " FROM api_token ORDER BY created_at DESC, id"));
        std::vector<ApiToken> tokens;
        for (const storage::Row& row : rows) {
          ApiToken token = ReadToken(row);
          const auto maker = makers.find(token.maker);
          if (maker == makers.end()) continue;
          token.maker_name = maker->second->name;
          tokens.push_back(std::move(token));
        }
        return tokens;
      });
}

Result<void> ApiTokens::Revoke(const Access& access, TokenId id) {
  return state_->database.Write([&](storage::Session& session) -> Result<void> {
    const std::string sql = "SELECT " + std::string(kColumns) + " FROM api_token WHERE id = ?";
    WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, id));
    if (rows.empty()) return TokenNotFound();
    const ApiToken token = ReadToken(rows.front());
    WHARF_ASSIGN(const auto maker, FindUser(session, token.maker));
    if (!maker || !MaySee(access, *maker)) return TokenNotFound();
    WHARF_TRY(storage::BumpRevision(session, kPeopleTopic));
    WHARF_TRY(session.Execute("DELETE FROM api_token WHERE id = ?", id));
    return state_->audit.Record(
        session, access.caller(),
        EntryOf(token, HomeOf(*maker), "token.revoked", "Revoked the API token " + token.name + " of " + maker->name));
  });
}

Result<Caller> ApiTokens::Authenticate(std::string_view token, const RequestOrigin& origin) {
  if (token.size() != kTokenLength || !token.starts_with(kPrefix)) return InvalidToken();
  const std::string token_hash = HashOfToken(token);
  std::optional<KnownToken> known;
  WHARF_TRY(state_->database.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const std::int64_t revision, storage::ReadRevision(session, kPeopleTopic));
    known = state_->cache.Find(token_hash, revision);
    if (known) return {};
    WHARF_ASSIGN(known, LoadToken(session, token_hash));
    if (known) state_->cache.Put(token_hash, revision, *known);
    return {};
  }));
  const Time now = state_->clock.Now();
  if (!known || (known->expires && now >= *known->expires)) return InvalidToken();
  state_->last_use.Note(token_hash, now);
  Caller caller = std::move(known->caller);
  caller.peer = origin.peer;
  caller.request_id = origin.request_id;
  return caller;
}

Result<void> ApiTokens::Tidy() {
  const auto uses = state_->last_use.Take();
  return state_->database.Write([&](storage::Session& session) -> Result<void> {
    for (const auto& [token_hash, used] : uses) {
      WHARF_TRY(session.Execute("UPDATE api_token SET last_used_at = ? WHERE token_hash = ?", used, token_hash));
    }
    WHARF_TRY(session.Execute("DELETE FROM api_token WHERE expires_at < ?", state_->clock.Now() - kKeptAfterExpiry));
    return {};
  });
}

}  // namespace wharf::organization
