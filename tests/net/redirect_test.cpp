#include "net/redirect.h"

#include <gtest/gtest.h>

#include <atomic>

#include "net/calls.h"
#include "net/lying_server.h"

namespace wharf::net {
namespace {

using test::Always;
using test::Caller;
using test::Connection;
using test::LyingServer;
using test::Ok;
using test::Outcome;
using test::RedirectTo;

OutboundRequest WithCredentials(const std::string& url) {
  OutboundRequest request;
  request.url = url;
  request.headers.Add("Authorization", "Bearer hunter2");
  request.headers.Add("Cookie", "s=hunter2");
  request.headers.Add("X-Api-Key", "hunter2");
  request.headers.Add("X-Plain", "kept");
  request.credential_headers = {"x-api-key"};
  return request;
}

Hop HopOf(const OutboundRequest& request) {
  return {*Url::Parse(request.url), request.method, request.headers, request.body, request.verify_tls, true};
}

OutboundResponse Redirect(const std::string& location, int status = 302) {
  OutboundResponse reply;
  reply.status = status;
  reply.headers.Add("Location", location);
  return reply;
}

TEST(Redirect, credentials_stay_within_the_origin) {
  const auto request = WithCredentials("https://api.example/a/b");
  const auto same = FollowRedirect(HopOf(request), Redirect("../c?d"), request);
  ASSERT_TRUE(same && *same);
  EXPECT_EQ((*same)->url.ToString(), "https://api.example/c?d");
  EXPECT_TRUE((*same)->headers.Get("Authorization"));
  for (const char* elsewhere : {"https://other.example/", "https://api.example:8443/", "//api.example.evil.example/"}) {
    auto other = FollowRedirect(HopOf(request), Redirect(elsewhere), request);
    ASSERT_TRUE(other && *other) << elsewhere;
    EXPECT_FALSE((*other)->headers.Get("Authorization"));
    EXPECT_FALSE((*other)->headers.Get("Cookie"));
    EXPECT_FALSE((*other)->headers.Get("X-Api-Key"));
    EXPECT_TRUE((*other)->headers.Get("X-Plain"));
    EXPECT_FALSE((*other)->with_certificate);
    // Back at the origin they are not there again.
    const auto back = FollowRedirect(**other, Redirect("https://api.example/"), request);
    EXPECT_FALSE((*back)->headers.Get("Authorization"));
  }
}

TEST(Redirect, https_to_http_is_refused_with_credentials_and_followed_without) {
  auto request = WithCredentials("https://api.example/");
  EXPECT_EQ(FollowRedirect(HopOf(request), Redirect("http://api.example/"), request).error().code, "redirect_refused");
  request.headers = {};
  EXPECT_TRUE(FollowRedirect(HopOf(request), Redirect("http://api.example/"), request)->has_value());
  request.client_certificate_pem = "pem";
  EXPECT_FALSE(FollowRedirect(HopOf(request), Redirect("http://api.example/"), request));
}

TEST(Redirect, verification_is_off_only_for_the_host_it_was_turned_off_for) {
  OutboundRequest request;
  request.url = "https://nas.example/";
  request.verify_tls = false;
  const Hop hop = HopOf(request);
  EXPECT_FALSE((*FollowRedirect(hop, Redirect("https://nas.example:8443/"), request))->verify_tls);
  EXPECT_TRUE((*FollowRedirect(hop, Redirect("https://other.example/"), request))->verify_tls);
}

TEST(Redirect, targets_that_are_no_http_url_are_refused) {
  const auto request = WithCredentials("https://api.example/");
  for (const char* target : {"file:///etc/passwd", "gopher://x/", "ftp://x/", "https://u:p@api.example/",
                             "https://%00/", "javascript:alert(1)", "http:"}) {
    const auto next = FollowRedirect(HopOf(request), Redirect(target), request);
    ASSERT_FALSE(next) << target;
    EXPECT_EQ(next.error().code, "redirect_refused");
  }
}

TEST(Redirect, what_is_not_to_be_followed_is_the_answer) {
  OutboundRequest request;
  request.url = "https://api.example/";
  EXPECT_FALSE(FollowRedirect(HopOf(request), Redirect("/x", 304), request)->has_value());
  EXPECT_FALSE(FollowRedirect(HopOf(request), Redirect("/x", 201), request)->has_value());
  OutboundResponse bare;
  bare.status = 302;
  EXPECT_FALSE(FollowRedirect(HopOf(request), bare, request)->has_value());
  request.method = "POST";
  EXPECT_FALSE(FollowRedirect(HopOf(request), Redirect("/x", 307), request)->has_value());
  request.method = "GET";
  request.follow_redirects = false;
  EXPECT_FALSE(FollowRedirect(HopOf(request), Redirect("/x"), request)->has_value());
}

TEST(Redirect, fault_3_6_a_redirect_inward_is_refused_in_every_spelling) {
  for (const char* target : {"http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/",
                             "http://0.0.0.0/", "http://[::]/", "http://[64:ff9b::7f00:1]/", "http://[fd00::1]/",
                             "http://100.64.0.1/", "http://0xa9fea9fe/", "http://10.0.0.1/", "//inward.test/"}) {
    LyingServer server(Always(RedirectTo(target)));
    Caller caller{{{"127.0.0.1"}}, [](const std::string&) { return std::vector<std::string>{"169.254.169.254"}; }};
    const auto result = caller.Get(server.Url());
    EXPECT_EQ(Outcome(result), "address_not_allowed") << target;
  }
}

TEST(Redirect, a_redirect_to_a_name_that_turns_inward_the_second_time_is_refused) {
  LyingServer target(Always(Ok("there")));
  LyingServer start(Always(RedirectTo(target.Url("/", "turning.test"))));
  std::atomic<int> asked = 0;
  const LookUp turning = [&](const std::string&) {
    return std::vector<std::string>{asked++ == 0 ? "127.0.0.1" : "169.254.169.254"};
  };
  Caller first{{{"127.0.0.1"}}, turning};
  EXPECT_EQ(Outcome(first.Get(start.Url())), "200");
  EXPECT_EQ(asked, 1) << "what was checked is what was connected to";
  Caller second{{{"127.0.0.1"}}, turning};
  const auto refused = second.Get(start.Url());
  EXPECT_EQ(Outcome(refused), "address_not_allowed");
  EXPECT_NE(refused.error().message.find("169.254.169.254 of turning.test"), std::string::npos);
  EXPECT_EQ(target.accepted(), 1);
}

TEST(Redirect, the_way_is_followed_to_its_end_and_a_circle_ends) {
  LyingServer server([](Connection& connection) {
    for (std::string request = connection.ReadRequest(); !request.empty(); request = connection.ReadRequest()) {
      const bool last = request.starts_with("GET /3 ");
      const std::string next = request.starts_with("GET /1 ") ? "2" : request.starts_with("GET /2 ") ? "/3" : "/circle";
      connection.Write(last ? Ok("there") : RedirectTo(next));
    }
  });
  Caller caller;
  const auto response = caller.Get(server.Url("/1"));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "there");
  EXPECT_EQ(response->url, server.Url("/3"));
  EXPECT_EQ(server.accepted(), 1);
  const auto circle = caller.Get(server.Url("/circle"));
  EXPECT_EQ(Outcome(circle), "redirect_refused");
  EXPECT_EQ(circle.error().kind, ErrorKind::vendor_error);
}

TEST(Redirect, another_origin_gets_no_credentials) {
  std::string seen;
  LyingServer other([&](Connection& connection) {
    seen = connection.ReadRequest();
    connection.Write(Ok("x"));
  });
  LyingServer server(Always(RedirectTo(other.Url("/taken"))));
  Caller caller;
  ASSERT_TRUE(caller.outbound.Send(WithCredentials(server.Url())));
  EXPECT_TRUE(seen.starts_with("GET /taken "));
  EXPECT_EQ(seen.find("hunter2"), std::string::npos) << seen;
  EXPECT_NE(seen.find("X-Plain: kept"), std::string::npos);
}

TEST(Redirect, the_deadline_is_over_all_redirects_together) {
  LyingServer slow([](Connection& connection) {
    while (!connection.ReadRequest().empty() && connection.Sleep(100) && connection.Write(RedirectTo("/again"))) {
    }
  });
  Caller caller;
  OutboundRequest request;
  request.url = slow.Url();
  request.limits.total = std::chrono::milliseconds(250);
  request.limits.max_redirects = 100;
  const test::Stopwatch watch;
  EXPECT_EQ(Outcome(caller.outbound.Send(request)), "timed_out");
  EXPECT_LT(watch.Milliseconds(), 1500);
}

}  // namespace
}  // namespace wharf::net
