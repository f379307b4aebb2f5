#include "net/url.h"

#include <gtest/gtest.h>

#include "net/cases.h"

namespace wharf::net {
namespace {

std::string Text(const Result<Url>& url) { return url ? url->ToString() : "nothing"; }

Url Parsed(std::string_view text) { return *Url::Parse(text); }

TEST(Url, references_mean_what_rfc_3986_says) {
  const auto cases = test::Cases("references.test");
  ASSERT_GT(cases.size(), 50U);
  for (const auto& [left, expected] : cases) {
    const auto fields = test::Fields(left);
    ASSERT_EQ(fields.size(), 2U) << left;
    EXPECT_EQ(Text(Parsed(fields[0]).Resolve(fields[1])), expected) << left;
  }
}

TEST(Url, is_normalized_without_changing_its_meaning) {
  EXPECT_EQ(Text(Url::Parse(" HTTPS://API.Example.COM:443/V1/../v2?B=%2b&a#frag ")),
            "https://api.example.com/v2?B=%2b&a");
  EXPECT_EQ(Text(Url::Parse("http://h")), "http://h/");
  EXPECT_EQ(Text(Url::Parse("http://h?x")), "http://h/?x");
  EXPECT_EQ(Text(Url::Parse("http://h:8080/%7euser")), "http://h:8080/%7euser");
  EXPECT_EQ(Text(Url::Parse("http://[2001:DB8::1]:8080/")), "http://[2001:db8::1]:8080/");
  EXPECT_EQ(Text(Url::Parse("https://m%C3%BCller.example/")), "https://xn--mller-kva.example/");
}

TEST(Url, what_is_no_absolute_http_url_is_refused) {
  for (const char* text : {"", "/x", "x", "ftp://h/", "http:", "http://", "http:///x", "http://u@h/", "http://u:p@h/",
                           "http://h:0/", "http://h:65536/", "http://a b/", "http://h\r\nX: y/", "http://%00/",
                           "http://h%2f@x/", "http://[::1/", "http://[v1.x]/", "http://h%zz/", "//h/"}) {
    const auto url = Url::Parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, "url_invalid") << text;
  }
  EXPECT_FALSE(Url::Parse("http://h/" + std::string(20'000, 'x')));
}

TEST(Url, messages_repeat_nothing_of_the_url) {
  const auto url = Url::Parse("https://user:hunter2@h/?token=hunter2");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos);
}

TEST(Url, origins_are_equal_with_and_without_the_default_port) {
  EXPECT_TRUE(Parsed("https://h/a").SameOrigin(Parsed("https://H.:443/b?c")));
  EXPECT_FALSE(Parsed("https://h/").SameOrigin(Parsed("http://h/")));
  EXPECT_FALSE(Parsed("https://h/").SameOrigin(Parsed("https://h:8443/")));
  EXPECT_FALSE(Parsed("https://h/").SameOrigin(Parsed("https://h.evil/")));
  EXPECT_EQ(Parsed("http://[::1]:80/x?y").Origin(), "http://[::1]");
}

TEST(Url, fault_2_5_a_parameter_is_replaced_and_encoded_once) {
  Url url = Parsed("https://h/data?$first=5");
  for (int page = 0; page < 3; ++page) url.SetQuery("$after", "W10=+/");
  EXPECT_EQ(url.ToString(), "https://h/data?$first=5&$after=W10%3D%2B%2F");
  EXPECT_EQ(url.Query("$after"), "W10=+/");
}

TEST(Url, setting_a_parameter_keeps_the_others_byte_by_byte) {
  Url url = Parsed("https://h/?a=%2b+x&%24top=1&b&$top=2&c=~");
  url.SetQuery("$top", "50");
  EXPECT_EQ(url.ToString(), "https://h/?a=%2b+x&%24top=50&b&c=~");
  url.RemoveQuery("b");
  url.AddQuery("filter[name]", "ä b&c");
  EXPECT_EQ(url.ToString(), "https://h/?a=%2b+x&%24top=50&c=~&filter%5Bname%5D=%C3%A4%20b%26c");
  Url bare = Parsed("https://h/x");
  bare.RemoveQuery("y");
  EXPECT_EQ(bare.ToString(), "https://h/x");
  bare.SetQuery("empty", "");
  EXPECT_EQ(bare.ToString(), "https://h/x?empty=");
}

TEST(JoinUrl, puts_the_path_behind_the_base_with_values_encoded) {
  EXPECT_EQ(Text(JoinUrl("https://h/api/v1/", "/orgs/{id}/devices?x={q}", {{"id", "a/b ü"}, {"q", "1&2"}})),
            "https://h/api/v1/orgs/a%2Fb%20%C3%BC/devices?x=1%262");
  EXPECT_EQ(Text(JoinUrl("https://h", "orgs")), "https://h/orgs");
  EXPECT_EQ(Text(JoinUrl("https://h/api?v=2", "/x?y=1")), "https://h/api/x?v=2&y=1");
  EXPECT_EQ(Text(JoinUrl("https://h/api", "")), "https://h/api");
  EXPECT_EQ(Text(JoinUrl("https://h", "/files({id})", {{"id", "7"}})), "https://h/files(7)");
}

TEST(JoinUrl, never_leaves_the_origin_or_the_segment) {
  EXPECT_EQ(Text(JoinUrl("https://h/api", "//evil.example/x")), "https://h/api//evil.example/x");
  EXPECT_EQ(Parsed("https://h/").host(), JoinUrl("https://h", "{x}", {{"x", "@evil.example"}})->host());
  for (const char* value : {".", ".."}) {
    const auto url = JoinUrl("https://h/api", "/orgs/{id}/devices", {{"id", value}});
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().code, "path_value_invalid");
  }
  EXPECT_EQ(Text(JoinUrl("https://h/api", "/orgs/{id}/x", {{"id", "../admin"}})), "https://h/api/orgs/..%2Fadmin/x");
  EXPECT_FALSE(JoinUrl("https://h/api", "/orgs/.{id}/x", {{"id", "."}}));
}

TEST(JoinUrl, a_missing_or_empty_value_is_named) {
  const auto missing = JoinUrl("https://h", "/orgs/{organization_id}");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "path_value_missing");
  EXPECT_NE(missing.error().message.find("organization_id"), std::string::npos);
  EXPECT_FALSE(JoinUrl("https://h", "/orgs/{id}", {{"id", ""}}));
  EXPECT_FALSE(JoinUrl("https://h", "/orgs/{id", {{"id", "1"}}));
}

}  // namespace
}  // namespace wharf::net
