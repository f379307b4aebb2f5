#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/database.h"
#include "storage/postgres_sql.h"

struct pg_conn;
struct pg_result;

namespace wharf::storage {

/// One connection to PostgreSQL. Used by one thread at a time.
///
/// A statement that comes again is prepared, so that the server need not parse and plan it each time; not behind a
/// pooler, which may give each transaction another server connection. Every wait has a deadline; a connection that
/// missed one, that the server closed, or that lost its prepared statements, is broken for good.
class PostgresConnection {
 public:
  /// Fails with `unavailable` (`database_unavailable`) after at most three seconds an address.
  static Result<std::unique_ptr<PostgresConnection>> Connect(const std::string& url,
                                                             std::chrono::milliseconds statement_limit);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  /// Runs one statement and hands over its rows as they arrive; returns the number of rows changed.
  Result<std::int64_t> Run(std::string_view sql, std::span<const Value> parameters,
                           const std::function<Result<void>(Row&&)>& each);
  /// Runs any number of statements without parameters and drops their rows. Returns the tag of the last ("COMMIT").
  Result<std::string> RunScript(std::string_view sql);

  [[nodiscard]] bool broken() const { return broken_; }
  /// Looks, without waiting, whether the server closed the connection while nobody used it.
  bool StillOpen();
  /// Whether the last failure is one after which the same transaction may succeed.
  [[nodiscard]] bool CanRetry() const { return can_retry_; }
  void SetStatementLimit(std::chrono::milliseconds limit) { limit_ = limit; }

 private:
  struct Close {
    void operator()(pg_conn* handle) const;
  };
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Clear>;
  /// A statement that was seen on this connection.
  struct Statement {
    NumberedSql numbered;
    std::string name;  ///< what it is prepared as; empty: it is not
  };

  static Result<std::unique_ptr<PostgresConnection>> ConnectWith(const std::string& url, const std::string& settings);
  explicit PostgresConnection(pg_conn* handle) : handle_(handle) {}
  /// Whether every transaction meets the same server process: a pooler makes up the process id that it tells a client.
  Result<bool> TalksToOneServer();
  /// What is known of a statement; prepares it when it comes for the second time.
  Result<const Statement*> Look(std::string_view sql, std::span<const Value> parameters);
  Result<void> Prepare(Statement& statement, std::span<const Value> parameters);
  Result<void> SendStatement(const Statement& statement, std::span<const Value> parameters);
  Result<void> Await(short events);
  Result<void> Send();
  /// The next answer; null when the statement is over.
  Result<Answer> Next();
  /// Reads what is left of a statement's answers and returns `failure`.
  Error Finish(Error failure);
  Error Failure(const pg_result* answer);
  Error Broken();
  Error TimedOut();

  std::unique_ptr<pg_conn, Close> handle_;
  std::chrono::milliseconds limit_ = std::chrono::seconds(30);
  std::chrono::steady_clock::time_point deadline_;
  bool broken_ = false;
  bool can_retry_ = false;
  bool may_prepare_ = false;
  int prepared_ = 0;                                       ///< how many were prepared so far
  std::unordered_map<std::string, Statement> statements_;  ///< by their SQL
  Statement passing_;                                      ///< one that is not kept
};

}  // namespace wharf::storage
