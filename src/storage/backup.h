#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "storage/database.h"

namespace wharf::storage {

/// What a backup holds.
struct BackupSummary {
  Time made = {};
  std::vector<std::int64_t> migrations = {};  ///< the schema it was made with
  std::int64_t tables = 0;
  std::int64_t rows = 0;
};

/// Writes all of `database` to the new file `file` (0600), as one moment of it, while others read and write.
///
/// The format is the same for both databases: gzip of lines of JSON, closed by the number of rows and a SHA-256 over
/// all before it (docs/operators/backup.md). It is written under another name (`file`.partial-PID), read again and
/// checked, and renamed when it is on disk: a file with the right name is a whole backup, whatever happened. Memory
/// stays at a few rows. Sealed secrets stay sealed: to use them after a restore, the same master key is needed.
///
/// Fails with `file_exists`, `file_unusable` or `storage_full`, and leaves nothing behind then.
Result<BackupSummary> Backup(Database& database, const std::string& file);

/// Reads the whole file and checks it. Fails with `backup_damaged` if it is not complete and unchanged.
Result<BackupSummary> CheckBackup(const std::string& file);

/// Fills `empty`, a database of either kind that Open made and nobody used yet, from a backup of either kind. All in
/// one transaction: afterwards everything is there, or nothing. A backup with an older schema is loaded into that
/// schema and brought up to date.
///
/// Fails with `backup_damaged`; `backup_too_new` (made by a newer Wharf); `database_not_empty`; as Session does. No
/// other process may use the database meanwhile.
Result<BackupSummary> Restore(Database& empty, const std::string& file);

}  // namespace wharf::storage
