#include "organization/sessions.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <limits>
#include <thread>

#include "organization/people_fixture.h"
#include "organization/sign_in_backoff.h"

namespace wharf::organization {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class SessionsTest : public PeopleTest {};
WHARF_ON_BOTH_DATABASES(SessionsTest);

TEST_P(SessionsTest, whoever_signs_in_is_known_by_the_cookie) {
  const auto signed_in = SignIn(" ANNA@northwind.EXAMPLE ");
  ASSERT_TRUE(signed_in.ok()) << signed_in.error().message;
  const auto session = Authenticate(signed_in->token);
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session->caller.name, "Anna Berg");
  EXPECT_EQ(session->caller.user, anna_);
  ASSERT_EQ(session->caller.grants.size(), 1U);
  EXPECT_EQ(session->caller.grants[0].role, Role::administrator);
  EXPECT_TRUE(Sessions::CsrfMatches(*session, signed_in->session.csrf));
  EXPECT_FALSE(Sessions::CsrfMatches(*session, ""));
  EXPECT_FALSE(Sessions::CsrfMatches(*session, std::string(signed_in->session.csrf.size(), 'x')));
  EXPECT_EQ(CodeOf(sessions_->Authenticate("", {})), "signed_out");
  EXPECT_EQ(CodeOf(sessions_->Authenticate(std::string(43, 'A'), {})), "signed_out");
}

TEST_P(SessionsTest, the_database_holds_no_token) {
  const auto signed_in = SignIn("anna@northwind.example");
  const std::string token(signed_in->token.Reveal());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM user_session WHERE token_hash = '" + token + "'"), 0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM user_session WHERE LENGTH(token_hash) = 64"), 1);
}

TEST_P(SessionsTest, a_wrong_password_and_an_unknown_address_get_the_same_answer) {
  const auto wrong = SignIn("anna@northwind.example", "not the password");
  const auto unknown = SignIn("nobody@northwind.example", "not the password");
  EXPECT_EQ(CodeOf(wrong), "wrong_credentials");
  EXPECT_EQ(wrong.error().message, unknown.error().message);
  EXPECT_EQ(wrong.error().code, unknown.error().code);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'session.refused'"), 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE summary LIKE '%nobody@%' OR subject_name LIKE '%nobody@%'"),
            0);
}

TEST_P(SessionsTest, failures_slow_down_the_account_from_every_peer) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(CodeOf(SignIn("anna@northwind.example", "wrong", "198.51.100." + std::to_string(i))),
              "wrong_credentials");
  }
  const auto blocked = SignIn("anna@northwind.example", kPassword, "192.0.2.1");
  ASSERT_EQ(CodeOf(blocked), "too_many_attempts");
  EXPECT_EQ(blocked.error().kind, ErrorKind::rate_limited);
  EXPECT_EQ(blocked.error().retry_after_ms, 1000);
  EXPECT_EQ(CodeOf(SignIn("bert@northwind.example", "wrong", "192.0.2.1")), "wrong_credentials") << "another account";
  clock_.Advance(seconds(1));
  EXPECT_EQ(CodeOf(SignIn("anna@northwind.example", "wrong")), "wrong_credentials");
  EXPECT_EQ(SignIn("anna@northwind.example", "wrong").error().retry_after_ms, 2000) << "each failure doubles the wait";
  clock_.Advance(seconds(2));
  EXPECT_TRUE(SignIn("anna@northwind.example").ok());
  EXPECT_EQ(CodeOf(SignIn("anna@northwind.example", "wrong")), "wrong_credentials") << "a success starts anew";
}

TEST_P(SessionsTest, an_unknown_address_is_slowed_down_like_a_known_one) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(CodeOf(SignIn("ghost@northwind.example", "wrong", "10.0.0.1")), "wrong_credentials");
  EXPECT_EQ(CodeOf(SignIn("ghost@northwind.example", "wrong", "10.0.0.2")), "too_many_attempts");
}

TEST_P(SessionsTest, failures_slow_down_the_peer_over_all_accounts) {
  SignInBackoff backoff(db(), clock_);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(backoff.Begin("account" + std::to_string(i), "2001:db8::" + std::to_string(i)).ok()) << i;
  }
  EXPECT_EQ(CodeOf(backoff.Begin("another", "2001:db8:0:0:ffff::1")), "too_many_attempts") << "one /64 is one peer";
  EXPECT_TRUE(backoff.Begin("another", "2001:db8:0:1::1").ok());
  clock_.Advance(hours(2));
  EXPECT_TRUE(backoff.Begin("another", "2001:db8::1").ok()) << "forgotten";
  ASSERT_TRUE(backoff.Tidy().ok());
}

TEST_P(SessionsTest, a_burst_of_parallel_guesses_gains_nothing) {
  SignInBackoff backoff(db(), clock_);
  std::array<bool, 16> allowed{};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    threads.emplace_back([&, i] { allowed[i] = backoff.Begin("anna", "198.51.100.9").ok(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(allowed.begin(), allowed.end(), true), 5);
}

TEST_P(SessionsTest, a_session_ends_after_twelve_idle_hours_and_after_seven_days) {
  const auto idle = SignIn("anna@northwind.example");
  const auto busy = SignIn("anna@northwind.example");
  for (int hour = 0; hour < 24 * 7 - 1; hour += 6) {
    clock_.Advance(hours(6));
    if (hour + 6 < 24 * 7) {
      EXPECT_TRUE(Authenticate(busy->token).ok()) << hour;
      EXPECT_TRUE(sessions_->Tidy().ok());
    }
  }
  EXPECT_EQ(CodeOf(Authenticate(idle->token)), "signed_out");
  EXPECT_EQ(CodeOf(Authenticate(busy->token)), "signed_out");
}

TEST_P(SessionsTest, a_session_used_on_another_process_does_not_look_idle_here) {
  const auto signed_in = SignIn("anna@northwind.example");
  Sessions other(db(), *audit_, passwords_, clock_, random_);
  ASSERT_TRUE(Authenticate(signed_in->token).ok());
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(hours(8));
    EXPECT_TRUE(other.Authenticate(signed_in->token.Reveal(), {}).ok());
    EXPECT_TRUE(other.Tidy().ok());
  }
  EXPECT_TRUE(Authenticate(signed_in->token).ok());
}

TEST_P(SessionsTest, signing_in_again_ends_the_session_before) {
  const auto first = SignIn("anna@northwind.example");
  ASSERT_TRUE(Authenticate(first->token).ok());
  const auto second = SignIn("anna@northwind.example", kPassword, "203.0.113.7", first->token.Reveal());
  EXPECT_TRUE(Authenticate(second->token).ok());
  EXPECT_EQ(CodeOf(Authenticate(first->token)), "signed_out");
}

TEST_P(SessionsTest, signing_out_counts_on_every_process) {
  const auto signed_in = SignIn("anna@northwind.example");
  Sessions other(db(), *audit_, passwords_, clock_, random_);
  ASSERT_TRUE(other.Authenticate(signed_in->token.Reveal(), {}).ok());
  ASSERT_TRUE(sessions_->SignOut(signed_in->token.Reveal(), {}).ok());
  EXPECT_EQ(CodeOf(Authenticate(signed_in->token)), "signed_out");
  EXPECT_EQ(CodeOf(other.Authenticate(signed_in->token.Reveal(), {})), "signed_out");
}

TEST_P(SessionsTest, disabling_a_person_ends_sessions_at_once) {
  const auto bert = MakeUser("bert", {{root_, Role::editor}});
  const auto signed_in = SignIn("bert@example.com");
  ASSERT_TRUE(Authenticate(signed_in->token).ok());
  const auto version = users_->Find(Admin(), bert)->version;
  ASSERT_TRUE(users_->Edit(Admin(), bert, {.enabled = false, .version = version}).ok());
  EXPECT_EQ(CodeOf(Authenticate(signed_in->token)), "signed_out");
  EXPECT_EQ(CodeOf(SignIn("bert@example.com")), "account_disabled");
  EXPECT_EQ(CodeOf(SignIn("bert@example.com", "wrong")), "wrong_credentials") << "told to nobody who cannot prove it";
}

TEST_P(SessionsTest, a_changed_role_counts_from_the_next_request_on) {
  const auto a = Make("A");
  const auto bert = MakeUser("bert", {{a, Role::editor}});
  const auto signed_in = SignIn("bert@example.com");
  ASSERT_TRUE(AccessOf(signed_in->token).May(Right::write, a));
  const auto version = users_->Find(Admin(), bert)->version;
  ASSERT_TRUE(users_->Edit(Admin(), bert, {.grants = {{}}, .version = version}).ok());
  EXPECT_FALSE(AccessOf(signed_in->token).Sees(a)) << "row 8.6: the last role was removed";
  EXPECT_EQ(CodeOf(AccessOf(signed_in->token).Scope(std::nullopt)), "no_role");
}

TEST_P(SessionsTest, a_new_password_ends_the_other_sessions) {
  const auto here = SignIn("anna@northwind.example");
  const auto elsewhere = SignIn("anna@northwind.example");
  const Access anna = AccessOf(here->token);
  const Secret next("two boats in the fog");
  EXPECT_EQ(CodeOf(users_->ChangePassword(anna, Secret("wrong"), next, here->token.Reveal())), "invalid_input");
  EXPECT_EQ(CodeOf(users_->ChangePassword(anna, Secret(std::string(kPassword)), Secret("short"), "")), "invalid_input");
  ASSERT_TRUE(users_->ChangePassword(anna, Secret(std::string(kPassword)), next, here->token.Reveal()).ok());
  EXPECT_TRUE(Authenticate(here->token).ok());
  EXPECT_EQ(CodeOf(Authenticate(elsewhere->token)), "signed_out");
  EXPECT_EQ(CodeOf(SignIn("anna@northwind.example")), "wrong_credentials");
  EXPECT_TRUE(SignIn("anna@northwind.example", next.Reveal()).ok());
}

TEST_P(SessionsTest, last_seen_is_written_by_tidying_and_not_by_reading) {
  const auto bert = MakeUser("bert", {{root_, Role::viewer}});
  const auto signed_in = SignIn("bert@example.com");
  const Time signed_in_at = clock_.Now();
  clock_.Advance(minutes(5));
  ASSERT_TRUE(Authenticate(signed_in->token).ok());
  EXPECT_EQ(users_->Find(Admin(), bert)->last_seen, signed_in_at);
  ASSERT_TRUE(sessions_->Tidy().ok());
  EXPECT_EQ(users_->Find(Admin(), bert)->last_seen, clock_.Now());
}

TEST(Passwords, a_flood_of_attempts_does_not_keep_everybody_waiting) {
  Passwords passwords;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const auto verified = passwords.Verify("", Secret("guess"));
      if (!verified.ok() && verified.error().kind == ErrorKind::rate_limited) ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(refused, 0);
  EXPECT_LE(refused, 10) << "six are let in at any time";
  EXPECT_TRUE(passwords.Verify("", Secret("guess")).ok());
}

TEST(Passwords, an_unknown_account_takes_as_long_as_a_wrong_password) {
  Passwords passwords;
  const auto hash = passwords.Hash(Secret("a horse on the quay"));
  ASSERT_TRUE(hash.ok());
  EXPECT_TRUE(*passwords.Verify(*hash, Secret("a horse on the quay")));
  const auto time = [&](std::string_view against) {
    // The processor's time, not the clock's: others may be at work on this machine.
    auto best = std::numeric_limits<std::clock_t>::max();
    for (int i = 0; i < 5; ++i) {
      const std::clock_t begin = std::clock();
      EXPECT_FALSE(*passwords.Verify(against, Secret("wrong")));
      best = std::min(best, std::clock() - begin);
    }
    return static_cast<double>(best) / CLOCKS_PER_SEC;
  };
  const double wrong = time(*hash);
  const double unknown = time("");
  EXPECT_GT(unknown, wrong * 0.5) << "seconds: " << unknown << " and " << wrong;
  EXPECT_LT(unknown, wrong * 2);
  EXPECT_FALSE(*passwords.Verify("not a hash at all", Secret("wrong")));
}

}  // namespace
}  // namespace wharf::organization
