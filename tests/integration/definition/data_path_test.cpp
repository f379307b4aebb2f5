#include <gtest/gtest.h>

#include "integration/definition/literals.h"

namespace wharf::definition {
namespace {

DataPath Path(std::string_view text) {
  auto path = ParsePath(text);
  EXPECT_TRUE(path) << text;
  return path ? *path : DataPath{};
}

TEST(DataPath, finds_what_is_there) {
  const auto value =
      boost::json::parse(R"({"a":{"b":[{"c":1},{"c":2},{}]},"x.y":{"@next":"n"},"o":{"p":{"q":1},"r":{"q":2}}})");
  EXPECT_EQ(*Path("$").Find(value), value);
  EXPECT_EQ(*Path("a.b[0].c").Find(value), 1);
  EXPECT_EQ(*Path("$.a.b[-2].c").Find(value), 2);
  EXPECT_EQ(*Path(R"(["x.y"]["@next"])").Find(value), "n");
  EXPECT_EQ(*Path("['x.y'].@next").Find(value), "n");
  EXPECT_EQ(Path("a.b[3]").Find(value), nullptr);
  EXPECT_EQ(Path("a.c.d").Find(value), nullptr);
  EXPECT_EQ(Path("a.b[*].c").FindAll(value).size(), 2U);
  EXPECT_EQ(Path("o[*].q").FindAll(value).size(), 2U);
}

TEST(DataPath, is_written_as_it_is_read) {
  for (const auto* text :
       {"$", "a", "a.b", "a[0]", "a[-1].b", "[0]", "[*].a", "a[*][*]", R"(["odd name"].b)", "a-b.c:d.@e"}) {
    EXPECT_EQ(Path(text).ToString(), text);
  }
}

TEST(DataPath, what_is_no_path_is_refused) {
  for (const auto* text : {"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[b]", "a]", "a[0]b", "a b", "[\"a]", "a[\"b\"",
                           "{{ a }}", "*", "a.*"}) {
    EXPECT_FALSE(ParsePath(text)) << text;
  }
  std::string deep = "a";
  for (int i = 0; i < 40; ++i) deep += ".a";
  EXPECT_FALSE(ParsePath(deep));
}

TEST(DataPath, puts_a_value_where_it_belongs_and_nothing_else) {
  boost::json::value body;
  EXPECT_TRUE(Path("data.attributes.name").Put(body, "n"));
  EXPECT_TRUE(Path("list[1].x").Put(body, 1));
  EXPECT_EQ(boost::json::serialize(body), R"({"data":{"attributes":{"name":"n"}},"list":[null,{"x":1}]})");
  EXPECT_FALSE(Path("data.attributes.name.first").Put(body, 1));
  EXPECT_FALSE(Path("list[100000]").Put(body, 1));
  EXPECT_FALSE(Path("list[*]").Put(body, 1));
}

TEST(Literals, durations_and_statuses_are_exact) {
  EXPECT_EQ(ParseDuration("500ms"), std::chrono::milliseconds(500));
  EXPECT_EQ(ParseDuration("2d"), std::chrono::hours(48));
  for (const auto* text : {"", "s", "-1s", "1.5s", "1 s", "30", "1w", "400d", "99999999999s"})
    EXPECT_FALSE(ParseDuration(text)) << text;
  EXPECT_EQ(ParseStatus("5xx"), (std::pair{500, 599}));
  EXPECT_EQ(ParseStatus("400-404"), (std::pair{400, 404}));
  for (const auto* text : {"", "99", "600", "0xx", "4x", "400-", "404-400", "400-4040"})
    EXPECT_FALSE(ParseStatus(text)) << text;
}

}  // namespace
}  // namespace wharf::definition
