#include "storage/postgres_error.h"

#include "storage/sqlite_error.h"

namespace wharf::storage {

bool IsRetryable(std::string_view state) { return state == "40001" || state == "40P01"; }

Error PostgresAway(std::string_view reason) {
  while (!reason.empty() && (reason.back() == '\n' || reason.back() == ' ' || reason.back() == '.')) {
    reason.remove_suffix(1);
  }
  std::string line(reason);
  for (char& c : line) {
    if (c == '\n') c = ' ';
  }
  return {ErrorKind::unavailable, "database_unavailable",
          "The database is away (" + line + "). Wharf goes on by itself when it is back."};
}

Error PostgresFailure(const PostgresReport& report) {
  const std::string_view state = report.state;
  const std::string_view group = state.substr(0, 2);
  if (state == "23505") return UniqueViolation(std::string(report.constraint));
  if (state == "23503") {
    return {ErrorKind::conflict, "foreign_key_violation",
            "Something that this refers to is gone, or something else still refers to this. Load it again."};
  }
  if (IsRetryable(state) || state == "55P03") {
    return {ErrorKind::conflict, "database_busy", "Another process is writing to the same rows. Try again."};
  }
  if (state == "57014") {
    return {ErrorKind::deadline_exceeded, "statement_timeout",
            "The database took too long for a statement and stopped it. Ask for less at once."};
  }
  if (state == "53100") {
    return {ErrorKind::resource_exhausted, "storage_full",
            "The disk of the database server is full. Nothing was changed. Free some space and try again."};
  }
  if (group == "08" || group == "57" || group == "53" || state == "25006") return PostgresAway(report.message);
  if (state == "25P02") {
    return {ErrorKind::internal, "transaction_failed",
            "An earlier statement of this transaction failed, so nothing more of it is done."};
  }
  // Class 22 quotes the value that does not fit.
  const std::string detail = group == "22" ? "a value does not fit its column" : std::string(report.message);
  return {ErrorKind::internal, "database_error",
          "PostgreSQL refused a statement: " + detail + " (SQLSTATE " + std::string(state) + ")."};
}

}  // namespace wharf::storage
