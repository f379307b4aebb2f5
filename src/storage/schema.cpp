#include "storage/schema.h"

namespace wharf::storage {
namespace {

Result<std::vector<std::string>> FirstColumn(Session& session, std::string_view sql,
                                             std::span<const Value> parameters) {
  WHARF_ASSIGN(const Rows rows, session.Query(sql, parameters));
  std::vector<std::string> texts;
  texts.reserve(rows.size());
  for (const Row& row : rows) texts.push_back(row.Text(0));
  return texts;
}

}  // namespace

std::string QuoteName(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

Result<std::vector<std::string>> TableNames(Session& session) {
  const std::string_view sql =
      session.dialect() == Dialect::sqlite
          ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite|_%' ESCAPE '|' AND name <> "
            "? "
            "ORDER BY name"
          : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> ? ORDER BY tablename "
            "COLLATE \"C\"";
  return FirstColumn(session, sql, std::array{Value(kVersionTable)});
}

Result<std::vector<std::string>> ColumnNames(Session& session, const std::string& table) {
  const std::string_view sql =
      session.dialect() == Dialect::sqlite
          ? "SELECT name FROM pragma_table_info(?) ORDER BY cid"
          : "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = "
            "? ORDER BY ordinal_position";
  return FirstColumn(session, sql, std::array{Value(table)});
}

Result<std::int64_t> CountRows(Session& session, const std::string& table) {
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT COUNT(*) FROM " + QuoteName(table)));
  return rows.at(0).Int(0);
}

Result<void> DropEverything(Session& session) {
  WHARF_ASSIGN(std::vector<std::string> tables, TableNames(session));
  tables.emplace_back(kVersionTable);
  const bool is_sqlite = session.dialect() == Dialect::sqlite;
  for (const std::string& table : tables) {
    WHARF_TRY(session.RunScript("DROP TABLE " + QuoteName(table) + (is_sqlite ? "" : " CASCADE")));
  }
  if (is_sqlite) return {};
  // Those that an extension brought belong to it.
  WHARF_ASSIGN(const auto functions,
               FirstColumn(session,
                           "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = "
                           "current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = "
                           "p.oid AND d.deptype = 'e')",
                           {}));
  for (const std::string& function : functions) WHARF_TRY(session.RunScript("DROP ROUTINE " + function));
  return {};
}

Result<std::vector<std::string>> TakeOffForeignKeys(Session& session) {
  std::vector<std::string> put_on;
  if (session.dialect() == Dialect::sqlite) return put_on;
  WHARF_ASSIGN(const Rows keys,
               session.Query("SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM "
                             "pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"));
  for (const Row& key : keys) {
    WHARF_TRY(session.RunScript("ALTER TABLE " + key.Text(0) + " DROP CONSTRAINT " + key.Text(1)));
    put_on.push_back("ALTER TABLE " + key.Text(0) + " ADD CONSTRAINT " + key.Text(1) + " " + key.Text(2));
  }
  return put_on;
}

}  // namespace wharf::storage
