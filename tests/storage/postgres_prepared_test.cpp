// Statements that come again are prepared (storage/postgres_connection.h); nobody above notices when they are lost.
#include <gtest/gtest.h>

#include "storage/database_fixture.h"

namespace wharf::storage {
namespace {

class PostgresPreparedTest : public DatabaseTest {};
INSTANTIATE_TEST_SUITE_P(on, PostgresPreparedTest, testing::Values(Dialect::postgresql), DialectName);

Result<std::int64_t> Bump(Session& session, std::int64_t by) {
  WHARF_TRY(session.Execute(
      "INSERT INTO revision (topic, value) VALUES ('prepared', ?) ON CONFLICT (topic) DO UPDATE SET value = "
      "revision.value + ?",
      by, by));
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT value FROM revision WHERE topic = ?", "prepared"));
  return rows.at(0).Int(0);
}

Result<std::int64_t> CountPrepared(Session& session) {
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT count(*) FROM pg_prepared_statements"));
  return rows.at(0).Int(0);
}

TEST_P(PostgresPreparedTest, a_statement_is_prepared_when_it_comes_again) {
  ASSERT_TRUE(db().Read([](Session& session) -> Result<void> {
    const auto known = [&]() -> Result<std::int64_t> {
      WHARF_ASSIGN(const Rows rows,
                   session.Query("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%again:%' AND "
                                 "statement NOT LIKE '%pg_prepared%'"));
      return rows.at(0).Int(0);
    };
    for (int i = 0; i < 5; ++i) {
      WHARF_ASSIGN(const Rows rows, session.Query("SELECT 'again:' || ?", std::to_string(i)));
      EXPECT_EQ(rows.at(0).Text(0), "again:" + std::to_string(i));
      WHARF_ASSIGN(const std::int64_t prepared, known());
      EXPECT_EQ(prepared, i == 0 ? 0 : 1);
    }
    return {};
  }));
}

TEST_P(PostgresPreparedTest, a_connection_prepares_a_bounded_number_of_statements) {
  ASSERT_TRUE(db().Read([](Session& session) -> Result<void> {
    for (int i = 0; i < 600; ++i) {
      for (int again = 0; again < 3; ++again) WHARF_TRY(session.Query("SELECT " + std::to_string(i)));
    }
    WHARF_ASSIGN(const std::int64_t prepared, CountPrepared(session));
    EXPECT_LE(prepared, 200);
    return {};
  }));
}

TEST_P(PostgresPreparedTest, a_read_goes_on_when_the_prepared_statements_are_lost) {
  ASSERT_TRUE(db().Read([](Session& session) -> Result<void> {
    for (int i = 0; i < 4; ++i) {
      WHARF_ASSIGN(const Rows rows, session.Query("SELECT ? || 'b'", std::to_string(i)));
      EXPECT_EQ(rows.at(0).Text(0), std::to_string(i) + "b");
      if (i == 2) WHARF_TRY(session.RunScript("DEALLOCATE ALL"));
    }
    return {};
  }));
}

TEST_P(PostgresPreparedTest, a_write_is_done_once_when_the_prepared_statements_are_lost_in_it) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(db().Write([](Session& session) -> Result<void> {
      WHARF_TRY(Bump(session, 1));
      return {};
    }));
  }
  int tries = 0;
  ASSERT_TRUE(db().Write([&](Session& session) -> Result<void> {
    if (++tries == 1) WHARF_TRY(session.RunScript("DEALLOCATE ALL"));
    WHARF_TRY(Bump(session, 10));
    return {};
  }));
  const auto value = db().ReadValue<std::int64_t>([](Session& session) -> Result<std::int64_t> {
    WHARF_ASSIGN(const Rows rows, session.Query("SELECT value FROM revision WHERE topic = 'prepared'"));
    return rows.at(0).Int(0);
  });
  EXPECT_EQ(*value, 13);
  EXPECT_EQ(tries, 2);
}

TEST_P(PostgresPreparedTest, a_table_that_changed_its_columns_is_read_as_it_is_now) {
  const auto change = [&](const char* sql) { return db().Write([&](Session& s) { return s.RunScript(sql); }); };
  ASSERT_TRUE(change("CREATE TABLE shape (a BIGINT); INSERT INTO shape VALUES (1)"));
  const auto columns = [&]() -> std::size_t {
    std::size_t count = 0;
    for (int i = 0; i < 3; ++i) {
      const auto rows = db().ReadValue<Rows>([](Session& session) { return session.Query("SELECT * FROM shape"); });
      if (!rows) return 0;
      count = rows->at(0).size();
    }
    return count;
  };
  EXPECT_EQ(columns(), 1U);
  ASSERT_TRUE(change("ALTER TABLE shape ADD COLUMN b BIGINT"));
  EXPECT_EQ(columns(), 2U);
}

TEST_P(PostgresPreparedTest, bytes_and_their_absence_go_through_one_prepared_statement) {
  ASSERT_TRUE(db().Write([](Session& s) { return s.RunScript("CREATE TABLE blob (id BIGINT, content BYTEA)"); }));
  const std::string bytes("\0\x01\xFF", 3);
  ASSERT_TRUE(db().Write([&](Session& session) -> Result<void> {
    for (int i = 0; i < 6; ++i) {
      WHARF_TRY(session.Execute("INSERT INTO blob (id, content) VALUES (?, ?)", i,
                                i % 2 == 0 ? Value(nullptr) : Value::Bytes(bytes)));
    }
    WHARF_ASSIGN(const Rows rows, session.Query("SELECT content FROM blob ORDER BY id"));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(rows[i].IsNull(0), i % 2 == 0);
      if (i % 2 == 1) {
        EXPECT_EQ(rows[i].Text(0), bytes);
      }
    }
    return {};
  }));
}

}  // namespace
}  // namespace wharf::storage
