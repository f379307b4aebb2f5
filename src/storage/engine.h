#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "storage/database.h"

namespace wharf::storage {

/// A Database with what only the storage room itself needs: changes of schema.
class Engine : public Database {
 public:
  /// Runs `work` in one transaction that excludes every other upgrade, also those of other processes. Foreign keys are
  /// not enforced while it runs on SQLite, and checked before the commit. Statements may take an hour.
  virtual Result<void> Upgrade(const std::function<Result<void>(Session&)>& work) = 0;
};

/// What a program writes to make SQLite files recognizable as its own: "Whrf".
inline constexpr std::int64_t kApplicationId = 0x57687266;

/// `folder`/wharf.db, made if it does not exist (0600, in a folder that is made 0700). No migrations are applied.
Result<std::unique_ptr<Engine>> OpenSqlite(const OpenOptions& options);
/// An empty database in memory that goes with the object. It has one connection, so Read waits for Write.
Result<std::unique_ptr<Engine>> OpenSqliteInMemory();
/// Connects to `url`. No migrations are applied.
Result<std::unique_ptr<Engine>> OpenPostgres(const OpenOptions& options);

/// Refuses what only one of the databases would store: text that is not UTF-8 or holds U+0000, numbers that are not
/// finite.
Result<void> CheckParameters(std::span<const Value> parameters);

/// What every statement after the first failed one of a transaction is told.
Error TransactionFailed();

}  // namespace wharf::storage
