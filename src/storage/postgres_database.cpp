#include "storage/postgres_database.h"

#include <libpq-fe.h>
#include <sodium.h>

#include <algorithm>

#include "storage/postgres_session.h"

namespace wharf::storage {
namespace {

/// How long a thread waits for a connection that others use.
constexpr std::chrono::seconds kTurn{30};
constexpr std::chrono::milliseconds kAwayPause{250};
constexpr std::chrono::milliseconds kBetweenConnects{200};
constexpr std::chrono::hours kUpgradeStatement{1};
/// How often a Write is run in all when it fails for others writing at the same time or for a lost connection.
constexpr int kTries = 6;
/// The key of the advisory lock under which the schema changes: "wharf" as a number. It is bound to the transaction,
/// since behind a pooler the next transaction may be on another server connection.
constexpr std::string_view kUpgradeLock = "SELECT pg_advisory_xact_lock(512953738854)";

/// Doubles with each try and is spread, so that two that collided do not meet again.
std::chrono::milliseconds Pause(int attempt) {
  const auto base = std::uint32_t{5} << static_cast<unsigned>(std::min(attempt, 6));
  return std::chrono::milliseconds(base + randombytes_uniform(base));
}

std::string Begin(std::string_view kind, std::chrono::milliseconds limit) {
  return "BEGIN " + std::string(kind) + "; SET LOCAL statement_timeout = " + std::to_string(limit.count());
}

/// Whether a server accepts connections, whatever it thinks of our user, password and database.
bool AnswersPings(const std::string& url) {
  constexpr std::array<const char*, 3> keys = {"connect_timeout", "dbname", nullptr};
  const std::array<const char*, 3> values = {"3", url.c_str(), nullptr};
  return PQpingParams(keys.data(), values.data(), 1) == PQPING_OK;
}

}  // namespace

Result<std::unique_ptr<Engine>> OpenPostgres(const OpenOptions& options) {
  auto database = std::make_unique<PostgresDatabase>(options);
  WHARF_TRY(database->Start());
  return std::unique_ptr<Engine>(std::move(database));
}

PostgresDatabase::PostgresDatabase(const OpenOptions& options) : options_(options) {}

Result<void> PostgresDatabase::Start() {
  const auto until = std::chrono::steady_clock::now() + options_.wait;
  for (;;) {
    auto connection = Take();
    if (connection) {
      GiveBack(*std::move(connection));
      return {};
    }
    if (AnswersPings(options_.url)) return StartWithAnsweringServer();
    if (std::chrono::steady_clock::now() >= until) return std::move(connection).error();
    std::this_thread::sleep_for(kBetweenConnects);
  }
}

Result<void> PostgresDatabase::StartWithAnsweringServer() {
  // It may have come up just now, so what failed before says nothing; what fails now does.
  auto connection = PostgresConnection::Connect(options_.url, options_.statement_limit);
  if (connection) {
    const std::lock_guard lock(mutex_);
    away_ = std::nullopt;
    return {};
  }
  Error error = std::move(connection).error();
  const std::string_view reason = error.message;
  const std::size_t open = reason.find('(');
  error.message = "PostgreSQL does not let Wharf in " + std::string(reason.substr(open, reason.rfind(')') - open)) +
                  "). Correct the database URL, its user or its password.";
  return error;
}

Result<PostgresDatabase::Connection> PostgresDatabase::Connect() {
  {
    const std::lock_guard lock(mutex_);
    if (away_ && std::chrono::steady_clock::now() < away_until_) return *away_;
  }
  auto connection = PostgresConnection::Connect(options_.url, options_.statement_limit);
  const std::lock_guard lock(mutex_);
  away_ = connection ? std::nullopt : std::optional(connection.error());
  away_until_ = std::chrono::steady_clock::now() + kAwayPause;
  return connection;
}

Result<PostgresDatabase::Connection> PostgresDatabase::Take() {
  {
    std::unique_lock lock(mutex_);
    const auto available = [&] { return !idle_.empty() || connections_ < std::max<std::size_t>(options_.pool, 1); };
    if (!free_.wait_for(lock, kTurn, available)) {
      return Error{ErrorKind::conflict, "database_busy", "All connections to the database are in use. Try again."};
    }
    while (!idle_.empty()) {
      Connection connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->StillOpen()) return connection;
      --connections_;
    }
    ++connections_;
  }
  auto connection = Connect();
  if (!connection) GiveBack(nullptr);
  return connection;
}

void PostgresDatabase::GiveBack(Connection connection) {
  {
    const std::lock_guard lock(mutex_);
    if (connection == nullptr || connection->broken()) {
      --connections_;
    } else {
      connection->SetStatementLimit(options_.statement_limit);
      idle_.push_back(std::move(connection));
    }
  }
  free_.notify_one();
}

Result<void> PostgresDatabase::WithConnection(const std::function<Result<void>(Connection&)>& work) {
  struct Borrowed {
    PostgresDatabase& database;
    Connection connection;
    ~Borrowed() { database.GiveBack(std::move(connection)); }
  };
  WHARF_ASSIGN(auto connection, Take());
  Borrowed borrowed{*this, std::move(connection)};
  return work(borrowed.connection);
}

Result<void> PostgresDatabase::Read(const std::function<Result<void>(Session&)>& work) {
  return WithConnection([&](Connection& connection) {
    PostgresSession session(connection, PostgresSession::Scope::statement, [this](Connection& broken) -> Result<void> {
      WHARF_ASSIGN(broken, Connect());
      return {};
    });
    return work(session);
  });
}

PostgresDatabase::Outcome PostgresDatabase::TryTransaction(Connection& connection, const std::string& begin,
                                                           const std::function<Result<void>(Session&)>& work,
                                                           std::vector<std::function<void()>>& then) {
  struct Rollback {
    Connection& connection;
    bool needed = true;
    ~Rollback() {
      if (!needed || connection->broken()) return;
      // Without an answer the connection is broken and goes, and the server rolls back by itself.
      static_cast<void>(connection->RunScript("ROLLBACK"));
    }
  };
  if (auto begun = connection->RunScript(begin); !begun) return {std::move(begun).error(), connection->broken()};
  Rollback rollback{connection};
  PostgresSession session(connection, PostgresSession::Scope::transaction, {});
  Result<void> result = work(session);
  if (result && session.failure()) result = *session.failure();
  // Nothing was committed yet, so the same may be tried again from the beginning.
  if (!result) return {std::move(result), session.failure() && (connection->broken() || connection->CanRetry())};
  const auto committed = connection->RunScript("COMMIT");
  if (committed) {
    rollback.needed = false;
    // PostgreSQL answers COMMIT with ROLLBACK if it knows of a failed statement.
    if (*committed != "COMMIT") return {TransactionFailed(), false};
    then = session.TakeThen();
    return {};
  }
  if (!connection->broken()) return {committed.error(), connection->CanRetry()};
  return {Error{ErrorKind::interrupted, "commit_unknown",
                "The connection to the database broke while the change was being stored. Look whether it is there "
                "before you do it again."},
          false};
}

Result<void> PostgresDatabase::RunTransaction(const std::string& begin, std::chrono::milliseconds limit, int tries,
                                              const std::function<Result<void>(Session&)>& work) {
  std::vector<std::function<void()>> then;
  for (int attempt = 1;; ++attempt) {
    Outcome outcome;
    WHARF_TRY(WithConnection([&](Connection& connection) -> Result<void> {
      // A little more than the server's own limit, whose error leaves the connection usable.
      connection->SetStatementLimit(limit + std::chrono::seconds(2));
      outcome = TryTransaction(connection, begin, work, then);
      return {};
    }));
    if (outcome.result || !outcome.again || attempt >= tries) {
      if (outcome.result) {
        for (const auto& call : then) call();
      }
      return std::move(outcome.result);
    }
    std::this_thread::sleep_for(Pause(attempt));
  }
}

Result<void> PostgresDatabase::Write(const std::function<Result<void>(Session&)>& work) {
  struct Inside {
    PostgresDatabase& database;
    ~Inside() {
      const std::lock_guard lock(database.mutex_);
      database.writing_.erase(std::this_thread::get_id());
    }
  };
  {
    const std::lock_guard lock(mutex_);
    if (!writing_.insert(std::this_thread::get_id()).second) {
      return Error{ErrorKind::internal, "nested_write", "A Write was started inside a Write of the same thread."};
    }
  }
  const Inside inside{*this};
  return RunTransaction(Begin("ISOLATION LEVEL READ COMMITTED", options_.statement_limit), options_.statement_limit,
                        kTries, work);
}

Result<void> PostgresDatabase::Snapshot(const std::function<Result<void>(Session&)>& work) {
  return RunTransaction(Begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", kUpgradeStatement), kUpgradeStatement, 1,
                        work);
}

Result<void> PostgresDatabase::Upgrade(const std::function<Result<void>(Session&)>& work) {
  return RunTransaction(Begin("ISOLATION LEVEL READ COMMITTED", kUpgradeStatement), kUpgradeStatement, 1,
                        [&](Session& session) -> Result<void> {
                          WHARF_TRY(session.RunScript(kUpgradeLock));
                          return work(session);
                        });
}

Result<Space> PostgresDatabase::UsedSpace() {
  return ReadValue<Space>([](Session& session) -> Result<Space> {
    WHARF_ASSIGN(const Rows rows, session.Query("SELECT pg_database_size(current_database())"));
    return Space{rows.at(0).Int(0), 0};
  });
}

}  // namespace wharf::storage
