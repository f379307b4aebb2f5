#include "organization/users.h"

#include <gtest/gtest.h>

#include <thread>

#include "organization/people_fixture.h"
#include "organization/person_rules.h"

namespace wharf::organization {
namespace {

class UsersTest : public PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    if (IsSkipped()) return;
    a_ = Make("A");
    b_ = Make("B");
  }
  std::int64_t Version(UserId id) { return users_->Find(Admin(), id)->version; }
  OrganizationId a_, b_;
};
WHARF_ON_BOTH_DATABASES(UsersTest);

TEST_P(UsersTest, the_set_up_happens_once_however_many_try) {
  FirstStart first_start(db(), *directories_, *audit_, passwords_, clock_, random_);
  EXPECT_FALSE(*first_start.Needed());
  EXPECT_EQ(CodeOf(first_start.Run({"Other", "Eve", "eve@example.com", Secret("eve was here first")}, "", "")),
            "already_set_up");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM user_account"), 1);
}

TEST_P(UsersTest, an_invited_person_sets_a_password_once) {
  const auto invited = users_->Invite(Admin(), {"Bert", "Bert@Example.com", {{a_, Role::editor}}});
  ASSERT_TRUE(invited.ok()) << invited.error().message;
  EXPECT_EQ(invited->user.status, UserStatus::invited);
  const std::string link(invited->invitation.Reveal());
  EXPECT_EQ(CodeOf(SignIn("bert@example.com", "")), "wrong_credentials") << "no password yet";
  const auto found = invitations_->Find(link);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->organization_name, "A");
  EXPECT_EQ(CodeOf(invitations_->Accept(link, Secret("bert@example.com"), "", "")), "invalid_input");
  std::string one, two;
  std::thread first([&] { one = CodeOf(invitations_->Accept(link, Secret("a lamp above the door"), "", "")); });
  std::thread second([&] { two = CodeOf(invitations_->Accept(link, Secret("another lamp, further"), "", "")); });
  first.join();
  second.join();
  EXPECT_NE(one == "ok", two == "ok") << one << " " << two;
  EXPECT_EQ(CodeOf(invitations_->Find(link)), "invitation_not_found");
  EXPECT_EQ(users_->Find(Admin(), invited->user.id)->status, UserStatus::active);
}

TEST_P(UsersTest, an_invitation_ends_after_seven_days_and_with_the_next_one) {
  const auto first = users_->Invite(Admin(), {"Bert", "bert@example.com", {{a_, Role::editor}}});
  const auto second = users_->InviteAgain(Admin(), first->user.id);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(CodeOf(invitations_->Find(first->invitation.Reveal())), "invitation_not_found");
  EXPECT_TRUE(invitations_->Find(second->invitation.Reveal()).ok());
  clock_.Advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(CodeOf(invitations_->Find(second->invitation.Reveal())), "invitation_not_found");
}

TEST_P(UsersTest, an_address_is_one_account_whatever_its_case) {
  ASSERT_TRUE(users_->Invite(Admin(), {"Bert", "bert@example.com", {{a_, Role::editor}}}).ok());
  EXPECT_EQ(CodeOf(users_->Invite(Admin(), {"Bert", "BERT@Example.COM", {{a_, Role::editor}}})), "email_taken");
  const auto cara = users_->Invite(Admin(), {"Cara", "cara@example.com", {{a_, Role::editor}}});
  EXPECT_EQ(CodeOf(users_->Edit(Admin(), cara->user.id, {.email = "Bert@example.com", .version = 1})), "email_taken");
}

TEST_P(UsersTest, the_last_administrator_stays) {
  EXPECT_EQ(CodeOf(users_->Edit(Admin(), anna_, {.enabled = false, .version = 1})), "last_administrator");
  EXPECT_EQ(CodeOf(users_->Edit(Admin(), anna_, {.grants = {{}}, .version = 1})), "last_administrator");
  EXPECT_EQ(CodeOf(users_->Remove(Admin(), anna_)), "last_administrator");
  const auto invited = users_->Invite(Admin(), {"Bert", "bert@example.com", {{root_, Role::administrator}}});
  EXPECT_EQ(CodeOf(users_->Remove(Admin(), anna_)), "last_administrator") << "who cannot sign in yet does not count";
  ASSERT_TRUE(invitations_->Accept(invited->invitation.Reveal(), Secret(std::string(kPassword)), "", "").ok());
  EXPECT_TRUE(users_->Remove(Admin(), anna_).ok());
}

TEST_P(UsersTest, two_administrators_who_remove_each_other_leave_one) {
  const auto bert = MakeUser("bert", {{root_, Role::administrator}});
  const Access admin = Admin();
  std::string one, two;
  std::thread first([&] { one = CodeOf(users_->Remove(admin, anna_)); });
  std::thread second([&] { two = CodeOf(users_->Remove(admin, bert)); });
  first.join();
  second.join();
  EXPECT_NE(one == "ok", two == "ok") << one << " " << two;
  EXPECT_EQ(Count("SELECT COUNT(*) FROM user_account"), 1);
}

TEST_P(UsersTest, an_administrator_of_a_part_sees_that_part_of_a_person) {
  const auto both = MakeUser("both", {{a_, Role::editor}, {b_, Role::administrator}});
  MakeUser("other", {{b_, Role::viewer}});
  const Access of_a = As({{a_, Role::administrator}});
  const auto list = users_->List(of_a, "", 1, 10);
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->total, 1);
  EXPECT_EQ(list->items[0].id, both);
  ASSERT_EQ(list->items[0].grants.size(), 1U) << "nothing of the role in B";
  EXPECT_FALSE(list->items[0].managed);
  EXPECT_EQ(CodeOf(users_->List(As({{a_, Role::editor}}), "", 1, 10)), "not_allowed");
  EXPECT_EQ(CodeOf(users_->List(AsNobody(), "", 1, 10)), "no_role");
  EXPECT_EQ(users_->List(Admin(), "BOTH@", 1, 10)->total, 1);
}

TEST_P(UsersTest, an_administrator_of_a_part_cannot_reach_beyond_it) {
  const auto both = MakeUser("both", {{a_, Role::editor}, {b_, Role::administrator}});
  const auto other = MakeUser("other", {{b_, Role::viewer}});
  const Access of_a = As({{a_, Role::administrator}});
  EXPECT_EQ(CodeOf(users_->InviteAgain(of_a, both)), "not_allowed") << "a new password would open B as well";
  EXPECT_EQ(CodeOf(users_->Edit(of_a, both, {.email = "mine@example.com", .version = Version(both)})), "not_allowed");
  EXPECT_EQ(CodeOf(users_->Edit(of_a, both, {.enabled = false, .version = Version(both)})), "not_allowed");
  EXPECT_EQ(CodeOf(users_->Edit(of_a, both, {.grants = {{{b_, Role::viewer}}}, .version = Version(both)})),
            "organization_not_found");
  EXPECT_EQ(CodeOf(users_->Find(of_a, other)), "user_not_found");
  EXPECT_EQ(CodeOf(users_->Remove(of_a, other)), "user_not_found");
  EXPECT_EQ(CodeOf(users_->InviteAgain(of_a, other)), "user_not_found");
  EXPECT_EQ(CodeOf(users_->Invite(of_a, {"X", "x@example.com", {{root_, Role::administrator}}})),
            "organization_not_found");
  EXPECT_EQ(CodeOf(users_->Invite(As({{a_, Role::editor}}), {"X", "x@example.com", {{a_, Role::viewer}}})),
            "not_allowed");

  ASSERT_TRUE(users_->Edit(of_a, both, {.grants = {{{a_, Role::viewer}}}, .version = Version(both)}).ok());
  ASSERT_TRUE(users_->Remove(of_a, both).ok());
  const auto left = users_->Find(Admin(), both);
  ASSERT_TRUE(left.ok()) << "the account stays for B";
  ASSERT_EQ(left->grants.size(), 1U);
  EXPECT_EQ(left->grants[0], (Grant{b_, Role::administrator}));
}

TEST_P(UsersTest, somebody_known_elsewhere_gets_the_role_and_no_new_password) {
  const auto other = MakeUser("other", {{b_, Role::viewer}});
  const auto invited =
      users_->Invite(As({{a_, Role::administrator}}), {"Whoever", "OTHER@example.com", {{a_, Role::editor}}});
  ASSERT_TRUE(invited.ok()) << invited.error().message;
  EXPECT_TRUE(invited->invitation.empty());
  EXPECT_EQ(invited->user.id, other);
  EXPECT_EQ(invited->user.grants.size(), 1U);
  EXPECT_EQ(users_->Find(Admin(), other)->grants.size(), 2U);
  EXPECT_EQ(users_->Find(Admin(), other)->name, "other");
}

TEST_P(UsersTest, removing_a_person_takes_sessions_and_tokens_along) {
  const auto bert = MakeUser("bert", {{root_, Role::editor}});
  const auto signed_in = SignIn("bert@example.com");
  const auto token = tokens_->Make(AccessOf(signed_in->token), {.name = "Export"});
  ASSERT_TRUE(token.ok());
  ASSERT_TRUE(users_->Remove(Admin(), bert).ok());
  EXPECT_EQ(CodeOf(Authenticate(signed_in->token)), "signed_out");
  EXPECT_EQ(CodeOf(tokens_->Authenticate(token->secret.Reveal(), {})), "token_invalid");
  EXPECT_EQ(CodeOf(users_->CallerOf(bert)), "user_not_found");
}

TEST_P(UsersTest, an_old_version_is_refused) {
  const auto bert = MakeUser("bert", {{a_, Role::editor}});
  const auto version = Version(bert);
  ASSERT_TRUE(users_->Edit(Admin(), bert, {.name = "Bertram", .version = version}).ok());
  EXPECT_EQ(CodeOf(users_->Edit(Admin(), bert, {.name = "Berthold", .version = version})), "changed_meanwhile");
}

TEST_P(UsersTest, everybody_may_change_the_own_name_but_a_token_may_not) {
  const auto bert = MakeUser("bert", {{a_, Role::viewer}});
  const auto signed_in = SignIn("bert@example.com");
  const auto edited = users_->EditSelf(AccessOf(signed_in->token), "Bertram", std::nullopt);
  ASSERT_TRUE(edited.ok()) << edited.error().message;
  EXPECT_EQ(edited->name, "Bertram");
  ASSERT_EQ(edited->grants.size(), 1U) << "one's own roles are no secret";
  const auto token = tokens_->Make(AccessOf(signed_in->token), {.name = "T"});
  const auto caller = tokens_->Authenticate(token->secret.Reveal(), {});
  EXPECT_EQ(CodeOf(users_->EditSelf(Access(*caller, Current()), "X", std::nullopt)), "not_allowed");
  EXPECT_EQ(CodeOf(users_->ChangePassword(Access(*caller, Current()), Secret(std::string(kPassword)),
                                          Secret("any other one, long"), "")),
            "not_allowed");
  EXPECT_EQ(users_->Find(Admin(), bert)->name, "Bertram");
}

class ApiTokensTest : public UsersTest {};
WHARF_ON_BOTH_DATABASES(ApiTokensTest);

TEST_P(ApiTokensTest, a_token_is_shown_once_and_stored_as_a_hash) {
  const Access anna = AccessOf(SignIn("anna@northwind.example")->token);
  const auto made = tokens_->Make(anna, {.name = "Nightly export", .scope = Right::read});
  ASSERT_TRUE(made.ok()) << made.error().message;
  const std::string secret(made->secret.Reveal());
  EXPECT_TRUE(secret.starts_with("wharf_"));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM api_token WHERE token_hash = '" + secret + "'"), 0);
  const auto caller = tokens_->Authenticate(secret, {.peer = "192.0.2.5", .request_id = "q"});
  ASSERT_TRUE(caller.ok());
  EXPECT_EQ(caller->name, "Anna Berg's token Nightly export");
  EXPECT_EQ(caller->peer, "192.0.2.5");
  const Access access(*caller, Current());
  EXPECT_TRUE(access.May(Right::read, a_));
  EXPECT_FALSE(access.May(Right::write, a_));
  for (const std::string& wrong : {std::string(), secret + "x", "wharf_" + std::string(43, 'A'), secret.substr(6)}) {
    EXPECT_EQ(CodeOf(tokens_->Authenticate(wrong, {})), "token_invalid");
  }
}

TEST_P(ApiTokensTest, a_token_never_may_more_than_its_maker_may_now) {
  const auto bert = MakeUser("bert", {{a_, Role::administrator}});
  const Access access = AccessOf(SignIn("bert@example.com")->token);
  const auto made = tokens_->Make(access, {.name = "T", .scope = Right::administer});
  const auto may = [&](Right right) {
    const auto caller = tokens_->Authenticate(made->secret.Reveal(), {});
    return caller.ok() && Access(*caller, Current()).May(right, a_);
  };
  EXPECT_TRUE(may(Right::administer));
  ASSERT_TRUE(users_->Edit(Admin(), bert, {.grants = {{{a_, Role::viewer}}}, .version = Version(bert)}).ok());
  EXPECT_FALSE(may(Right::write));
  EXPECT_TRUE(may(Right::read));
  ASSERT_TRUE(users_->Edit(Admin(), bert, {.enabled = false, .version = Version(bert)}).ok());
  EXPECT_FALSE(may(Right::read));
  EXPECT_EQ(CodeOf(tokens_->Make(As({{a_, Role::viewer}}, "V", anna_), {.name = "T", .scope = Right::write})),
            "not_allowed");
}

TEST_P(ApiTokensTest, a_token_expires_and_can_be_revoked_everywhere_at_once) {
  const Access anna = AccessOf(SignIn("anna@northwind.example")->token);
  const auto expiring = tokens_->Make(anna, {.name = "E", .expires = clock_.Now() + std::chrono::hours(1)});
  const auto revoked = tokens_->Make(anna, {.name = "R"});
  EXPECT_EQ(CodeOf(tokens_->Make(anna, {.name = "P", .expires = clock_.Now()})), "invalid_input");
  ApiTokens other(db(), *audit_, clock_, random_);
  ASSERT_TRUE(other.Authenticate(revoked->secret.Reveal(), {}).ok());
  ASSERT_TRUE(tokens_->Revoke(anna, revoked->token.id).ok());
  EXPECT_EQ(CodeOf(other.Authenticate(revoked->secret.Reveal(), {})), "token_invalid");
  EXPECT_EQ(CodeOf(tokens_->Revoke(anna, revoked->token.id)), "token_not_found");
  ASSERT_TRUE(tokens_->Authenticate(expiring->secret.Reveal(), {}).ok());
  clock_.Advance(std::chrono::hours(1));
  EXPECT_EQ(CodeOf(tokens_->Authenticate(expiring->secret.Reveal(), {})), "token_invalid");
}

TEST_P(ApiTokensTest, nobody_reads_or_revokes_a_strangers_token) {
  // Row 8.5 of the known faults: revoking by id alone.
  MakeUser("bert", {{a_, Role::viewer}});
  MakeUser("cara", {{b_, Role::administrator}});
  const auto made = tokens_->Make(AccessOf(SignIn("bert@example.com")->token), {.name = "Bert's"});
  ASSERT_TRUE(made.ok()) << made.error().message;
  const Access cara = AccessOf(SignIn("cara@example.com")->token);
  EXPECT_TRUE(tokens_->List(cara)->empty());
  EXPECT_EQ(CodeOf(tokens_->Revoke(cara, made->token.id)), "token_not_found");
  EXPECT_EQ(tokens_->List(As({{a_, Role::administrator}}))->size(), 1U);
  EXPECT_EQ(tokens_->List(Admin())->size(), 1U);
  EXPECT_TRUE(tokens_->Revoke(As({{a_, Role::administrator}}), made->token.id).ok());
}

TEST_P(ApiTokensTest, a_token_makes_no_tokens_and_notes_its_use) {
  const Access anna = AccessOf(SignIn("anna@northwind.example")->token);
  const auto made = tokens_->Make(anna, {.name = "T", .scope = Right::administer, .organization = a_});
  const auto caller = tokens_->Authenticate(made->secret.Reveal(), {});
  EXPECT_EQ(CodeOf(tokens_->Make(Access(*caller, Current()), {.name = "child"})), "not_allowed");
  EXPECT_FALSE(Access(*caller, Current()).Sees(b_));
  EXPECT_FALSE(tokens_->List(anna)->at(0).last_used);
  ASSERT_TRUE(tokens_->Tidy().ok());
  EXPECT_EQ(tokens_->List(anna)->at(0).last_used, clock_.Now());
}

struct PasswordCase {
  const char* password;
  const char* code;
};
TEST(PersonRules, passwords_that_are_guessed_first_are_refused) {
  for (const PasswordCase& one : std::initializer_list<PasswordCase>{{"short", "password_too_short"},
                                                                     {"password1234", "password_common"},
                                                                     {"Passw0rdPassw0rd!", "password_common"},
                                                                     {"aaaaaaaaaaaaaaaa", "password_common"},
                                                                     {"123456789012", "password_common"},
                                                                     {"qwertyuiop123", "password_common"},
                                                                     {"anna@northwind.example", "password_guessable"},
                                                                     {"NorthwindAnna1", "password_guessable"},
                                                                     {"a horse on the quay", "ok"},
                                                                     {"Xk9!vbQ2#mLp", "ok"},
                                                                     {"anna likes quiet harbours", "ok"}}) {
    const auto checked = CheckPassword(Secret(one.password), "anna@northwind.example", "Anna Berg");
    EXPECT_EQ(checked.ok() ? "ok" : checked.error().fields.at(0).code, one.code) << one.password;
  }
}

TEST(PersonRules, addresses_are_checked_loosely_and_compared_without_case) {
  for (const char* good : {"a@b", " Anna.Berg+x@Example.com ", "jörg@münchen.example"})
    EXPECT_TRUE(CleanEmail(good).ok()) << good;
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "<a@b>"}) {
    EXPECT_EQ(CleanEmail(bad).ok(), std::string(bad) == "a@b\n") << bad;
  }
  EXPECT_EQ(EmailKey(" Anna@Example.COM"), EmailKey("anna@example.com"));
}

class FirstStartTest : public storage::DatabaseTest {};
WHARF_ON_BOTH_DATABASES(FirstStartTest);

TEST_P(FirstStartTest, of_many_set_ups_at_once_exactly_one_wins) {
  ManualClock clock;
  SystemRandom random;
  Passwords passwords(PasswordCost::minimal);
  DirectoryCache directories(db());
  AuditLog audit(db(), clock, random);
  FirstStart first_start(db(), directories, audit, passwords, clock, random);
  ASSERT_TRUE(*first_start.Needed());
  std::array<std::string, 6> codes;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    threads.emplace_back([&, i] {
      codes[i] = CodeOf(first_start.Run({"MSP " + std::to_string(i), "Person " + std::to_string(i),
                                         "p" + std::to_string(i) + "@example.com", Secret(std::string(kPassword))},
                                        "", ""));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "ok"), 1);
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "already_set_up"), 5);
  EXPECT_EQ((*directories.Current())->size(), 1U);
}

}  // namespace
}  // namespace wharf::organization
