#include "net/proxy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <mutex>

#include "net/calls.h"
#include "net/lying_server.h"
#include "net/nginx.h"

namespace wharf::net {
namespace {

using test::Always;
using test::Caller;
using test::Connection;
using test::LyingServer;
using test::Ok;
using test::Outcome;

std::string Choice(const ProxySettings& settings, const std::string& url) {
  const auto proxy = ProxyRules(settings).For(*Url::Parse(url));
  if (!proxy) return proxy.error().code;
  return *proxy ? (*proxy)->url.Origin() : "direct";
}

TEST(ProxyRules, each_scheme_has_its_proxy_and_exceptions_go_direct) {
  const ProxySettings settings{"http://user:p%40ss@proxy.test:3128", "plain.test:8080",
                               ".internal.test, exact.test *.star.test,10.0.0.0/8,192.168.1.7,port.test:8443,[bad"};
  EXPECT_EQ(Choice(settings, "https://api.example/"), "http://proxy.test:3128");
  EXPECT_EQ(Choice(settings, "http://api.example/"), "http://plain.test:8080");
  for (const char* direct :
       {"https://internal.test/", "https://a.internal.test/", "https://EXACT.test./", "https://x.exact.test/",
        "https://x.star.test/", "https://10.1.2.3/", "https://192.168.1.7/", "https://port.test:8443/"}) {
    EXPECT_EQ(Choice(settings, direct), "direct") << direct;
  }
  for (const char* proxied : {"https://notinternal.test/", "https://internal.test.evil.example/", "https://11.0.0.1/",
                              "https://port.test/", "https://exact.test.example/"}) {
    EXPECT_NE(Choice(settings, proxied), "direct") << proxied;
  }
  EXPECT_EQ(Choice({"proxy:1", "proxy:1", "*"}, "https://api.example/"), "direct");
  EXPECT_EQ(Choice({}, "https://api.example/"), "direct");
}

TEST(ProxyRules, user_and_password_are_decoded_and_kept_apart) {
  const auto proxy = ProxyRules({"http://us%3Aer:p%40ss@proxy.test:3128/", "", ""}).For(*Url::Parse("https://a.test/"));
  ASSERT_TRUE(proxy && *proxy);
  EXPECT_EQ((*proxy)->user, "us:er");
  EXPECT_EQ((*proxy)->password.Reveal(), "p@ss");
  EXPECT_EQ((*proxy)->url.ToString(), "http://proxy.test:3128/");
}

TEST(ProxyRules, a_setting_that_cannot_be_read_stops_the_call_instead_of_going_around) {
  EXPECT_EQ(Choice({"socks5://proxy.test:1", "", ""}, "https://a.test/"), "proxy_failed");
  EXPECT_EQ(Choice({"http://:3128", "", ""}, "https://a.test/"), "proxy_failed");
}

/// A proxy that notes the first line of each request. Plain requests it answers itself; tunnels lead to one port.
class TestProxy {
 public:
  explicit TestProxy(int tunnel_to = 0, std::string refusal = "")
      : tunnel_to_(tunnel_to), refusal_(std::move(refusal)), server_([this](Connection& c) { Serve(c); }) {}

  [[nodiscard]] std::string Address() const { return "http://u:p@127.0.0.1:" + std::to_string(server_.port()); }
  [[nodiscard]] std::vector<std::string> Log() {
    const std::lock_guard lock(mutex_);
    return log_;
  }

 private:
  void Serve(Connection& connection) {
    for (std::string request = connection.ReadRequest(); !request.empty(); request = connection.ReadRequest()) {
      {
        const std::lock_guard lock(mutex_);
        log_.push_back(request.substr(0, request.find(" HTTP/")));
        if (request.find("Proxy-Authorization: Basic dTpw\r\n") == std::string::npos) log_.emplace_back("no user");
      }
      if (!refusal_.empty()) {
        connection.Write(refusal_);
        return;
      }
      if (!request.starts_with("CONNECT ")) {
        connection.Write(Ok("by proxy"));
        continue;
      }
      connection.Write("HTTP/1.1 200 Connection established\r\n\r\n");
      Tunnel(connection);
      return;
    }
  }
  void Tunnel(const Connection& connection) const {
    const int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(tunnel_to_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(far, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      std::thread back([&] { Copy(far, connection.socket()); });
      Copy(connection.socket(), far);
      shutdown(far, SHUT_RDWR);
      back.join();
    }
    close(far);
  }
  static void Copy(int from, int to) {
    std::array<char, 4096> piece{};
    for (ssize_t got = recv(from, piece.data(), piece.size(), 0); got > 0;
         got = recv(from, piece.data(), piece.size(), 0)) {
      if (send(to, piece.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) < 0) break;
    }
    shutdown(to, SHUT_WR);
  }

  int tunnel_to_;
  std::string refusal_;
  std::mutex mutex_;
  std::vector<std::string> log_;
  LyingServer server_;
};

TEST(Proxy, http_calls_go_to_it_whole_and_exceptions_go_direct) {
  LyingServer direct(Always(Ok("direct")));
  TestProxy proxy;
  const LookUp names = [](const std::string& name) {
    return std::vector<std::string>{name == "api.test" ? "8.8.8.8" : "127.0.0.1"};
  };
  Caller caller{{{"127.0.0.1"}}, names, {"", proxy.Address(), ".internal.test"}};
  const auto by_proxy = caller.Get("http://api.test/x?y=1");
  ASSERT_TRUE(by_proxy) << by_proxy.error().message;
  EXPECT_EQ(by_proxy->body, "by proxy");
  const auto around = caller.Get(direct.Url("/", "tool.internal.test"));
  ASSERT_TRUE(around) << around.error().message;
  EXPECT_EQ(around->body, "direct");
  EXPECT_EQ(proxy.Log(), (std::vector<std::string>{"GET http://api.test/x?y=1"}));
}

TEST(Proxy, targets_are_judged_behind_a_proxy_too) {
  TestProxy proxy;
  const LookUp names = [](const std::string& name) -> std::vector<std::string> {
    if (name == "inward.test") return {"8.8.8.8", "10.0.0.7"};
    return {};
  };
  Caller caller{{}, names, {proxy.Address(), proxy.Address(), ""}};
  for (const char* url : {"http://169.254.169.254/", "http://0x7f.1/", "http://[::ffff:10.0.0.1]/",
                          "https://127.0.0.1/", "http://inward.test/"}) {
    EXPECT_EQ(Outcome(caller.Get(url)), "address_not_allowed") << url;
  }
  EXPECT_TRUE(proxy.Log().empty());
  EXPECT_EQ(Outcome(caller.Get("http://only-the-proxy-knows.test/")), "200");
}

TEST(Proxy, a_name_service_that_is_dead_costs_a_second_once) {
  TestProxy proxy;
  const LookUp dead = [](const std::string&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    return std::vector<std::string>{};
  };
  Caller caller{{}, dead, {"", proxy.Address(), ""}};
  EXPECT_EQ(Outcome(caller.Get("http://a.test/")), "200");
  const test::Stopwatch watch;
  EXPECT_EQ(Outcome(caller.Get("http://a.test/")), "200");
  EXPECT_LT(watch.Milliseconds(), 900);
}

TEST(Proxy, fault_3_1_without_verification_https_still_goes_through_the_proxy) {
  const test::Nginx nginx;
  if (!nginx.running()) GTEST_SKIP() << nginx.problem();
  TestProxy proxy(nginx.self_signed);
  const LookUp names = [](const std::string&) { return std::vector<std::string>{"8.8.8.8"}; };
  Caller caller{{}, names, {proxy.Address(), "", ".internal.test"}};
  OutboundRequest request;
  request.verify_tls = false;
  for (const char* path : {"/oauth/token", "/file"}) {
    request.url = std::string("https://api.test") + path;
    EXPECT_TRUE(caller.outbound.Send(request));
  }
  // One tunnel, kept alive, for both.
  EXPECT_EQ(proxy.Log(), (std::vector<std::string>{"CONNECT api.test:443"}));
}

TEST(Proxy, a_refused_tunnel_is_proxy_failed_and_nothing_was_sent) {
  TestProxy proxy(0, "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
  Caller caller{{}, [](const std::string&) { return std::vector<std::string>{"8.8.8.8"}; }, {proxy.Address(), "", ""}};
  OutboundRequest request;
  request.method = "POST";
  request.url = "https://api.test/";
  const auto result = caller.outbound.Send(request);
  EXPECT_EQ(Outcome(result), "proxy_failed");
  EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
  EXPECT_NE(result.error().message.find("407"), std::string::npos);
  EXPECT_EQ(result.error().message.find("u:p"), std::string::npos);
}

}  // namespace
}  // namespace wharf::net
