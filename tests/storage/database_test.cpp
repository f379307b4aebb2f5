#include "storage/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/database_fixture.h"
#include "storage/revision.h"

namespace wharf::storage {
namespace {

class DatabasesTest : public DatabaseTest {};
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

}  // namespace
}  // namespace wharf::storage
