#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "storage/database.h"
#include "storage/postgres_connection.h"

namespace wharf::storage {

/// In the scope `statement` each statement is a transaction of its own that only reads; one that finds its connection
/// broken is sent once more on a new one from `reconnect`.
class PostgresSession final : public Session {
 public:
  enum class Scope { statement, transaction };
  /// Replaces the broken connection by a new one.
  using Reconnect = std::function<Result<void>(std::unique_ptr<PostgresConnection>&)>;

  PostgresSession(std::unique_ptr<PostgresConnection>& connection, Scope scope, Reconnect reconnect)
      : connection_(connection), scope_(scope), reconnect_(std::move(reconnect)) {}

  using Session::Execute;
  using Session::Query;
  Result<Rows> Query(std::string_view sql, std::span<const Value> parameters) override;
  Result<std::int64_t> Execute(std::string_view sql, std::span<const Value> parameters) override;
  Result<void> ForEach(std::string_view sql, std::span<const Value> parameters,
                       const std::function<Result<void>(const Row&)>& each) override;
  Result<void> RunScript(std::string_view sql) override;
  void AfterCommit(std::function<void()> then) override { then_.push_back(std::move(then)); }
  [[nodiscard]] Dialect dialect() const override { return Dialect::postgresql; }

  /// The first failure of the transaction, if there was one.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] std::vector<std::function<void()>> TakeThen() { return std::move(then_); }

 private:
  template <class T, class F>
  Result<T> Guarded(F&& statement);

  std::unique_ptr<PostgresConnection>& connection_;
  const Scope scope_;
  const Reconnect reconnect_;
  std::optional<Error> failure_;
  std::vector<std::function<void()>> then_;
};

}  // namespace wharf::storage
