#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "storage/database.h"

struct pg_conn;
struct pg_result;

namespace wharf::storage {

/// One connection to PostgreSQL. Used by one thread at a time.
///
/// Every statement is sent unnamed and with its parameters (PQsendQueryParams), so that it works behind a pooler that
/// gives each transaction another server connection. Every wait has a deadline; a connection that missed one, or that
/// the server closed, is broken for good.
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

  static Result<std::unique_ptr<PostgresConnection>> ConnectWith(const std::string& url, const std::string& settings);
  explicit PostgresConnection(pg_conn* handle) : handle_(handle) {}
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
};

}  // namespace wharf::storage
