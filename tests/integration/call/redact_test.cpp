#include "integration/call/redact.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace wharf::call {
namespace {

constexpr std::string_view kKey = "Ab/9 key+~value";

Redactor Knows(std::string_view secret) {
  Redactor redactor;
  redactor.Add(secret);
  return redactor;
}

TEST(Redactor, a_secret_goes_in_every_usual_encoding) {
  const Redactor redactor = Knows(kKey);
  for (const std::string& form :
       {std::string(kKey), PercentEncode(kKey), FormEncode(kKey), HexEncode(kKey), std::string("AB/9 KEY+~VALUE")}) {
    EXPECT_EQ(redactor.Clean("before " + form + " after"), "before ••• after") << form;
  }
}

TEST(Redactor, base64_of_a_text_that_holds_it_shows_nothing_of_it) {
  const Redactor redactor = Knows(kKey);
  for (const std::string& before : {std::string(), std::string("u"), std::string("user:")}) {
    const std::string clean = redactor.Clean(Base64Encode(before + std::string(kKey)));
    EXPECT_NE(clean.find("•••"), std::string::npos) << before;
    // What is left does not decode to half of it.
    EXPECT_LT(clean.size(), 20U) << clean;
  }
}

TEST(Redactor, short_secrets_and_other_text_stay) {
  EXPECT_EQ(Knows("abc").Clean("abcabc"), "abcabc");
  EXPECT_EQ(Redactor().Clean("anything"), "anything");
  EXPECT_EQ(Knows("secret").Clean(""), "");
}

TEST(Redactor, a_tree_is_cleaned_in_texts_names_and_numbers) {
  Redactor redactor;
  redactor.Add("a-key-of-mine");
  redactor.Add("12345678");
  const auto tree = boost::json::parse(
      R"({"echo": ["x a-key-of-mine y", 912345678, 7, null, true], "a-key-of-mine": {"deep": "A-KEY-OF-MINE"}})");
  EXPECT_EQ(boost::json::serialize(redactor.CleanTree(tree)),
            R"({"echo":["x ••• y","9•••",7,null,true],"•••":{"deep":"•••"}})");
}

TEST(Redactor, a_vendor_that_echoes_it_a_hundred_thousand_times_costs_no_more_than_its_length) {
  const Redactor redactor = Knows("a-key-of-mine");
  std::string echo;
  for (int i = 0; i < 100'000; ++i) echo += "a-key-of-mine ";
  const std::string clean = redactor.Clean(echo);
  EXPECT_EQ(clean.find("key"), std::string::npos);
  EXPECT_EQ(clean.size(), 100'000 * (std::string_view("•••").size() + 1));
}

}  // namespace
}  // namespace wharf::call
