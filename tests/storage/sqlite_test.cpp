// What only SQLite's files do.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "storage/database.h"
#include "storage/engine.h"
#include "storage/migrations.h"
#include "storage/test_database.h"

namespace wharf::storage {
namespace {

class SqliteTest : public testing::Test {
 protected:
  SqliteTest() : place_(Dialect::sqlite) {}
  [[nodiscard]] std::string Folder() const { return place_.options().folder; }
  static unsigned Rights(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777U;
  }
  static std::string Pragma(Database& database, const std::string& name) {
    const auto rows = database.ReadValue<Rows>([&](Session& session) { return session.Query("PRAGMA " + name); });
    return rows.ok() ? rows->at(0).Text(0) : rows.error().code;
  }

  TestDatabase place_;
};

TEST_F(SqliteTest, a_new_folder_and_its_files_are_for_the_owner_only) {
  const std::string folder = Folder() + "/data/wharf";
  const auto database = Open({.folder = folder});
  ASSERT_TRUE(database.ok()) << database.error().message;
  EXPECT_EQ(Rights(folder), 0700U);
  for (const char* file : {"/wharf.db", "/wharf.db-wal", "/wharf.db-shm"}) EXPECT_EQ(Rights(folder + file), 0600U);
}

TEST_F(SqliteTest, the_file_is_ours_durable_and_can_shrink) {
  const auto database = Open({.folder = Folder()});
  ASSERT_TRUE(database.ok());
  EXPECT_EQ(Pragma(**database, "application_id"), std::to_string(kApplicationId));
  EXPECT_EQ(Pragma(**database, "journal_mode"), "wal");
  EXPECT_EQ(Pragma(**database, "auto_vacuum"), "2");
  EXPECT_EQ(Pragma(**database, "foreign_keys"), "1");
  const auto durable =
      (*database)->WriteValue<Rows>([](Session& session) { return session.Query("PRAGMA synchronous"); });
  EXPECT_EQ(durable->at(0).Int(0), 2);
}

TEST_F(SqliteTest, the_database_of_another_program_is_refused_and_stays_as_it_is) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((Folder() + "/wharf.db").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE theirs (a)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  EXPECT_EQ(Open({.folder = Folder()}).error().code, "database_foreign");
}

TEST_F(SqliteTest, a_file_that_is_no_database_is_told_as_damaged) {
  std::ofstream(Folder() + "/wharf.db") << std::string(10'000, 'x');
  EXPECT_EQ(Open({.folder = Folder()}).error().code, "database_corrupt");
}

TEST_F(SqliteTest, a_folder_that_cannot_be_made_is_told_with_its_name) {
  std::ofstream(Folder() + "/file") << "x";
  const auto database = Open({.folder = Folder() + "/file/data"});
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(database.error().code, "database_unavailable");
  EXPECT_NE(database.error().message.find("/file/data"), std::string::npos);
}

// known-faults 10.1
TEST_F(SqliteTest, deleted_rows_give_their_room_back_to_the_disk) {
  auto database = Open({.folder = Folder()});
  const auto run = [&](const std::string& sql) {
    ASSERT_TRUE((*database)->Write([&](Session& session) { return session.RunScript(sql); }).ok());
  };
  run("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO revision (topic, "
      "value) SELECT hex(randomblob(1000)), i FROM n");
  const auto size = [&] { return std::filesystem::file_size(Folder() + "/wharf.db"); };
  run("DELETE FROM revision");
  const auto full = (*database)->UsedSpace();
  EXPECT_GT(full->free_bytes, 8'000'000);
  ASSERT_TRUE((*database)->GiveBackSpace().ok());
  EXPECT_EQ((*database)->UsedSpace()->free_bytes, 0);
  EXPECT_LT((*database)->UsedSpace()->bytes, 1'000'000);
  *database = nullptr;
  EXPECT_LT(size(), 1'000'000);
}

class MigrateTest : public SqliteTest {
 protected:
  std::unique_ptr<Engine> engine_ = *OpenSqliteInMemory();
  static constexpr Migration kFirst{1, "first", "CREATE TABLE a (id TEXT PRIMARY KEY)", ""};
  static constexpr Migration kChild{2, "child", "CREATE TABLE b (a TEXT REFERENCES a (id) ON DELETE CASCADE)", ""};
  std::int64_t Count(const std::string& table) {
    return *engine_->ReadValue<std::int64_t>([&](Session& session) -> Result<std::int64_t> {
      WHARF_ASSIGN(const Rows rows, session.Query("SELECT COUNT(*) FROM " + table));
      return rows[0].Int(0);
    });
  }
  Result<void> Run(const std::string& sql) {
    return engine_->Write([&](Session& session) { return session.RunScript(sql); });
  }
};

TEST_F(MigrateTest, a_database_newer_than_the_program_is_refused_and_stays_as_it_is) {
  ASSERT_TRUE(Migrate(*engine_, std::vector{kFirst, kChild}).ok());
  const auto refused = Migrate(*engine_, std::vector{kFirst});
  EXPECT_EQ(refused.error().code, "database_too_new");
  EXPECT_NE(refused.error().message.find("migration 2"), std::string::npos);
}

TEST_F(MigrateTest, a_step_that_fails_leaves_the_steps_before_it_and_nothing_of_itself) {
  const Migration broken{2, "broken", "CREATE TABLE half (id TEXT); CREATE TABL wrong", ""};
  const auto failed = Migrate(*engine_, std::vector{kFirst, broken});
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("Migration 2 (broken)"), std::string::npos);
  EXPECT_EQ(Count("a"), 0);
  EXPECT_FALSE(Run("INSERT INTO half VALUES ('x')").ok());
  EXPECT_TRUE(Migrate(*engine_, std::vector{kFirst, kChild}).ok());
}

TEST_F(MigrateTest, a_table_can_be_rebuilt_without_losing_what_refers_to_it) {
  ASSERT_TRUE(Migrate(*engine_, std::vector{kFirst, kChild}).ok());
  ASSERT_TRUE(Run("INSERT INTO a VALUES ('x'); INSERT INTO b VALUES ('x')").ok());
  const Migration rebuild{3, "rebuild",
                          "CREATE TABLE a_new (id TEXT PRIMARY KEY, more TEXT); INSERT INTO a_new (id) SELECT id FROM "
                          "a; DROP TABLE a; ALTER TABLE a_new RENAME TO a",
                          ""};
  ASSERT_TRUE(Migrate(*engine_, std::vector{kFirst, kChild, rebuild}).ok());
  EXPECT_EQ(Count("b"), 1);
  EXPECT_EQ(Run("INSERT INTO b VALUES ('y')").error().code, "foreign_key_violation");
}

TEST_F(MigrateTest, a_step_that_breaks_a_reference_is_refused) {
  ASSERT_TRUE(Migrate(*engine_, std::vector{kFirst, kChild}).ok());
  ASSERT_TRUE(Run("INSERT INTO a VALUES ('x'); INSERT INTO b VALUES ('x')").ok());
  const Migration careless{3, "careless", "DELETE FROM a", ""};
  EXPECT_FALSE(Migrate(*engine_, std::vector{kFirst, kChild, careless}).ok());
  EXPECT_EQ(Count("b"), 1);
}

TEST_F(MigrateTest, the_embedded_ones_are_in_order_and_each_has_both_dialects) {
  int before = 0;
  for (const Migration& migration : Migrations()) {
    EXPECT_GT(migration.number, before);
    EXPECT_FALSE(migration.sqlite.empty()) << migration.name;
    EXPECT_FALSE(migration.postgresql.empty()) << migration.name;
    before = migration.number;
  }
}

}  // namespace
}  // namespace wharf::storage
