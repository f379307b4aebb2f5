#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "storage/engine.h"
#include "storage/sqlite_connection.h"

namespace wharf::storage {

/// One connection that writes, taken in turns, and up to `pool` that read, opened as they are needed.
class SqliteDatabase final : public Engine {
 public:
  SqliteDatabase(std::string path, std::unique_ptr<SqliteConnection> writer, const OpenOptions& options);

  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }
  Result<void> Read(const std::function<Result<void>(Session&)>& work) override;
  Result<void> Snapshot(const std::function<Result<void>(Session&)>& work) override;
  Result<void> Write(const std::function<Result<void>(Session&)>& work) override;
  Result<void> Upgrade(const std::function<Result<void>(Session&)>& work) override;
  [[nodiscard]] Result<Space> UsedSpace() override;
  Result<void> GiveBackSpace() override;

 private:
  Result<void> TakeWriter();
  void FreeWriter();
  Result<std::unique_ptr<SqliteConnection>> TakeReader();
  /// With nullptr the place of a reader that could not be opened becomes free.
  void GiveBackReader(std::unique_ptr<SqliteConnection> reader);
  Result<void> WithReader(const std::function<Result<void>(SqliteConnection&)>& work);
  Result<void> WithWriter(const std::function<Result<void>(SqliteConnection&)>& work);

  const std::string path_;
  const std::size_t pool_;
  const std::chrono::milliseconds statement_limit_;
  std::mutex mutex_;
  std::condition_variable writer_free_;
  std::condition_variable reader_free_;
  /// Whose turn it is to write; nobody's when default. Guarded by mutex_.
  std::thread::id writing_;
  std::size_t readers_ = 0;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
  /// Used by the thread whose turn it is.
  std::unique_ptr<SqliteConnection> writer_;
};

}  // namespace wharf::storage
