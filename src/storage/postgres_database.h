#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "storage/engine.h"
#include "storage/postgres_connection.h"

namespace wharf::storage {

/// Up to `pool` connections to one PostgreSQL. A connection that broke is thrown away and a new one made; idle ones are
/// looked at before they are used, so that a restart of the server is noticed without a failed statement.
class PostgresDatabase final : public Engine {
 public:
  explicit PostgresDatabase(const OpenOptions& options);
  /// Connects once, waiting for the server as long as the options say.
  Result<void> Start();

  [[nodiscard]] Dialect dialect() const override { return Dialect::postgresql; }
  Result<void> Read(const std::function<Result<void>(Session&)>& work) override;
  Result<void> Snapshot(const std::function<Result<void>(Session&)>& work) override;
  Result<void> Write(const std::function<Result<void>(Session&)>& work) override;
  Result<void> Upgrade(const std::function<Result<void>(Session&)>& work) override;
  [[nodiscard]] Result<Space> UsedSpace() override;
  Result<void> GiveBackSpace() override { return {}; }

 private:
  using Connection = std::unique_ptr<PostgresConnection>;
  struct Outcome {
    Result<void> result;
    bool again = false;
  };

  /// For a server that accepts connections: if it does not let us in, waiting would not help.
  Result<void> StartWithAnsweringServer();
  Result<Connection> Connect();
  Result<Connection> Take();
  void GiveBack(Connection connection);
  Result<void> WithConnection(const std::function<Result<void>(Connection&)>& work);
  Outcome TryTransaction(Connection& connection, const std::string& begin,
                         const std::function<Result<void>(Session&)>& work, std::vector<std::function<void()>>& then);
  Result<void> RunTransaction(const std::string& begin, std::chrono::milliseconds limit, int tries,
                              const std::function<Result<void>(Session&)>& work);

  const OpenOptions options_;
  std::mutex mutex_;
  std::condition_variable free_;
  /// Guarded by mutex_: the connections nobody uses, how many there are in all, and which threads are in a Write.
  std::vector<Connection> idle_;
  std::size_t connections_ = 0;
  std::set<std::thread::id> writing_;
  /// After a failed connect the same error is given for a moment without trying, so that many callers do not wait
  /// three seconds each behind one another. Guarded by mutex_.
  std::optional<Error> away_;
  std::chrono::steady_clock::time_point away_until_;
};

}  // namespace wharf::storage
