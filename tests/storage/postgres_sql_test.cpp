#include "storage/postgres_sql.h"

#include <gtest/gtest.h>

#include <fstream>

namespace wharf::storage {
namespace {

TEST(PlaceholderTest, every_case_of_the_file_is_numbered_as_it_says) {
  std::ifstream file(WHARF_SOURCE_DIR "/tests/storage/placeholders.test");
  std::string line;
  std::string sql;
  int cases = 0;
  while (std::getline(file, line)) {
    if (line.starts_with("-> ")) {
      EXPECT_EQ(NumberParameters(sql).sql, line.substr(3));
      ++cases;
    } else if (!line.starts_with('#')) {
      sql = line;
    }
  }
  EXPECT_GE(cases, 18);
}

TEST(PlaceholderTest, a_line_comment_ends_with_its_line) {
  EXPECT_EQ(NumberParameters("SELECT ? -- ?\n, ?").sql, "SELECT $1 -- ?\n, $2");
  EXPECT_EQ(NumberParameters("SELECT ? -- ?\n, ?").parameters, 2U);
}

}  // namespace
}  // namespace wharf::storage
