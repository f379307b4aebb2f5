#include "integration/connection/token_rows.h"

#include <sstream>
#include <thread>

#include "integration/connection/connections.h"
#include "storage/revision.h"

namespace wharf::connection {
namespace {

constexpr std::chrono::seconds kLease{30};
constexpr std::chrono::seconds kPatience{45};
constexpr std::chrono::milliseconds kLook{50};

std::string Purpose(ConnectionId id, std::string_view name) { return SecretPurpose(id, "token:" + std::string(name)); }

std::string TextOf(const boost::json::object& json, std::string_view name) {
  const auto* value = json.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

Result<std::optional<auth::TokenSet>> TokenRows::Load(std::string_view name) {
  using Found = std::optional<auth::TokenSet>;
  return database_.ReadValue<Found>([&](storage::Session& session) -> Result<Found> {
    WHARF_ASSIGN(const storage::Rows rows,
                 session.Query("SELECT sealed, generation, expires_at, obtained_at, scopes FROM connection_token WHERE "
                               "connection_id = ? AND name = ?",
                               id_, name));
    if (rows.empty()) return Found();
    const storage::Row& row = rows.front();
    auto opened = vault_.Unseal(session, organization_, Purpose(id_, name), row.Text(0));
    // A damaged token is as good as none: a new one is got, or the person authorizes again.
    if (!opened) return Found();
    boost::json::error_code failure;
    const boost::json::value value = boost::json::parse(opened->Reveal(), failure);
    if (failure || !value.is_object()) return Found();
    const auto& json = value.get_object();
    auth::TokenSet set;
    set.access_token = Secret(TextOf(json, "access_token"));
    set.refresh_token = Secret(TextOf(json, "refresh_token"));
    set.type = TextOf(json, "type");
    if (const auto* answer = json.if_contains("answer"); answer != nullptr && answer->is_object()) {
      set.answer = answer->get_object();
    }
    set.generation = row.Int(1);
    set.expires_at = row.OptionalWhen(2);
    set.obtained_at = row.When(3);
    set.scopes = Words(row.Text(4));
    return Found(std::move(set));
  });
}

Result<void> TokenRows::Save(std::string_view name, const auth::TokenSet& tokens) {
  const boost::json::object json{{"access_token", tokens.access_token.Reveal()},
                                 {"refresh_token", tokens.refresh_token.Reveal()},
                                 {"type", tokens.type},
                                 {"answer", tokens.answer}};
  const Secret text(boost::json::serialize(json));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const std::string sealed, vault_.Seal(session, organization_, Purpose(id_, name), text));
    WHARF_ASSIGN(
        const storage::Rows before,
        session.Query("SELECT authorized_by, authorized_at FROM connection_token WHERE connection_id = ? AND name = ?",
                      id_, name));
    const std::string by = !by_.empty() ? by_ : before.empty() ? "" : before.front().Text(0);
    const std::optional<Time> at =
        !by_.empty() || before.empty() ? std::optional(clock_.Now()) : before.front().OptionalWhen(1);
    WHARF_TRY(session.Execute("DELETE FROM connection_token WHERE connection_id = ? AND name = ?", id_, name));
    WHARF_TRY(session.Execute(
        "INSERT INTO connection_token (connection_id, name, sealed, generation, expires_at, obtained_at, scopes, "
        "authorized_by, authorized_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id_, name, sealed, tokens.generation, tokens.expires_at, tokens.obtained_at, Joined(tokens.scopes), by, at));
    return {};
  });
}

Result<void> TokenRows::Forget(std::string_view name) {
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM connection_token WHERE connection_id = ? AND name = ?", id_, name));
    return {};
  });
}

Result<void> TokenRows::Capture(const boost::json::object& values) {
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const storage::Rows rows, session.Query("SELECT captured FROM connection WHERE id = ?", id_));
    if (rows.empty()) return {};
    boost::json::error_code failure;
    boost::json::value stored = boost::json::parse(rows.front().Text(0), failure);
    boost::json::object captured = !failure && stored.is_object() ? stored.get_object() : boost::json::object();
    for (const auto& [name, value] : values) captured[name] = value;
    WHARF_TRY(
        session.Execute("UPDATE connection SET captured = ? WHERE id = ?", boost::json::serialize(captured), id_));
    return {};
  });
}

Result<bool> TokenRows::TakeLock(std::string_view name, const std::string& owner) {
  return database_.WriteValue<bool>([&](storage::Session& session) -> Result<bool> {
    const Time now = clock_.Now();
    WHARF_TRY(session.Execute("DELETE FROM connection_token_lock WHERE connection_id = ? AND name = ? AND until < ?",
                              id_, name, now));
    WHARF_ASSIGN(
        const std::int64_t taken,
        session.Execute("INSERT INTO connection_token_lock (connection_id, name, owner, until) VALUES (?, ?, ?, ?) "
                        "ON CONFLICT (connection_id, name) DO NOTHING",
                        id_, name, owner, now + kLease));
    return taken == 1;
  });
}

Result<void> TokenRows::Alone(std::string_view name, const std::function<Result<void>()>& work) {
  const std::string owner = random_.Token(12);
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    WHARF_ASSIGN(const bool taken, TakeLock(name, owner));
    if (taken) break;
    if (std::chrono::steady_clock::now() > give_up) {
      return Error{ErrorKind::deadline_exceeded, "token_busy",
                   "Another call has been renewing the token for too long."};
    }
    std::this_thread::sleep_for(kLook);
  }
  auto done = work();
  // A lock that stays because the database is away ends by itself.
  static_cast<void>(database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM connection_token_lock WHERE connection_id = ? AND name = ? AND owner = ?",
                              id_, name, owner));
    return {};
  }));
  return done;
}

Result<Authorization> LoadAuthorization(storage::Session& session, ConnectionId id) {
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT authorized_by, authorized_at, expires_at, obtained_at, scopes FROM connection_token "
                    "WHERE connection_id = ? AND name = ''",
                    id));
  Authorization found;
  if (rows.empty()) return found;
  const storage::Row& row = rows.front();
  found.authorized = true;
  found.by = row.Text(0);
  found.at = row.OptionalWhen(1);
  found.expires = row.OptionalWhen(2);
  found.obtained = row.When(3);
  found.scopes = Words(row.Text(4));
  return found;
}

}  // namespace wharf::connection
