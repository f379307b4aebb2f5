// Runs the cases of router.test, and what Add refuses.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/trim.h"
#include "net/router.h"

namespace wharf::net {
namespace {

/// A router with the table of the file, and the rest of its lines.
struct Fixture {
  Router router;
  std::vector<std::string> routes;
  std::vector<std::string> questions;

  Fixture() {
    std::ifstream file(WHARF_SOURCE_DIR "/tests/net/router.test");
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line.starts_with("#")) continue;
      if (line.find("->") != std::string::npos) {
        questions.push_back(line);
        continue;
      }
      const std::string method = line.substr(0, line.find(' '));
      const std::string pattern(Trim(line.substr(method.size())));
      const auto added = router.Add(method, pattern, routes.size());
      EXPECT_TRUE(added) << added.error().message;
      std::string name = method;
      name.append(" ").append(pattern);
      routes.push_back(std::move(name));
    }
  }

  [[nodiscard]] std::string Ask(const std::string& method, const std::string& path) const {
    std::vector<std::string> segments = {"left over"};
    const RouteMatch match = router.Find(method, path, segments);
    std::string answer;
    switch (match.kind) {
      case RouteMatch::Kind::found:
        answer = routes.at(match.route);
        break;
      case RouteMatch::Kind::options:
        answer = "options: " + std::string(match.allow);
        break;
      case RouteMatch::Kind::wrong_method:
        answer = "wrong method: " + std::string(match.allow);
        break;
      case RouteMatch::Kind::no_such_path:
        answer = "no such path";
        break;
    }
    for (const std::string& segment : segments) answer.append(" | ").append(segment);
    return answer;
  }
};

TEST(ServerRouter, each_line_of_the_file_leads_where_it_says) {
  const Fixture fixture;
  ASSERT_GT(fixture.questions.size(), 30U);
  for (const std::string& line : fixture.questions) {
    const std::size_t arrow = line.find("->");
    const std::string asked(Trim(line.substr(0, arrow)));
    const std::size_t blank = asked.find(' ');
    EXPECT_EQ(fixture.Ask(asked.substr(0, blank), asked.substr(blank + 1)), Trim(line.substr(arrow + 2))) << line;
  }
}

TEST(ServerRouter, a_pattern_that_no_request_could_have_is_refused) {
  for (const char* pattern : {"", "api", "/api/", "//", "/a//b", "/./a", "/a/..", "/{id", "/id}", "/a{id}", "/{}",
                              "/{Id}", "/{a}/{a}", "/{a b}", "/{a/b}"}) {
    Router router;
    const auto added = router.Add("GET", pattern, 0);
    ASSERT_FALSE(added) << pattern;
    EXPECT_EQ(added.error().code, "route_invalid") << pattern;
  }
  for (const char* method : {"", "get", "G T"}) EXPECT_FALSE(Router().Add(method, "/", 0)) << method;
}

TEST(ServerRouter, the_same_route_twice_is_refused_whatever_its_parameter_is_called) {
  Router router;
  EXPECT_TRUE(router.Add("GET", "/things/{id}", 0));
  EXPECT_TRUE(router.Add("PUT", "/things/{name}", 1));
  const auto added = router.Add("GET", "/things/{name}", 2);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, "route_duplicate");
}

TEST(ServerRouter, a_path_of_many_segments_costs_no_more_than_the_table) {
  Router router;
  std::string pattern;
  for (int depth = 0; depth < 40; ++depth) {  // each depth has both ways: a naive search would try 2^40
    pattern += "/a";
    EXPECT_TRUE(router.Add("GET", pattern + "/{x}", 0));
  }
  std::string path;
  for (int i = 0; i < 2000; ++i) path += "/a";
  std::vector<std::string> segments;
  EXPECT_EQ(router.Find("GET", path, segments).kind, RouteMatch::Kind::no_such_path);
}

}  // namespace
}  // namespace wharf::net
