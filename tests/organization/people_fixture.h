#pragma once

#include <memory>
#include <string>

#include "organization/api_tokens.h"
#include "organization/invitations.h"
#include "organization/organization_fixture.h"
#include "organization/sessions.h"

namespace wharf::organization {

/// People of the installation: sessions, invitations and tokens beside what OrganizationTest has.
class PeopleTest : public OrganizationTest {
 protected:
  void Build() override {
    OrganizationTest::Build();
    sessions_ = std::make_unique<Sessions>(db(), *audit_, passwords_, clock_, random_);
    tokens_ = std::make_unique<ApiTokens>(db(), *audit_, clock_, random_);
    invitations_ = std::make_unique<Invitations>(db(), *audit_, passwords_, clock_);
  }
  void TearDown() override {
    sessions_.reset();
    tokens_.reset();
    invitations_.reset();
    OrganizationTest::TearDown();
  }

  Result<SignedIn> SignIn(const std::string& email, std::string_view password = kPassword,
                          const std::string& peer = "203.0.113.7", std::string_view previous = {}) {
    return sessions_->SignIn(email, Secret(std::string(password)), {.peer = peer, .request_id = "r"}, previous);
  }
  Result<Session> Authenticate(const Secret& token) {
    return sessions_->Authenticate(token.Reveal(), {.peer = "203.0.113.7"});
  }
  /// The access of whoever signed in.
  Access AccessOf(const Secret& token) {
    const auto session = Authenticate(token);
    EXPECT_TRUE(session.ok());
    return {session->caller, Current()};
  }

  /// A person who has accepted the invitation, with kPassword.
  UserId MakeUser(const std::string& name, std::vector<Grant> grants) {
    const auto invited = users_->Invite(Admin(), {name, name + "@example.com", std::move(grants)});
    EXPECT_TRUE(invited.ok()) << invited.error().message;
    const auto accepted = invitations_->Accept(invited->invitation.Reveal(), Secret(std::string(kPassword)), "", "");
    EXPECT_TRUE(accepted.ok()) << accepted.error().message;
    return invited->user.id;
  }

  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<ApiTokens> tokens_;
  std::unique_ptr<Invitations> invitations_;
};

}  // namespace wharf::organization
