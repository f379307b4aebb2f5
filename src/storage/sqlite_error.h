#pragma once

#include <string>

#include "base/result.h"

namespace wharf::storage {

/// What SQLite says of a violated unique index: either its name, or the table and its columns ("a,b").
struct UniqueColumns {
  std::string index;
  std::string table;
  std::string columns;

  /// As PostgreSQL would call the index of a UNIQUE column: table_column_key.
  [[nodiscard]] std::string DefaultName() const;
};

/// Reads "UNIQUE constraint failed: t.a, t.b" or "UNIQUE constraint failed: index 'i'".
UniqueColumns ParseUniqueMessage(const std::string& message);

Error UniqueViolation(const std::string& index);

/// Our error for SQLite's extended result code; `system_errno` tells a full disk from other failures of a file.
Error SqliteFailure(int extended_code, int system_errno, const std::string& message);

}  // namespace wharf::storage
