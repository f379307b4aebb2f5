#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database.h"

namespace wharf::storage {

/// The table that lists the applied migrations.
inline constexpr std::string_view kVersionTable = "schema_version";

/// The tables of the database but kVersionTable, in order of name.
Result<std::vector<std::string>> TableNames(Session& session);
Result<std::vector<std::string>> ColumnNames(Session& session, const std::string& table);
Result<std::int64_t> CountRows(Session& session, const std::string& table);

/// A name as SQL writes it, whatever is in it.
std::string QuoteName(std::string_view name);

/// Removes all tables, kVersionTable included, and on PostgreSQL the functions of the schema.
Result<void> DropEverything(Session& session);

/// Takes the foreign keys of PostgreSQL off, so that rows may come in any order, and gives the statements that put them
/// on again (which checks them). On SQLite there is nothing to do in an upgrade.
Result<std::vector<std::string>> TakeOffForeignKeys(Session& session);

}  // namespace wharf::storage
