#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wharf::storage {

class Engine;
class Session;

/// One numbered step of the schema. The files are `src/**/NNNN_name.sql`, beside the concept that owns the tables, with
/// `NNNN_name.postgresql.sql` (or `.sqlite.sql`) where the databases differ; CMake embeds them in the program in order
/// of number. A number is used once and never changes after it has landed.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgresql;
};

std::span<const Migration> Migrations();

/// Applies those of `migrations` (in order of number) that the table `schema_version` does not list, each in a
/// transaction of its own under the database's upgrade lock: processes that start together take turns, and each step is
/// applied once. On SQLite foreign keys are not enforced inside a step but checked at its end, so that a table can be
/// rebuilt. Fails with `database_too_new` and changes nothing if the table lists a number that is not in `migrations`.
Result<void> Migrate(Engine& engine, std::span<const Migration> migrations);

/// The numbers in `schema_version`, in order; none if the table does not exist.
Result<std::vector<std::int64_t>> AppliedMigrations(Session& session);

/// Applies one step inside the transaction of `session` and records it.
Result<void> ApplyMigration(Session& session, const Migration& migration);

}  // namespace wharf::storage
