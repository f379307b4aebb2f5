#include "storage/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <limits>
#include <thread>

#include "storage/database_fixture.h"
#include "storage/engine.h"
#include "storage/revision.h"

namespace wharf::storage {
namespace {

using namespace std::chrono_literals;

class DatabasesTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(Run("CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT UNIQUE, size DOUBLE PRECISION, parent BIGINT "
                    "REFERENCES thing (id), raw " +
                    std::string(GetParam() == Dialect::sqlite ? "BLOB" : "BYTEA") + ")")
                    .ok());
  }
  Result<void> Run(const std::string& script) {
    return db().Write([&](Session& session) { return session.RunScript(script); });
  }
  template <class... P>
  Result<std::int64_t> Execute(std::string_view sql, const P&... parameters) {
    return db().WriteValue<std::int64_t>([&](Session& session) { return session.Execute(sql, parameters...); });
  }
  template <class... P>
  Row First(std::string_view sql, const P&... parameters) {
    auto rows = db().ReadValue<Rows>([&](Session& session) { return session.Query(sql, parameters...); });
    EXPECT_TRUE(rows.ok()) << rows.error().message;
    EXPECT_TRUE(rows.ok() && !rows->empty());
    return rows.ok() && !rows->empty() ? rows->front() : Row({});
  }
  std::int64_t Count() { return First("SELECT COUNT(*) FROM thing").Int(0); }
};
WHARF_ON_BOTH_DATABASES(DatabasesTest);

TEST_P(DatabasesTest, a_revision_counts_up_from_zero) {
  const auto read = [&] {
    return db().ReadValue<std::int64_t>([](Session& session) { return ReadRevision(session, "organizations"); });
  };
  const auto bump = [&] {
    return db().WriteValue<std::int64_t>([](Session& session) { return BumpRevision(session, "organizations"); });
  };
  EXPECT_EQ(*read(), 0);
  EXPECT_EQ(*bump(), 1);
  EXPECT_EQ(*bump(), 2);
  EXPECT_EQ(*read(), 2);
  Reopen();
  EXPECT_EQ(*read(), 2);
}

TEST_P(DatabasesTest, values_come_back_as_they_went_in) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  const std::string text = "Müller & Söhne 株式会社 'quoted' \"double\" \\ $1 ? \n\t🦀";
  ASSERT_EQ(*Execute("INSERT INTO thing (id, name, size, raw) VALUES (?, ?, ?, ?)",
                     std::numeric_limits<std::int64_t>::min(), text, 0.1, Value::Bytes(bytes)),
            1);
  const Row row = First("SELECT id, name, size, raw, parent FROM thing");
  EXPECT_EQ(row.Int(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.Text(1), text);
  EXPECT_EQ(row.Double(2), 0.1);
  EXPECT_EQ(row.Text(3), bytes);
  EXPECT_TRUE(row[3].is_bytes());
  EXPECT_TRUE(row.IsNull(4));
  EXPECT_EQ(row.OptionalText(4), std::nullopt);
}

TEST_P(DatabasesTest, an_empty_text_is_not_null) {
  ASSERT_TRUE(Execute("INSERT INTO thing (id, name, raw) VALUES (1, ?, ?)", "", Value::Bytes("")).ok());
  const Row row = First("SELECT name, raw FROM thing WHERE name = ?", "");
  EXPECT_FALSE(row.IsNull(0));
  EXPECT_FALSE(row.IsNull(1));
  EXPECT_EQ(row.Text(1), "");
}

TEST_P(DatabasesTest, times_and_ids_are_text_and_read_as_what_they_are) {
  SystemClock clock;
  SystemRandom random;
  const Time now = clock.Now();
  const JobId id = JobId::Make(clock, random);
  ASSERT_TRUE(Execute("INSERT INTO thing (id, name) VALUES (1, ?), (2, ?)", now, id).ok());
  EXPECT_EQ(First("SELECT name FROM thing WHERE id = 1").When(0), now);
  EXPECT_EQ(First("SELECT name FROM thing WHERE id = 2").As<JobId>(0), id);
}

TEST_P(DatabasesTest, a_sum_and_a_count_are_whole_numbers) {
  ASSERT_TRUE(Execute("INSERT INTO thing (id, size) VALUES (1, 1.5), (2, 2.5)").ok());
  const Row row = First("SELECT SUM(id), COUNT(*), SUM(size), MAX(id) FROM thing");
  EXPECT_EQ(row.Int(0), 3);
  EXPECT_EQ(row.Int(1), 2);
  EXPECT_EQ(row.Double(2), 4.0);
  EXPECT_EQ(row.Text(3), "2");
}

TEST_P(DatabasesTest, like_tells_upper_from_lower_case_and_order_can_be_by_bytes) {
  ASSERT_TRUE(Execute("INSERT INTO thing (id, name) VALUES (1, 'b'), (2, 'B'), (3, 'a'), (4, 'ä')").ok());
  EXPECT_EQ(First("SELECT COUNT(*) FROM thing WHERE name LIKE ?", "B%").Int(0), 1);
  std::string order;
  ASSERT_TRUE(db().Read([&](Session& session) {
                    return session.ForEach("SELECT name FROM thing ORDER BY name COLLATE \"C\"", {},
                                           [&](const Row& row) {
                                             order += row.Text(0);
                                             return Result<void>();
                                           });
                  })
                  .ok());
  EXPECT_EQ(order, "Babä");
}

TEST_P(DatabasesTest, text_that_one_of_them_would_not_store_is_refused_by_both) {
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\xFF"), std::string("\xC0\x80"), std::string("\xED\xA0\x80"),
        std::string("\xF4\x90\x80\x80"), std::string("\xE2\x82")}) {
    EXPECT_EQ(Execute("INSERT INTO thing (id, name) VALUES (1, ?)", text).error().code, "invalid_text");
  }
  EXPECT_EQ(Execute("INSERT INTO thing (id, size) VALUES (1, ?)", std::numeric_limits<double>::infinity()).error().code,
            "invalid_number");
  EXPECT_EQ(Count(), 0);
}

TEST_P(DatabasesTest, a_taken_name_is_told_with_the_name_of_the_index_and_without_the_value) {
  ASSERT_TRUE(Run("CREATE UNIQUE INDEX thing_size ON thing (size, parent)").ok());
  ASSERT_TRUE(Execute("INSERT INTO thing (id, name, size, parent) VALUES (1, 'hush', 2, 1)").ok());
  const auto message = [&](std::string_view sql) {
    const auto result = Execute(sql);
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, ErrorKind::already_exists);
    EXPECT_EQ(result.error().code, "unique_violation");
    return result.error().message;
  };
  const std::string name = message("INSERT INTO thing (id, name) VALUES (2, 'hush')");
  EXPECT_NE(name.find("thing_name_key"), std::string::npos) << name;
  EXPECT_EQ(name.find("hush"), std::string::npos);
  EXPECT_NE(message("INSERT INTO thing (id) VALUES (1)").find("thing_pkey"), std::string::npos);
  EXPECT_NE(message("INSERT INTO thing (id, size, parent) VALUES (3, 2, 1)").find("thing_size"), std::string::npos);
}

TEST_P(DatabasesTest, a_reference_to_nothing_is_a_conflict) {
  const auto result = Execute("INSERT INTO thing (id, parent) VALUES (1, 99)");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, "foreign_key_violation");
  EXPECT_EQ(result.error().kind, ErrorKind::conflict);
}

TEST_P(DatabasesTest, a_mistake_in_sql_is_an_internal_error_that_holds_no_value) {
  const auto wrong = db().ReadValue<Rows>([](Session& session) { return session.Query("SELEC ?", "hush"); });
  EXPECT_EQ(wrong.error().kind, ErrorKind::internal);
  EXPECT_EQ(wrong.error().message.find("hush"), std::string::npos);
  const auto count = db().ReadValue<Rows>([](Session& session) { return session.Query("SELECT id FROM thing", 1); });
  EXPECT_EQ(count.error().code, "parameter_count");
  EXPECT_TRUE(db().ReadValue<Rows>([](Session& session) { return session.Query("SELECT id FROM thing"); }).ok());
}

TEST_P(DatabasesTest, a_question_mark_in_a_text_or_comment_is_no_parameter) {
  const Row row = First("SELECT 'what?' /* ? */ , \"name?\" FROM (SELECT 1 AS \"name?\") t WHERE 1 = ? -- ?", 1);
  EXPECT_EQ(row.Text(0), "what?");
  EXPECT_EQ(row.Int(1), 1);
}

TEST_P(DatabasesTest, a_read_cannot_write) {
  EXPECT_FALSE(db().Read([](Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("INSERT INTO thing (id) VALUES (1)"));
    return {};
  }));
  EXPECT_EQ(Count(), 0);
}

TEST_P(DatabasesTest, work_that_fails_or_throws_leaves_nothing) {
  EXPECT_FALSE(db().Write([](Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("INSERT INTO thing (id) VALUES (1)"));
    return Error{ErrorKind::cancelled, "cancelled", "Stopped by the test."};
  }));
  EXPECT_THROW(static_cast<void>(db().Write([](Session& session) -> Result<void> {
                 WHARF_TRY(session.Execute("INSERT INTO thing (id) VALUES (2)"));
                 throw std::runtime_error("test");
               })),
               std::runtime_error);
  EXPECT_EQ(Count(), 0);
  EXPECT_TRUE(Execute("INSERT INTO thing (id) VALUES (3)").ok());
}

TEST_P(DatabasesTest, after_a_failed_statement_nothing_of_a_transaction_is_kept) {
  const auto result = db().Write([](Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("INSERT INTO thing (id, name) VALUES (1, 'a')"));
    EXPECT_EQ(session.Execute("INSERT INTO thing (id, name) VALUES (2, 'a')").error().code, "unique_violation");
    EXPECT_EQ(session.Query("SELECT 1").error().code, "transaction_failed");
    return {};
  });
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, "unique_violation");
  EXPECT_EQ(Count(), 0);
}

TEST_P(DatabasesTest, after_commit_is_called_once_and_not_after_a_rollback) {
  int calls = 0;
  ASSERT_TRUE(db().Write([&](Session& session) -> Result<void> {
                    session.AfterCommit([&] {
                      ++calls;
                      EXPECT_EQ(Count(), 0);
                    });
                    return {};
                  })
                  .ok());
  EXPECT_FALSE(db().Write([&](Session& session) -> Result<void> {
    session.AfterCommit([&] { ++calls; });
    return Error{ErrorKind::cancelled, "cancelled", "Stopped by the test."};
  }));
  EXPECT_EQ(calls, 1);
}

TEST_P(DatabasesTest, a_write_inside_a_write_is_refused_instead_of_waiting_for_itself) {
  EXPECT_TRUE(db().Write([&](Session&) -> Result<void> {
                    EXPECT_EQ(db().Write([](Session&) { return Result<void>(); }).error().code, "nested_write");
                    return {};
                  })
                  .ok());
}

TEST_P(DatabasesTest, a_snapshot_sees_one_moment) {
  ASSERT_TRUE(db().Snapshot([&](Session& session) -> Result<void> {
                    WHARF_ASSIGN(const Rows before, session.Query("SELECT COUNT(*) FROM thing"));
                    EXPECT_TRUE(Execute("INSERT INTO thing (id) VALUES (1)").ok());
                    WHARF_ASSIGN(const Rows after, session.Query("SELECT COUNT(*) FROM thing"));
                    EXPECT_EQ(before[0].Int(0), 0);
                    EXPECT_EQ(after[0].Int(0), 0);
                    EXPECT_FALSE(session.Execute("INSERT INTO thing (id) VALUES (2)").ok());
                    return Error{ErrorKind::cancelled, "cancelled", "Stopped by the test."};
                  })
                  .ok() == false);
  EXPECT_EQ(Count(), 1);
}

TEST_P(DatabasesTest, rows_can_be_read_one_by_one_and_left_in_the_middle) {
  ASSERT_TRUE(db().Write([](Session& session) -> Result<void> {
                    for (int i = 0; i < 2000; ++i) WHARF_TRY(session.Execute("INSERT INTO thing (id) VALUES (?)", i));
                    return {};
                  })
                  .ok());
  std::int64_t seen = 0;
  const auto read = [&](std::int64_t most) {
    seen = 0;
    return db().Read([&](Session& session) {
      return session.ForEach("SELECT id FROM thing ORDER BY id", {}, [&](const Row& row) -> Result<void> {
        EXPECT_EQ(row.Int(0), seen);
        if (++seen < most) return {};
        return Error{ErrorKind::cancelled, "enough", "Enough."};
      });
    });
  };
  EXPECT_EQ(read(10).error().code, "enough");
  EXPECT_EQ(seen, 10);
  EXPECT_TRUE(read(3000).ok());
  EXPECT_EQ(seen, 2000);
}

TEST_P(DatabasesTest, writers_of_many_threads_lose_nothing) {
  ASSERT_TRUE(Execute("INSERT INTO thing (id, size) VALUES (1, 0)").ok());
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 25; ++j) {
        const auto written = db().Write([](Session& session) -> Result<void> {
          WHARF_TRY(session.Execute("UPDATE thing SET size = size + 1 WHERE id = 1"));
          return {};
        });
        failures += written.ok() ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(First("SELECT size FROM thing WHERE id = 1").Int(0), 200);
}

TEST_P(DatabasesTest, a_statement_without_end_is_stopped) {
  OpenOptions quick = options();
  quick.statement_limit = 300ms;
  const auto database = Open(quick);
  ASSERT_TRUE(database.ok());
  const std::string_view endless =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT COUNT(*) FROM n";
  const auto begun = std::chrono::steady_clock::now();
  const auto read = (*database)->ReadValue<Rows>([&](Session& session) { return session.Query(endless); });
  EXPECT_EQ(read.error().code, "statement_timeout");
  const auto write = (*database)->WriteValue<Rows>([&](Session& session) { return session.Query(endless); });
  EXPECT_EQ(write.error().code, "statement_timeout");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  EXPECT_TRUE((*database)->ReadValue<Rows>([&](Session& session) { return session.Query("SELECT 1"); }).ok());
}

TEST_P(DatabasesTest, the_used_space_is_known) {
  const auto space = db().UsedSpace();
  ASSERT_TRUE(space.ok());
  EXPECT_GT(space->bytes, 10'000);
  EXPECT_TRUE(db().GiveBackSpace().ok());
}

TEST(RowTest, a_cell_read_as_another_type_converts_where_that_is_exact) {
  const Row row(
      {Value("7"), Value("7x"), Value(2.0), Value(2.5), Value(std::int64_t{9007199254740993}), Value(), Value(0.1)});
  EXPECT_EQ(row.Int(0), 7);
  EXPECT_EQ(row.Int(1), 0);
  EXPECT_EQ(row.Int(2), 2);
  EXPECT_EQ(row.Int(3), 0);
  EXPECT_EQ(row.Double(0), 7.0);
  EXPECT_EQ(row.Double(4), 0.0);
  EXPECT_EQ(row.Text(4), "9007199254740993");
  EXPECT_EQ(row.Text(5), "");
  EXPECT_EQ(row.Text(6), "0.1");
  EXPECT_EQ(row.OptionalWhen(0), std::nullopt);
}

}  // namespace
}  // namespace wharf::storage
