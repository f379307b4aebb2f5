#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wharf::storage {

/// What PostgreSQL says of a failure, without the parts that hold values.
struct PostgresReport {
  std::string_view state;       ///< SQLSTATE, five characters
  std::string_view message;     ///< the primary message
  std::string_view constraint;  ///< the violated constraint or index
};

/// Our error for a report of the server (PostgreSQL 15 manual, appendix A). The primary message is used only for those
/// classes in which it does not quote values.
Error PostgresFailure(const PostgresReport& report);

/// `unavailable`, code `database_unavailable`; `reason` is what libpq says, which never holds the password.
Error PostgresAway(std::string_view reason);

/// Whether the same transaction may succeed when it is run again: a serialization failure or a deadlock.
bool IsRetryable(std::string_view state);

}  // namespace wharf::storage
