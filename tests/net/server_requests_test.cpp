// Runs the cases of server_requests.test against a server.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "server_client.h"
#include "server_sample.h"

namespace wharf::net {
namespace {

struct ExpectedAnswer {
  bool head = false;
  int status = 0;
  std::string code;
  std::string text;
};

struct Case {
  std::string name;
  std::string sent;
  std::vector<ExpectedAnswer> answers;
  std::string then;
};

std::string Unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {  // {x*70000}
      const std::size_t star = text.find('*', i);
      const std::size_t end = text.find('}', star);
      const std::string unit = Unescape(text.substr(i + 1, star - i - 1));
      for (int left = std::stoi(std::string(text.substr(star + 1, end - star - 1))); left > 0; --left) out += unit;
      i = end;
    } else if (text[i] != '\\') {
      out += text[i];
    } else if (const char kind = text[++i]; kind == 'x') {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += kind == 'r' ? '\r' : kind == 'n' ? '\n' : kind == 't' ? '\t' : '\0';
    }
  }
  return out;
}

ExpectedAnswer ParseAnswer(std::string line) {
  ExpectedAnswer answer;
  if (const std::size_t bar = line.find(" | "); bar != std::string::npos) {
    answer.text = Unescape(std::string_view(line).substr(bar + 3));
    line.resize(bar);
  }
  if (line.starts_with("head ")) {
    answer.head = true;
    line.erase(0, 5);
  }
  answer.status = std::stoi(line);
  if (line.size() > 4) answer.code = line.substr(4);
  return answer;
}

std::vector<Case> LoadCases() {
  std::ifstream file(WHARF_SOURCE_DIR "/tests/net/server_requests.test");
  std::vector<Case> cases;
  Case next;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("# ")) {
      next.name = line.substr(2);
    } else if (line.starts_with("> ")) {
      next.sent += Unescape(std::string_view(line).substr(2));
    } else if (line.starts_with("< ")) {
      next.answers.push_back(ParseAnswer(line.substr(2)));
    } else if (!line.empty() && !line.starts_with("#")) {
      next.then = line;
      cases.push_back(std::exchange(next, {}));
    }
  }
  return cases;
}

void Check(RawClient& client, const Case& expected) {
  for (const ExpectedAnswer& answer : expected.answers) {
    const auto response = client.Read(answer.head);
    ASSERT_TRUE(response.has_value()) << "no answer came";
    EXPECT_EQ(response->status, answer.status) << response->body;
    EXPECT_NE(response->Header("date"), "");
    EXPECT_EQ(response->Header("x-request-id").size(), 16U);
    if (!answer.code.empty()) {
      EXPECT_NE(response->body.find("\"code\":\"" + answer.code + "\""), std::string::npos) << response->body;
      EXPECT_EQ(response->Header("content-type"), "application/problem+json");
    }
    EXPECT_NE(response->body.find(answer.text), std::string::npos) << response->body.substr(0, 500);
  }
  if (expected.then == "ends") {
    EXPECT_TRUE(client.Ended());
  } else if (expected.then == "waits") {
    EXPECT_TRUE(client.Silent(std::chrono::milliseconds(50)));
  } else {
    ASSERT_EQ(expected.then, "stays");
    client.Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto next = client.Read();
    ASSERT_TRUE(next.has_value()) << "the connection did not stay open";
    EXPECT_EQ(next->body, "hello");
  }
}

ServerOptions SmallBodies() {
  ServerOptions options;
  options.socket_threads = 1;
  options.max_body = 100'000;
  options.max_upload = 1'000'000;
  return options;
}

TEST(ServerRequests, each_request_of_the_file_gets_its_answer) {
  SampleServer server(SmallBodies());
  const auto cases = LoadCases();
  ASSERT_GT(cases.size(), 80U);
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    RawClient client(server.port());
    client.Send(one.sent);
    Check(client, one);
  }
}

TEST(ServerRequests, it_does_not_matter_how_the_bytes_are_cut_into_packets) {
  SampleServer server(SmallBodies());
  for (const Case& one : LoadCases()) {
    if (one.sent.size() > 1000) continue;
    SCOPED_TRACE(one.name);
    RawClient client(server.port());
    client.SendSlowly(one.sent, std::chrono::microseconds(0));
    Check(client, one);
  }
}

}  // namespace
}  // namespace wharf::net
