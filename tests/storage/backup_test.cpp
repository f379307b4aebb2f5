#include "storage/backup.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "storage/backup_format.h"
#include "storage/database_fixture.h"
#include "storage/engine.h"
#include "storage/migrations.h"
#include "storage/schema.h"
#include "storage/vault.h"

namespace wharf::storage {
namespace {

using namespace std::chrono_literals;

class BackupTest : public DatabaseTest {
 protected:
  BackupTest() : folder_(Dialect::sqlite) {}
  [[nodiscard]] std::string Path(const std::string& name) const { return folder_.options().folder + "/" + name; }

  static Result<void> Run(Database& database, std::string_view sql, std::span<const Value> parameters = {}) {
    return database.Write([&](Session& session) -> Result<void> {
      WHARF_TRY(session.Execute(sql, parameters));
      return {};
    });
  }
  static std::int64_t Count(Database& database, const std::string& table) {
    return *database.ReadValue<std::int64_t>([&](Session& session) { return CountRows(session, table); });
  }
  /// Rows of every type, with references that no order of tables satisfies row by row.
  void FillWith(int organizations) {
    ASSERT_TRUE(db().Write([&](Session& session) -> Result<void> {
                      for (int i = organizations; i > 0; --i) {
                        const Value parent = i == organizations ? Value() : Value(std::to_string(organizations));
                        WHARF_TRY(session.Execute(
                            "INSERT INTO organization (id, parent_id, name, folded_name, name_key, slug, domains, "
                            "tags, enabled, version, revision, created_at, created_by, updated_at, updated_by) "
                            "VALUES (?, ?, ?, ?, ?, ?, '[]', '[]', 1, ?, 1, ?, 'Ada', ?, 'Ada')",
                            std::to_string(i), parent, "Müller \"&\" \\ 株式会社 🦀 " + std::to_string(i), "m",
                            i, i, std::numeric_limits<std::int64_t>::max(), Time{}, Time{}));
                      }
                      WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES ('organizations', ?)",
                                                organizations));
                      return {};
                    })
                    .ok());
  }
  /// All rows of all tables, in an order that does not depend on the database.
  static std::string Dump(Database& database) {
    std::string dump;
    const auto read = database.Snapshot([&](Session& session) -> Result<void> {
      WHARF_ASSIGN(const auto tables, TableNames(session));
      for (const std::string& table : tables) {
        WHARF_ASSIGN(const auto columns, ColumnNames(session, table));
        std::string list;
        for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + QuoteName(column);
        std::vector<std::string> lines;
        WHARF_TRY(session.ForEach("SELECT " + list + " FROM " + QuoteName(table), {}, [&](const Row& row) {
          std::string line;
          for (std::size_t i = 0; i < row.size(); ++i) line += row.IsNull(i) ? "|-" : "|" + row.Text(i);
          lines.push_back(line);
          return Result<void>();
        }));
        std::ranges::sort(lines);
        dump += table + "(" + list + ")\n";
        for (const std::string& line : lines) dump += line + "\n";
      }
      return {};
    });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return dump;
  }
  /// A new database of `dialect`; nullptr if there is no server for it.
  static std::pair<std::unique_ptr<TestDatabase>, std::unique_ptr<Database>> MakeNew(Dialect dialect) {
    auto place = std::make_unique<TestDatabase>(dialect);
    auto database = Open(place->options());
    EXPECT_TRUE(database.ok());
    return {std::move(place), *std::move(database)};
  }
  static std::vector<Dialect> Dialects() {
    if (TestDatabase::HasPostgres()) return {Dialect::sqlite, Dialect::postgresql};
    return {Dialect::sqlite};
  }

  TestDatabase folder_;
};
WHARF_ON_BOTH_DATABASES(BackupTest);

TEST_P(BackupTest, goes_into_either_database_and_loses_nothing) {
  FillWith(700);
  const auto made = Backup(db(), Path("a.backup"));
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_GE(made->rows, 701);
  struct stat status {};
  ASSERT_EQ(stat(Path("a.backup").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const std::string before = Dump(db());
  for (const Dialect dialect : Dialects()) {
    const auto [place, target] = MakeNew(dialect);
    const auto restored = Restore(*target, Path("a.backup"));
    ASSERT_TRUE(restored.ok()) << restored.error().message;
    EXPECT_EQ(restored->rows, made->rows);
    EXPECT_EQ(Dump(*target), before);
    // The schema is whole again: references are enforced.
    EXPECT_EQ(Run(*target, "UPDATE organization SET parent_id = 'nobody' WHERE id = '1'").error().code,
              "foreign_key_violation");
    // And it goes round once more.
    ASSERT_TRUE(Backup(*target, Path("again-" + std::to_string(static_cast<int>(dialect)))).ok());
  }
}

TEST_P(BackupTest, keeps_secrets_sealed_and_they_open_with_the_same_master_key) {
  SystemRandom random;
  const MasterKey key = MasterKey::Make(random);
  const OrganizationId organization = OrganizationId::Make(SystemClock(), random);
  auto vault = Vault::Open(db(), key, random);
  const auto sealed = db().WriteValue<std::string>(
      [&](Session& session) { return (*vault)->Seal(session, organization, "a", Secret("s3cret")); });
  ASSERT_TRUE(Backup(db(), Path("a.backup")).ok());
  const auto [place, target] = MakeNew(Dialect::sqlite);
  ASSERT_TRUE(Vault::Open(*target, MasterKey::Make(random), random).ok());
  ASSERT_TRUE(Restore(*target, Path("a.backup")).ok());
  EXPECT_EQ(Vault::Open(*target, MasterKey::Make(random), random).error().code, "master_key_wrong");
  const auto opened = Vault::Open(*target, key, random);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(
      target
          ->ReadValue<Secret>([&](Session& session) { return (*opened)->Unseal(session, organization, "a", *sealed); })
          ->Reveal(),
      "s3cret");
}

// known-faults 10.3
TEST_P(BackupTest, made_while_others_write_is_one_moment) {
  ASSERT_TRUE(Run(db(), "INSERT INTO revision (topic, value) VALUES ('a', 0), ('b', 0)").ok());
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) {
      // The two numbers are equal in every moment that can be seen.
      EXPECT_TRUE(db().Write([](Session& session) -> Result<void> {
                        WHARF_TRY(session.Execute("UPDATE revision SET value = value + 1 WHERE topic = 'a'"));
                        WHARF_TRY(session.Execute("UPDATE revision SET value = value + 1 WHERE topic = 'b'"));
                        return {};
                      })
                      .ok());
    }
  });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Backup(db(), Path("while-" + std::to_string(i))).ok());
  stop = true;
  writer.join();
  const auto [place, target] = MakeNew(Dialect::sqlite);
  ASSERT_TRUE(Restore(*target, Path("while-4")).ok());
  EXPECT_EQ(*target->ReadValue<std::int64_t>([](Session& session) -> Result<std::int64_t> {
    WHARF_ASSIGN(const Rows rows, session.Query("SELECT COUNT(DISTINCT value) FROM revision"));
    return rows[0].Int(0);
  }),
            1);
}

TEST_P(BackupTest, does_not_write_over_a_file) {
  std::ofstream(Path("a.backup")) << "dear";
  EXPECT_EQ(Backup(db(), Path("a.backup")).error().code, "file_exists");
  EXPECT_EQ(std::filesystem::file_size(Path("a.backup")), 4);
  EXPECT_EQ(Backup(db(), Path("no/such/folder/a.backup")).error().code, "file_unusable");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.options().folder), {}), 1);
}

TEST_P(BackupTest, is_refused_by_a_database_in_use) {
  ASSERT_TRUE(Backup(db(), Path("a.backup")).ok());
  ASSERT_TRUE(Run(db(), "INSERT INTO revision (topic, value) VALUES ('mine', 1)").ok());
  const std::string before = Dump(db());
  const auto refused = Restore(db(), Path("a.backup"));
  EXPECT_EQ(refused.error().code, "database_not_empty");
  EXPECT_EQ(Dump(db()), before);
}

TEST_P(BackupTest, that_was_cut_or_changed_is_refused_and_leaves_nothing) {
  FillWith(60);
  ASSERT_TRUE(Backup(db(), Path("a.backup")).ok());
  std::ifstream whole_file(Path("a.backup"), std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(whole_file)), {});
  const auto [place, target] = MakeNew(GetParam());
  const std::string before = Dump(*target);
  const auto refuse = [&](const std::string& bytes, const std::string& what) {
    std::ofstream(Path("b.backup"), std::ios::binary | std::ios::trunc) << bytes;
    const auto restored = Restore(*target, Path("b.backup"));
    ASSERT_FALSE(restored.ok()) << what;
    EXPECT_EQ(restored.error().code, "backup_damaged") << what << ": " << restored.error().message;
  };
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{20}, whole.size() / 2, whole.size() - 8, whole.size() - 1}) {
    refuse(whole.substr(0, size), "cut at " + std::to_string(size));
  }
  for (std::size_t at = 10; at + 8 < whole.size(); at += whole.size() / 40) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    refuse(changed, "changed at " + std::to_string(at));
  }
  refuse(whole + "x", "with something behind it");
  refuse("hello\n", "no gzip");
  EXPECT_EQ(Dump(*target), before);
  EXPECT_TRUE(Restore(*target, Path("a.backup")).ok());
}

/// Writes `text` compressed, as an attacker or a newer program might.
void WriteGzip(const std::string& path, const std::string& text) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

/// A whole backup with one row of one table, or none.
void WriteBackup(const std::string& path, BackupSummary summary, const std::string& table,
                 const std::vector<std::string>& columns, const std::vector<Value>& row) {
  auto writer = BackupWriter::Create(path);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE(writer->Begin(summary).ok());
  if (!table.empty()) {
    ASSERT_TRUE(writer->Table(table, columns).ok());
    ASSERT_TRUE(writer->Add(Row(row)).ok());
    summary.tables = summary.rows = 1;
  }
  ASSERT_TRUE(writer->End(summary).ok());
}

TEST_P(BackupTest, of_a_newer_program_is_refused) {
  WriteGzip(Path("a.backup"), "{\"format\":\"wharf backup\",\"version\":2}\n");
  EXPECT_EQ(Restore(db(), Path("a.backup")).error().code, "backup_too_new");
  WriteBackup(Path("b.backup"), {.migrations = {1, 9999}}, "", {}, {});
  EXPECT_EQ(Restore(db(), Path("b.backup")).error().code, "backup_too_new");
}

TEST_P(BackupTest, of_an_older_schema_is_brought_up_to_date) {
  // The backup of a Wharf that knew only the first migration.
  const TestDatabase old_place(Dialect::sqlite);
  {
    const auto old = OpenSqlite(old_place.options());
    ASSERT_TRUE(old.ok());
    ASSERT_TRUE(Migrate(**old, Migrations().first(1)).ok());
    ASSERT_TRUE(Run(**old, "INSERT INTO revision (topic, value) VALUES ('old', 41)").ok());
    ASSERT_TRUE(Backup(**old, Path("old.backup")).ok());
  }
  const auto restored = Restore(db(), Path("old.backup"));
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_EQ(restored->migrations, std::vector<std::int64_t>{1});
  EXPECT_EQ(Count(db(), "revision"), 1);
  // The same as a database that was new from the beginning, and it opens as one.
  Reopen();
  const auto [place, fresh] = MakeNew(GetParam());
  ASSERT_TRUE(Run(*fresh, "INSERT INTO revision (topic, value) VALUES ('old', 41)").ok());
  EXPECT_EQ(Dump(db()), Dump(*fresh));
}

TEST_P(BackupTest, with_references_to_nothing_is_refused_and_leaves_nothing) {
  std::vector<std::int64_t> all;
  for (const Migration& migration : Migrations()) all.push_back(migration.number);
  WriteBackup(Path("broken.backup"), {.migrations = all}, "invitation",
              {"user_id", "token_hash", "created_at", "created_by", "expires_at"},
              {Value("nobody"), Value("h"), Value(""), Value(""), Value("")});
  const std::string before = Dump(db());
  EXPECT_EQ(Restore(db(), Path("broken.backup")).error().code, "foreign_key_violation");
  EXPECT_EQ(Dump(db()), before);
  WriteBackup(Path("unknown.backup"), {.migrations = all}, "no_such_table", {"a"}, {Value("b")});
  EXPECT_EQ(Restore(db(), Path("unknown.backup")).error().code, "backup_damaged");
  EXPECT_EQ(Dump(db()), before);
}

}  // namespace
}  // namespace wharf::storage
