#include "storage/sqlite_error.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>

namespace wharf::storage {
namespace {

bool IsNoSpace(int system_errno) { return system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG; }

}  // namespace

std::string UniqueColumns::DefaultName() const {
  std::string joined = columns;
  std::ranges::replace(joined, ',', '_');
  return table + "_" + joined + "_key";
}

UniqueColumns ParseUniqueMessage(const std::string& message) {
  UniqueColumns found;
  const std::size_t colon = message.find(": ");
  if (colon == std::string::npos) return found;
  std::string list = message.substr(colon + 2);
  constexpr std::string_view kIndex = "index '";
  if (list.starts_with(kIndex)) {
    found.index = list.substr(kIndex.size(), list.size() - kIndex.size() - 1);
    return found;
  }
  while (!list.empty()) {
    const std::size_t comma = list.find(", ");
    const std::string column = list.substr(0, comma);
    const std::size_t dot = column.find('.');
    found.table = column.substr(0, dot);
    if (!found.columns.empty()) found.columns += ',';
    if (dot != std::string::npos) found.columns += column.substr(dot + 1);
    list = comma == std::string::npos ? "" : list.substr(comma + 2);
  }
  return found;
}

Error UniqueViolation(const std::string& index) {
  return {ErrorKind::already_exists, "unique_violation",
          "There is such a row already (index " + index + "). Choose another value."};
}

Error SqliteFailure(int extended_code, int system_errno, const std::string& message) {
  const int code = extended_code & 0xFF;
  if (code == SQLITE_FULL || (code == SQLITE_IOERR && IsNoSpace(system_errno))) {
    return {ErrorKind::resource_exhausted, "storage_full",
            "The disk with the data folder is full. Nothing was changed. Free some space and try again."};
  }
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::conflict, "database_busy", "Another process is writing to the database. Try again."};
    case SQLITE_INTERRUPT:
      return {ErrorKind::deadline_exceeded, "statement_timeout",
              "The database took too long for a statement and stopped it. Ask for less at once."};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorKind::internal, "database_corrupt",
              "The database file is damaged (" + message + "). Restore a backup."};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_IOERR:
      return {ErrorKind::unavailable, "database_unavailable",
              "The database file cannot be used (" + message + "). Check the data folder, its owner and its disk."};
    default:
      break;
  }
  if (extended_code == SQLITE_CONSTRAINT_FOREIGNKEY) {
    return {ErrorKind::conflict, "foreign_key_violation",
            "Something that this refers to is gone, or something else still refers to this. Load it again."};
  }
  return {ErrorKind::internal, "database_error", "SQLite refused a statement: " + message + "."};
}

}  // namespace wharf::storage
