#include "integration/connection/schedule.h"

#include <set>

#include "integration/connection/connection_fixture.h"
#include "integration/connection/health_checks.h"

namespace wharf::connection {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class ScheduleTest : public ConnectionTest {
 protected:
  /// Runs once and returns how many were started.
  int RunOnce(Schedule& schedule, hours period = hours(6), bool ready = true) {
    int started = 0;
    const auto ran =
        schedule.Run("test", period, *Current(), [&](storage::Session&, const Connection&) -> Result<bool> {
          if (ready) ++started;
          return ready;
        });
    EXPECT_TRUE(ran.ok()) << (ran.ok() ? "" : ran.error().message);
    return started;
  }
};
WHARF_ON_BOTH_DATABASES(ScheduleTest);

TEST_P(ScheduleTest, moments_are_the_same_in_every_period_and_differ_between_connections) {
  std::set<std::int64_t> offsets;
  for (int i = 0; i < 50; ++i) {
    const auto id = ConnectionId::Make(system_clock_, random_);
    const Time first = NextMoment(id, "test", hours(6), clock_.Now());
    EXPECT_GT(first, clock_.Now());
    EXPECT_LE(first, clock_.Now() + hours(6));
    EXPECT_EQ(NextMoment(id, "test", hours(6), first), first + hours(6));
    offsets.insert((first - clock_.Now()) / minutes(10));
  }
  EXPECT_GT(offsets.size(), 10U) << "they come spread";
  EXPECT_GE(NextMoment(tool_.id, "a", hours(6), clock_.Now()), clock_.Now());
  EXPECT_NE(NextMoment(tool_.id, "a", hours(6), clock_.Now()), NextMoment(tool_.id, "b", hours(6), clock_.Now()));
}

TEST_P(ScheduleTest, each_connection_is_due_once_in_each_period_whoever_asks) {
  Schedule here(db(), clock_);
  Schedule elsewhere(db(), clock_);
  EXPECT_EQ(RunOnce(here), 0) << "the first time lies ahead";
  clock_.Advance(hours(6) + minutes(1));
  EXPECT_EQ(RunOnce(here) + RunOnce(elsewhere) + RunOnce(here), 1);
  clock_.Advance(hours(6));
  EXPECT_EQ(RunOnce(elsewhere), 1);
  clock_.Advance(hours(60));
  EXPECT_EQ(RunOnce(here) + RunOnce(here), 1) << "what was missed is made up for once";
}

TEST_P(ScheduleTest, a_shorter_period_counts_at_once_and_what_waits_is_asked_again_soon) {
  Schedule schedule(db(), clock_);
  RunOnce(schedule, hours(700));
  RunOnce(schedule, hours(1));
  clock_.Advance(hours(1) + minutes(1));
  EXPECT_EQ(RunOnce(schedule, hours(1), false), 0);
  EXPECT_EQ(RunOnce(schedule, hours(1)), 0) << "not before ten minutes";
  clock_.Advance(minutes(11));
  EXPECT_EQ(RunOnce(schedule, hours(1)), 1);
}

TEST_P(ScheduleTest, disabled_organizations_and_what_is_not_configured_are_left_alone) {
  Schedule schedule(db(), clock_);
  const auto customer = Make("Acme");
  const auto installed = connections_->Install(Admin(), "example", customer);
  ASSERT_TRUE(installed.ok());
  RunOnce(schedule);
  clock_.Advance(hours(7));
  EXPECT_EQ(RunOnce(schedule), 1) << "only the one that is configured";
  Configure(installed->connection.id);
  RunOnce(schedule);
  ASSERT_TRUE(organizations_->Edit(Admin(), customer, {.enabled = false, .version = VersionOf(customer)}).ok());
  clock_.Advance(hours(7));
  EXPECT_EQ(RunOnce(schedule), 1);
}

TEST_P(ScheduleTest, at_most_five_are_started_at_once) {
  for (int i = 0; i < 8; ++i) {
    const auto made = connections_->Create(Admin(), "example", root_, "More " + std::to_string(i));
    ASSERT_TRUE(made.ok());
    Configure(made->id);
  }
  Schedule schedule(db(), clock_);
  RunOnce(schedule);
  clock_.Advance(hours(7));
  EXPECT_EQ(RunOnce(schedule), 5);
  EXPECT_EQ(RunOnce(schedule), 4);
  EXPECT_EQ(RunOnce(schedule), 0);
}

class HealthChecksTest : public ConnectionTest {
 protected:
  void Build() override {
    ConnectionTest::Build();
    checks_ = std::make_unique<HealthChecks>(db(), *jobs_, *connections_, *calling_, *directories_, clock_, "busy");
    checks_->Register();
  }
  void TearDown() override {
    jobs_.reset();
    checks_.reset();
    ConnectionTest::TearDown();
  }
  std::vector<storage::Job> Open() {
    auto jobs = jobs_->List({.kind = std::string(kCheckConnection), .open_only = true});
    return jobs.ok() ? *jobs : std::vector<storage::Job>();
  }
  void Due() {
    ASSERT_TRUE(checks_->StartDue(hours(6)).ok());
    clock_.Advance(hours(7));
    ASSERT_TRUE(checks_->StartDue(hours(6)).ok());
  }
  std::unique_ptr<HealthChecks> checks_;
};
WHARF_ON_BOTH_DATABASES(HealthChecksTest);

TEST_P(HealthChecksTest, a_key_that_stops_working_is_seen_and_the_job_survives_a_restart) {
  Due();
  ASSERT_EQ(Open().size(), 1U);
  vendor_.Answers([](const net::Request&) { return Vendor::Json(boost::json::object{{"error", "bad key"}}, 401); });
  // The process ends before anybody worked on it.
  jobs_.reset();
  checks_.reset();
  Build();
  ASSERT_EQ(Open().size(), 1U);
  const auto job = Finish(Open().front().id);
  EXPECT_EQ(job.state, storage::JobState::done) << boost::json::serialize(job.result);
  EXPECT_EQ(job.result.at("state"), "failing");
  const auto connection = connections_->Find(Admin(), tool_.id);
  EXPECT_EQ(NameOf(connection->health.state), "failing");
  auto calls =
      db().ReadValue<CallPage>([&](storage::Session& session) { return ListCalls(session, tool_.id, {}, 1, 10); });
  ASSERT_FALSE(calls->items.empty());
  EXPECT_EQ(calls->items.front().source, "health");
  EXPECT_EQ(calls->items.front().why, "Checked on schedule");
}

TEST_P(HealthChecksTest, a_connection_that_is_busy_is_checked_later) {
  ASSERT_TRUE(checks_->StartDue(hours(6)).ok());
  ASSERT_TRUE(db().Write([&](storage::Session& session) -> Result<void> {
                    WHARF_TRY(jobs_->Add(session, "busy", root_, tool_.id.ToString(), "Busy", {}, "Anna", true));
                    return {};
                  })
                  .ok());
  clock_.Advance(hours(7));
  ASSERT_TRUE(checks_->StartDue(hours(6)).ok());
  EXPECT_TRUE(Open().empty());
  const auto busy = jobs_->List({.kind = "busy"});
  ASSERT_TRUE(jobs_->Cancel(busy->front().id).ok());
  clock_.Advance(minutes(11));
  ASSERT_TRUE(checks_->StartDue(hours(6)).ok());
  EXPECT_EQ(Open().size(), 1U);
}

TEST_P(HealthChecksTest, a_connection_that_was_uninstalled_meanwhile_is_no_failure) {
  Due();
  const auto id = Open().front().id;
  ASSERT_TRUE(connections_->Uninstall(Admin(), "example", root_, {}).ok());
  const auto job = Finish(id);
  EXPECT_EQ(job.state, storage::JobState::done);
  EXPECT_EQ(job.result.at("state"), "removed");
}

}  // namespace
}  // namespace wharf::connection
