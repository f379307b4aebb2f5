#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/test_database.h"

namespace wharf::storage {

/// A fresh, migrated database for each test, in each dialect:
///
///     class MappingStoreTest : public wharf::storage::DatabaseTest {};
///     WHARF_ON_BOTH_DATABASES(MappingStoreTest);
///     TEST_P(MappingStoreTest, a_mapping_is_found_again) { db().Write(...); }
///
/// SQLite always; PostgreSQL when WHARF_TEST_POSTGRES holds the URL of a server where CREATE DATABASE is allowed
/// (scripts/postgres-cluster makes one), else those tests are skipped and say so.
class DatabaseTest : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (GetParam() == Dialect::postgresql && !TestDatabase::HasPostgres()) {
      GTEST_SKIP() << "WHARF_TEST_POSTGRES is not set: start a server with scripts/postgres-cluster";
    }
    test_database_ = std::make_unique<TestDatabase>(GetParam());
    Reopen();
  }
  void TearDown() override {
    db_.reset();
    test_database_.reset();
  }

  [[nodiscard]] Database& db() { return *db_; }
  /// How to open the same database once more, from this process or another.
  [[nodiscard]] const OpenOptions& options() const { return test_database_->options(); }
  /// Closes the database and opens it again, as a restart would.
  void Reopen() {
    db_.reset();
    auto opened = Open(options());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    db_ = *std::move(opened);
  }

 private:
  std::unique_ptr<TestDatabase> test_database_;
  std::unique_ptr<Database> db_;
};

inline std::string DialectName(const testing::TestParamInfo<Dialect>& dialect) {
  return dialect.param == Dialect::sqlite ? "sqlite" : "postgresql";
}

}  // namespace wharf::storage

/// Runs the TEST_P tests of `fixture` (derived from DatabaseTest) on SQLite and PostgreSQL.
#define WHARF_ON_BOTH_DATABASES(fixture)                                                                          \
  INSTANTIATE_TEST_SUITE_P(both, fixture,                                                                         \
                           testing::Values(wharf::storage::Dialect::sqlite, wharf::storage::Dialect::postgresql), \
                           wharf::storage::DialectName)
