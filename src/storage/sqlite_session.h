#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "storage/database.h"
#include "storage/sqlite_connection.h"

namespace wharf::storage {

class SqliteSession final : public Session {
 public:
  enum class Scope { statement, transaction };

  SqliteSession(SqliteConnection& connection, Scope scope) : connection_(connection), scope_(scope) {}

  using Session::Execute;
  using Session::Query;
  Result<Rows> Query(std::string_view sql, std::span<const Value> parameters) override;
  Result<std::int64_t> Execute(std::string_view sql, std::span<const Value> parameters) override;
  Result<void> ForEach(std::string_view sql, std::span<const Value> parameters,
                       const std::function<Result<void>(const Row&)>& each) override;
  Result<void> RunScript(std::string_view sql) override;
  void AfterCommit(std::function<void()> then) override { then_.push_back(std::move(then)); }
  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }

  /// The first failure of the transaction, if there was one.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] std::vector<std::function<void()>> TakeThen() { return std::move(then_); }

 private:
  /// Runs `statement` unless an earlier one failed, as PostgreSQL would have it, and remembers its failure.
  template <class T, class F>
  Result<T> Guarded(F&& statement);

  SqliteConnection& connection_;
  const Scope scope_;
  std::optional<Error> failure_;
  std::vector<std::function<void()>> then_;
};

/// `begin`, `work`, COMMIT; or ROLLBACK if `work` fails or throws, or one of its statements failed. What the session
/// was asked to do after the commit goes to `then`, if that is not null.
Result<void> RunTransaction(SqliteConnection& connection, std::string_view begin,
                            const std::function<Result<void>(Session&)>& work,
                            std::vector<std::function<void()>>* then);

}  // namespace wharf::storage
