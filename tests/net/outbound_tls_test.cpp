#include <gtest/gtest.h>

#include <memory>

#include "net/calls.h"
#include "net/lying_server.h"
#include "net/nginx.h"
#include "net/outbound.h"

namespace wharf::net {
namespace {

using test::Always;
using test::Caller;
using test::LyingServer;
using test::Ok;
using test::Outcome;

std::vector<std::string> EverythingIsHere(const std::string& /*name*/) { return {"127.0.0.1"}; }

class OutboundTls : public testing::Test {
 protected:
  static void SetUpTestSuite() { nginx_ = std::make_unique<test::Nginx>(); }
  static void TearDownTestSuite() { nginx_.reset(); }
  void SetUp() override {
    if (!nginx_->running()) GTEST_SKIP() << nginx_->problem();
  }

  static std::string Url(int port, const std::string& path = "/file", const std::string& host = "good.test") {
    return "https://" + host + ":" + std::to_string(port) + path;
  }
  static std::unique_ptr<Caller> Trusting() {
    return std::make_unique<Caller>(AllowList{{"127.0.0.1"}}, EverythingIsHere, ProxySettings{}, nginx_->CaFile());
  }
  /// The message of a call that must fail with tls_failed.
  static std::string Reason(int port, const std::string& host = "good.test") {
    const auto result = Trusting()->Get(Url(port, "/file?key=hunter2", host));
    EXPECT_EQ(Outcome(result), "tls_failed");
    if (result) return "";
    EXPECT_EQ(result.error().message.find("hunter2"), std::string::npos);
    return result.error().message;
  }

  static std::unique_ptr<test::Nginx> nginx_;
};
std::unique_ptr<test::Nginx> OutboundTls::nginx_;

TEST_F(OutboundTls, a_trusted_certificate_is_accepted_and_http_2_is_spoken) {
  const auto caller = Trusting();
  const auto response = caller->Get(Url(nginx_->good, "/seen"));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_TRUE(response->body.starts_with("HTTP/2.0")) << response->body;
  EXPECT_EQ(caller->Get(Url(nginx_->good))->body.size(), 100U);
}

TEST_F(OutboundTls, a_certificate_for_another_name_is_refused_and_says_for_which) {
  const std::string reason = Reason(nginx_->wrong_name);
  EXPECT_NE(reason.find("another name (other.example, *.wild.example)"), std::string::npos) << reason;
}

TEST_F(OutboundTls, an_expired_certificate_is_called_expired) {
  EXPECT_NE(Reason(nginx_->expired).find("has expired"), std::string::npos);
}

TEST_F(OutboundTls, a_self_signed_certificate_is_called_self_signed) {
  EXPECT_NE(Reason(nginx_->self_signed).find("is self-signed"), std::string::npos);
}

TEST_F(OutboundTls, an_authority_that_nobody_knows_is_an_unknown_issuer) {
  Caller caller{{{"127.0.0.1"}}, EverythingIsHere};
  const auto result = caller.Get(Url(nginx_->good));
  EXPECT_EQ(Outcome(result), "tls_failed");
  EXPECT_NE(result.error().message.find("unknown issuer"), std::string::npos) << result.error().message;
}

TEST_F(OutboundTls, outdated_versions_and_what_is_no_tls_are_explained) {
  EXPECT_NE(Reason(nginx_->old_tls).find("TLS"), std::string::npos);
  const std::string reason = Reason(nginx_->plain);
  EXPECT_NE(reason.find("does not speak TLS"), std::string::npos) << reason;
}

TEST_F(OutboundTls, without_verification_addresses_are_still_judged) {
  OutboundRequest request;
  request.verify_tls = false;
  for (const int port : {nginx_->self_signed, nginx_->expired, nginx_->wrong_name}) {
    request.url = Url(port);
    EXPECT_EQ(Outcome(Trusting()->outbound.Send(request)), "200");
  }
  Caller strict{{}, EverythingIsHere};
  EXPECT_EQ(Outcome(strict.outbound.Send(request)), "address_not_allowed");
}

TEST_F(OutboundTls, a_connection_made_without_verification_is_not_used_for_a_call_with_it) {
  const auto caller = Trusting();
  OutboundRequest request;
  request.url = Url(nginx_->self_signed);
  request.verify_tls = false;
  ASSERT_EQ(Outcome(caller->outbound.Send(request)), "200");
  request.verify_tls = true;
  EXPECT_EQ(Outcome(caller->outbound.Send(request)), "tls_failed");
}

TEST_F(OutboundTls, a_client_certificate_is_shown_and_a_useless_one_explained) {
  const auto caller = Trusting();
  OutboundRequest request;
  request.url = Url(nginx_->client_wanted, "/seen");
  EXPECT_EQ(Outcome(caller->outbound.Send(request)), "400");
  request.client_certificate_pem = nginx_->Read("client.pem");
  request.client_key_pem = Secret(nginx_->Read("client.key"));
  const auto response = caller->outbound.Send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_NE(response->body.find("CN=client"), std::string::npos) << response->body;
  request.client_key_pem = Secret(nginx_->Read("good.key"));
  const auto mismatch = caller->outbound.Send(request);
  EXPECT_EQ(Outcome(mismatch), "tls_failed");
  EXPECT_EQ(mismatch.error().kind, ErrorKind::invalid_argument);
  request.client_certificate_pem = "no pem at all";
  EXPECT_EQ(Outcome(caller->outbound.Send(request)), "tls_failed");
}

TEST_F(OutboundTls, a_kept_connection_with_a_client_certificate_serves_only_its_owner) {
  const auto caller = Trusting();
  OutboundRequest request;
  request.url = Url(nginx_->client_wanted, "/seen");
  request.client_certificate_pem = nginx_->Read("client.pem");
  request.client_key_pem = Secret(nginx_->Read("client.key"));
  ASSERT_EQ(Outcome(caller->outbound.Send(request)), "200");
  request.client_key_pem.reset();
  EXPECT_NE(Outcome(caller->outbound.Send(request)), "200");
  request.client_certificate_pem.reset();
  EXPECT_EQ(Outcome(caller->outbound.Send(request)), "400");
}

TEST_F(OutboundTls, a_server_that_hangs_up_in_the_handshake_was_sent_nothing) {
  LyingServer hasty([](test::Connection&) {});
  OutboundRequest request;
  request.method = "POST";
  request.url = Url(hasty.port());
  const auto result = Trusting()->outbound.Send(request);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().kind, ErrorKind::interrupted);
}

TEST_F(OutboundTls, a_handshake_that_never_ends_is_connect_failed_or_timed_out) {
  LyingServer silent([](test::Connection& connection) { connection.AwaitClose(); });
  OutboundRequest request;
  request.method = "POST";
  request.url = Url(silent.port());
  request.limits.connect = std::chrono::milliseconds(100);
  const auto caller = Trusting();
  EXPECT_EQ(Outcome(caller->outbound.Send(request)), "connect_failed");
  request.limits.total = std::chrono::milliseconds(100);
  request.limits.connect = std::chrono::seconds(10);
  const auto result = caller->outbound.Send(request);
  EXPECT_EQ(Outcome(result), "timed_out");
  EXPECT_EQ(result.error().kind, ErrorKind::deadline_exceeded);
}

}  // namespace
}  // namespace wharf::net
