#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/backup.h"
#include "storage/database.h"

namespace wharf::storage {

/// Writes the lines of a backup:
///
///     {"format":"wharf backup","version":1,"made":"2026-11-25T00:00:00.000Z","migrations":[1,10]}
///     {"table":"job","columns":["id","kind"]}
///     ["0193…","refresh"]                          a row of that table; bytes are {"b":base64}, doubles {"d":digits}
///     {"end":{"tables":1,"rows":1,"sha256":"…"}}   the SHA-256, in hex, of all lines before it
class BackupWriter {
 public:
  /// Makes the file; fails if it exists.
  static Result<BackupWriter> Create(const std::string& path);
  ~BackupWriter();
  BackupWriter(BackupWriter&&) noexcept;
  BackupWriter& operator=(BackupWriter&&) = delete;

  Result<void> Begin(const BackupSummary& summary);
  Result<void> Table(const std::string& name, const std::vector<std::string>& columns);
  Result<void> Add(const Row& row);
  /// Writes the closing line and waits until all is on disk.
  Result<void> End(const BackupSummary& summary);

 private:
  struct State;
  explicit BackupWriter(std::unique_ptr<State> state);
  Result<void> Line(const boost::json::value& value);
  std::unique_ptr<State> state_;
};

/// What the lines of a backup tell, in their order.
class BackupVisitor {
 public:
  virtual ~BackupVisitor() = default;
  virtual Result<void> Begin(const BackupSummary& summary) = 0;
  virtual Result<void> Table(const std::string& name, const std::vector<std::string>& columns) = 0;
  virtual Result<void> Add(std::vector<Value> row) = 0;
};

/// Reads a backup to its end. What `visitor` was told is worth nothing unless this returns ok: only then the closing
/// line is there and fits. An error of the visitor ends it.
Result<BackupSummary> ReadBackup(const std::string& path, BackupVisitor& visitor);

Error BackupDamaged(const std::string& path, std::string_view reason);

}  // namespace wharf::storage
