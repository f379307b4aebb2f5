#include "integration/call/decode.h"

#include <gtest/gtest.h>

#include <string>

#include "integration/call/xml.h"

namespace wharf::call {
namespace {

/// What comes out, as JSON; or "code" of the failure.
std::string Auto(std::string_view body, std::string_view content_type = "") {
  const auto value = Decode(body, content_type, nullptr);
  return value ? boost::json::serialize(*value) : value.error().code;
}

TEST(Decode, json_is_known_by_its_type_or_by_its_look) {
  EXPECT_EQ(Auto(R"({"a": 1})", "application/json; charset=utf-8"), R"({"a":1})");
  EXPECT_EQ(Auto(R"( [1, 2])", "text/plain"), "[1,2]");
  EXPECT_EQ(Auto("\xEF\xBB\xBF{\"a\": 1}", "application/vnd.vendor+json"), R"({"a":1})");
  EXPECT_EQ(Auto("plain words", "text/plain"), R"("plain words")");
}

TEST(Decode, nothing_is_null) {
  EXPECT_EQ(Auto("", "application/json"), "null");
  EXPECT_EQ(Auto(" \r\n", "application/json"), "null");
}

TEST(Decode, half_a_body_says_how_far_it_came) {
  const auto value = Decode(R"({"items": [1, 2)", "application/json", nullptr);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, "response_broken");
  EXPECT_NE(value.error().message.find("of 15"), std::string::npos) << value.error().message;
}

TEST(Decode, a_web_page_is_told_as_one) {
  EXPECT_EQ(Auto("<!DOCTYPE html><html>Sign in</html>"), "response_is_html");
  EXPECT_EQ(Auto("<html><body>", "text/html"), "response_is_html");
}

TEST(Decode, whole_numbers_keep_their_digits) {
  EXPECT_EQ(Auto("[9223372036854775807, 18446744073709551615]"), "[9223372036854775807,18446744073709551615]");
}

TEST(Decode, what_is_nested_too_deeply_is_refused) {
  EXPECT_EQ(Auto(std::string(65, '[') + std::string(65, ']')), "response_broken");
  EXPECT_EQ(Auto(std::string(100'000, '['), "application/json"), "response_broken");
}

TEST(Xml, elements_become_members_and_repeated_ones_lists) {
  EXPECT_EQ(Auto(R"(<?xml version="1.0"?><a><b>1</b><b>2</b><c x="y">t</c></a>)"),
            R"({"a":{"b":["1","2"],"c":{"@x":"y","#text":"t"}}})");
}

TEST(Xml, a_billion_laughs_stay_unexpanded) {
  const auto value = ReadXml(
      R"(<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>)"
      "<z>&b;&f;</z>");
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(boost::json::serialize(*value), R"({"z":"&b;&f;"})");
}

TEST(Xml, broken_xml_is_told_with_its_place) {
  const auto value = ReadXml("<a><b></a>");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, "response_broken");
  EXPECT_NE(value.error().message.find("byte"), std::string::npos);
}

TEST(Xml, what_is_written_is_read_back) {
  const auto tree = boost::json::parse(R"({"name": "a < b & \"c\"", "items": ["1", "2"], "@id": "7"})");
  const auto read = ReadXml(WriteXml("ticket", tree));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->at("ticket"), tree);
}

}  // namespace
}  // namespace wharf::call
