#include "storage/postgres_session.h"

#include "storage/engine.h"

namespace wharf::storage {

template <class T, class F>
Result<T> PostgresSession::Guarded(F&& statement) {
  if (failure_) return TransactionFailed();
  Result<T> result = statement();
  if (result || scope_ == Scope::statement) return result;
  failure_ = result.error();
  return result;
}

Result<Rows> PostgresSession::Query(std::string_view sql, std::span<const Value> parameters) {
  Rows rows;
  const auto run = [&]() -> Result<Rows> {
    rows.clear();
    WHARF_TRY(connection_->Run(sql, parameters, [&](Row&& row) -> Result<void> {
      rows.push_back(std::move(row));
      return {};
    }));
    return std::move(rows);
  };
  Result<Rows> result = Guarded<Rows>(run);
  // Reading again does no harm, and the caller has seen nothing of the first try.
  if (!result && scope_ == Scope::statement && connection_->broken() && result.error().kind == ErrorKind::unavailable) {
    WHARF_TRY(reconnect_(connection_));
    return run();
  }
  return result;
}

Result<std::int64_t> PostgresSession::Execute(std::string_view sql, std::span<const Value> parameters) {
  if (scope_ == Scope::statement) {
    return Error{ErrorKind::internal, "read_only", "A Read may not change the database; use Write."};
  }
  return Guarded<std::int64_t>([&] { return connection_->Run(sql, parameters, [](Row&&) { return Result<void>(); }); });
}

Result<void> PostgresSession::ForEach(std::string_view sql, std::span<const Value> parameters,
                                      const std::function<Result<void>(const Row&)>& each) {
  return Guarded<void>([&]() -> Result<void> {
    WHARF_TRY(connection_->Run(sql, parameters, each));
    return {};
  });
}

Result<void> PostgresSession::RunScript(std::string_view sql) {
  return Guarded<void>([&]() -> Result<void> {
    WHARF_TRY(connection_->RunScript(sql));
    return {};
  });
}

}  // namespace wharf::storage
