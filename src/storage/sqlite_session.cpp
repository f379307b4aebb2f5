#include "storage/sqlite_session.h"

#include "storage/engine.h"

namespace wharf::storage {

template <class T, class F>
Result<T> SqliteSession::Guarded(F&& statement) {
  if (failure_) return TransactionFailed();
  Result<T> result = std::forward<F>(statement)();
  if (!result && scope_ == Scope::transaction) failure_ = result.error();
  return result;
}

Result<Rows> SqliteSession::Query(std::string_view sql, std::span<const Value> parameters) {
  return Guarded<Rows>([&]() -> Result<Rows> {
    Rows rows;
    WHARF_TRY(connection_.Run(sql, parameters, [&](Row&& row) -> Result<void> {
      rows.push_back(std::move(row));
      return {};
    }));
    return rows;
  });
}

Result<std::int64_t> SqliteSession::Execute(std::string_view sql, std::span<const Value> parameters) {
  return Guarded<std::int64_t>([&] { return connection_.Run(sql, parameters, [](Row&&) { return Result<void>(); }); });
}

Result<void> SqliteSession::ForEach(std::string_view sql, std::span<const Value> parameters,
                                    const std::function<Result<void>(const Row&)>& each) {
  return Guarded<void>([&]() -> Result<void> {
    WHARF_TRY(connection_.Run(sql, parameters, each));
    return {};
  });
}

Result<void> SqliteSession::RunScript(std::string_view sql) {
  return Guarded<void>([&] { return connection_.RunScript(sql); });
}

Result<void> RunTransaction(SqliteConnection& connection, std::string_view begin,
                            const std::function<Result<void>(Session&)>& work,
                            std::vector<std::function<void()>>* then) {
  struct Rollback {
    SqliteConnection& connection;
    ~Rollback() {
      // A full disk may have ended the transaction already. A failing ROLLBACK leaves nothing to do: the next BEGIN
      // says so.
      if (connection.InTransaction()) static_cast<void>(connection.RunScript("ROLLBACK"));
    }
  };
  WHARF_TRY(connection.RunScript(begin));
  const Rollback rollback{connection};
  SqliteSession session(connection, SqliteSession::Scope::transaction);
  WHARF_TRY(work(session));
  if (session.failure()) return *session.failure();
  WHARF_TRY(connection.RunScript("COMMIT"));
  if (then != nullptr) *then = session.TakeThen();
  return {};
}

}  // namespace wharf::storage
