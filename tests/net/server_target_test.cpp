// Runs the cases of server_targets.test.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "base/trim.h"
#include "net/http_server.h"
#include "net/request_target.h"

namespace wharf::net {
namespace {

std::string Unescape(std::string text) {
  for (std::size_t at = 0; (at = text.find("\\x", at)) != std::string::npos; ++at) {
    text.replace(at, 4, 1, static_cast<char>(std::stoi(text.substr(at + 2, 2), nullptr, 16)));
  }
  return text;
}

std::string Written(const RequestTarget& target) {
  std::string text = target.path;
  for (const auto& [name, value] : target.query) text.append(" | ").append(name).append("=").append(value);
  return text;
}

TEST(ServerTarget, each_line_of_the_file_means_what_it_says) {
  std::ifstream file(WHARF_SOURCE_DIR "/tests/net/server_targets.test");
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    const std::size_t arrow = line.find("->");
    if (line.starts_with("#") || arrow == std::string::npos) continue;
    ++cases;
    const auto parsed = ParseRequestTarget(Unescape(std::string(Trim(line.substr(0, arrow)))));
    const std::string expected = Unescape(std::string(Trim(line.substr(arrow + 2))));
    if (!expected.starts_with("refused: ")) {
      ASSERT_TRUE(parsed) << line << ": " << parsed.error().message;
      EXPECT_EQ(Written(*parsed), expected) << line;
      continue;
    }
    const std::size_t comma = expected.find(", ");
    ASSERT_FALSE(parsed) << line << ": " << Written(*parsed);
    EXPECT_EQ(parsed.error().code, expected.substr(9, comma - 9)) << line;
    EXPECT_NE(parsed.error().message.find(expected.substr(comma + 2)), std::string::npos)
        << line << ": " << parsed.error().message;
  }
  EXPECT_GT(cases, 60);
}

TEST(ServerTarget, more_than_256_query_parameters_are_refused) {
  std::string target = "/x?";
  for (int i = 0; i < 256; ++i) target += "a=1&";
  EXPECT_TRUE(ParseRequestTarget(target));
  EXPECT_FALSE(ParseRequestTarget(target + "a=1"));
}

TEST(ServerTarget, the_first_parameter_and_the_first_cookie_of_a_name_count) {
  Request request;
  request.query = {{"page", "1"}, {"page", "2"}, {"empty", ""}};
  EXPECT_EQ(request.Query("page"), "1");
  EXPECT_EQ(request.Query("empty"), "");
  EXPECT_EQ(request.Query("Page"), std::nullopt);
  request.headers.Add("Cookie", "xsession=no; session=one;session=two; empty=; bare; a=b=c");
  EXPECT_EQ(request.Cookie("session"), "one");
  EXPECT_EQ(request.Cookie("empty"), "");
  EXPECT_EQ(request.Cookie("a"), "b=c");
  EXPECT_EQ(request.Cookie("bare"), std::nullopt);
  EXPECT_EQ(request.Cookie("Session"), std::nullopt);
  EXPECT_EQ(Request().Cookie("session"), std::nullopt);
}

}  // namespace
}  // namespace wharf::net
