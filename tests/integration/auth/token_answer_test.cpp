// How the answers of token endpoints are read (integration/auth/token_answer.h): RFC 6749 and what vendors make of it.
#include "integration/auth/token_answer.h"

#include <gtest/gtest.h>

namespace wharf::auth {
namespace {

const Time kNow{std::chrono::hours(500'000)};

Result<TokenSet> Read(int status, std::string_view text, TokenAnswerRules rules = TokenAnswerRules::From(nullptr)) {
  return ReadTokenAnswer(status, DecodeTokenAnswer(text), rules, kNow);
}

TEST(TokenAnswer, the_standard_answer) {
  const auto set = Read(200, R"({"access_token":"a","refresh_token":"r","expires_in":3600,"scope":"read write"})");
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->access_token.Reveal(), "a");
  EXPECT_EQ(set->refresh_token.Reveal(), "r");
  EXPECT_EQ(set->expires_at, kNow + std::chrono::hours(1));
  EXPECT_EQ(set->scopes, (std::vector<std::string>{"read", "write"}));
}

TEST(TokenAnswer, a_lifetime_in_text_counts) {
  EXPECT_EQ(Read(200, R"({"access_token":"a","expires_in":"60"})")->expires_at, kNow + std::chrono::minutes(1));
}

TEST(TokenAnswer, a_lifetime_that_makes_no_sense_is_none) {
  for (const char* lifetime : {"-1", "1e300", "\"soon\"", "null", "[]"}) {
    const auto set = Read(200, R"({"access_token":"a","expires_in":)" + std::string(lifetime) + "}");
    ASSERT_TRUE(set.ok()) << lifetime;
    EXPECT_FALSE(set->expires_at) << lifetime;
  }
}

TEST(TokenAnswer, a_form_is_read_as_some_vendors_send_it) {
  EXPECT_EQ(Read(200, "access_token=a%2Bb&token_type=bearer")->access_token.Reveal(), "a+b");
}

TEST(TokenAnswer, an_error_with_status_200_is_an_error) {
  const auto set = Read(200, R"({"error":"bad_verification_code","error_description":"expired"})");
  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error().code, "credentials_refused");
  EXPECT_NE(set.error().message.find("bad_verification_code: expired"), std::string::npos);
}

TEST(TokenAnswer, a_dead_grant_is_told_from_a_wrong_client_and_from_trouble) {
  EXPECT_EQ(Read(400, R"({"error":"invalid_grant"})").error().code, "grant_dead");
  EXPECT_EQ(Read(401, R"({"error":"invalid_client"})").error().code, "credentials_refused");
  EXPECT_EQ(Read(503, "<html>").error().code, "token_endpoint_away");
  EXPECT_EQ(Read(429, "").error().code, "token_endpoint_away");
  TokenAnswerRules rules = TokenAnswerRules::From(nullptr);
  rules.by_password = true;
  EXPECT_EQ(Read(400, R"({"error":"invalid_grant"})", rules).error().code, "credentials_refused");
}

TEST(TokenAnswer, an_answer_without_a_token_names_the_place) {
  for (const char* body : {"{}", "[]", "\"text\"", "", "<html></html>", R"({"access_token":{}})"}) {
    const auto set = Read(200, body);
    ASSERT_FALSE(set.ok()) << body;
    EXPECT_EQ(set.error().code, "token_answer_strange");
    EXPECT_NE(set.error().message.find("access_token"), std::string::npos);
  }
}

TEST(TokenAnswer, words_of_the_vendor_are_cut_short) {
  const auto set = Read(400, R"({"error":")" + std::string(100'000, 'x') + "\"}");
  ASSERT_FALSE(set.ok());
  EXPECT_LT(set.error().message.size(), 1000U);
}

TEST(TokenAnswer, moments_are_read_as_vendors_write_them) {
  const auto moment = ParseTime("2026-11-25T00:00:00Z");
  EXPECT_EQ(ReadMoment("2026-11-25T01:00:00+01:00"), moment);
  EXPECT_EQ(ReadMoment(1795564800), moment);
  EXPECT_EQ(ReadMoment(1795564800000), moment);
  EXPECT_EQ(ReadMoment("1795564800"), moment);
  EXPECT_FALSE(ReadMoment("tomorrow"));
  EXPECT_FALSE(ReadMoment(-5));
  EXPECT_FALSE(ReadMoment(1e300));
}

}  // namespace
}  // namespace wharf::auth
