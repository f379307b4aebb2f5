// PostgreSQL that goes away, freezes and comes back (known-faults 10.5).
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "storage/database.h"
#include "storage/job_queue.h"
#include "storage/job_store.h"
#include "storage/own_cluster.h"

namespace wharf::storage {
namespace {

using namespace std::chrono_literals;

class PostgresOutageTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!TestDatabase::HasPostgres()) GTEST_SKIP() << "WHARF_TEST_POSTGRES is not set";
    cluster_ = std::make_unique<OwnCluster>();
    ASSERT_FALSE(cluster_->url().empty());
    auto opened = Open({.url = cluster_->url(), .pool = 4, .statement_limit = 4s});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    database_ = *std::move(opened);
  }

  Result<std::int64_t> Read() {
    return database_->ReadValue<std::int64_t>([](Session& session) -> Result<std::int64_t> {
      WHARF_ASSIGN(const Rows rows, session.Query("SELECT COUNT(*) FROM revision"));
      return rows[0].Int(0);
    });
  }
  Result<void> Add(const std::string& topic) {
    return database_->Write([&](Session& session) -> Result<void> {
      WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES (?, 1)", topic));
      return {};
    });
  }
  template <class F>
  static std::chrono::steady_clock::duration TimeOf(F&& work) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - begun;
  }
  std::int64_t Connections() {
    return *database_->ReadValue<std::int64_t>([](Session& session) -> Result<std::int64_t> {
      WHARF_ASSIGN(const Rows rows,
                   session.Query("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'wharf'"));
      return rows[0].Int(0);
    });
  }

  std::unique_ptr<OwnCluster> cluster_;
  std::unique_ptr<Database> database_;
};

TEST_F(PostgresOutageTest, while_it_is_away_calls_fail_at_once_and_go_on_by_themselves_when_it_is_back) {
  ASSERT_TRUE(Add("before").ok());
  for (int round = 0; round < 2; ++round) {
    cluster_->StopAtOnce();
    for (int i = 0; i < 3; ++i) {
      EXPECT_LT(TimeOf([&] {
                  const auto read = Read();
                  ASSERT_FALSE(read.ok());
                  EXPECT_EQ(read.error().code, "database_unavailable");
                  EXPECT_EQ(read.error().kind, ErrorKind::unavailable);
                  EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
                }),
                1s);
      EXPECT_EQ(Add("during").error().code, "database_unavailable");
    }
    cluster_->StartAgain();
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (!Read() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(50ms);
    EXPECT_EQ(*Read(), 1 + round);
    EXPECT_TRUE(Add("after " + std::to_string(round)).ok());
  }
}

TEST_F(PostgresOutageTest, a_restart_between_two_calls_is_not_noticed) {
  ASSERT_TRUE(Add("before").ok());
  cluster_->StopAtOnce();
  cluster_->StartAgain();
  const auto read = Read();
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, 1);
  EXPECT_TRUE(Add("after").ok());
}

TEST_F(PostgresOutageTest, a_connection_lost_in_the_middle_of_a_write_runs_it_again) {
  int runs = 0;
  const auto written = database_->Write([&](Session& session) -> Result<void> {
    ++runs;
    WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES ('a', 1)"));
    if (runs == 1) WHARF_TRY(session.Query("SELECT pg_terminate_backend(pg_backend_pid())"));
    return {};
  });
  EXPECT_TRUE(written.ok()) << written.error().message;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(*Read(), 1);
}

TEST_F(PostgresOutageTest, a_connection_lost_before_the_commit_stores_nothing_and_says_that_it_is_not_known) {
  const auto written = database_->Write([&](Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES ('a', 1)"));
    WHARF_ASSIGN(const Rows rows, session.Query("SELECT pg_backend_pid()"));
    kill(static_cast<pid_t>(rows[0].Int(0)), SIGTERM);
    std::this_thread::sleep_for(500ms);
    return {};
  });
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, "commit_unknown");
  EXPECT_EQ(written.error().kind, ErrorKind::interrupted);
  EXPECT_EQ(*Read(), 0);
}

TEST_F(PostgresOutageTest, a_frozen_server_holds_no_call_longer_than_the_limits) {
  ASSERT_TRUE(Add("before").ok());
  const pid_t server = cluster_->ServerProcess();
  ASSERT_GT(server, 0);
  std::int64_t backend = 0;
  ASSERT_TRUE(database_
                  ->Read([&](Session& session) -> Result<void> {
                    WHARF_ASSIGN(const Rows rows, session.Query("SELECT pg_backend_pid()"));
                    backend = rows[0].Int(0);
                    return {};
                  })
                  .ok());
  kill(server, SIGSTOP);
  kill(static_cast<pid_t>(backend), SIGSTOP);
  // The first call finds an open connection that says nothing, the second makes a new one.
  EXPECT_LT(TimeOf([&] { EXPECT_EQ(Read().error().code, "statement_timeout"); }), 12s);
  EXPECT_LT(TimeOf([&] { EXPECT_EQ(Read().error().code, "database_unavailable"); }), 5s);
  kill(static_cast<pid_t>(backend), SIGCONT);
  kill(server, SIGCONT);
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(*Read(), 1);
}

TEST_F(PostgresOutageTest, a_wrong_password_is_told_at_once_without_showing_it) {
  std::string url = cluster_->url();
  url.insert(url.find('@'), "wrong");
  const std::string password = url.substr(url.find("wharf:") + 6, url.find('@') - url.find("wharf:") - 6);
  EXPECT_LT(TimeOf([&] {
              const auto refused = Open({.url = url});
              ASSERT_FALSE(refused.ok());
              EXPECT_NE(refused.error().message.find("does not let Wharf in"), std::string::npos)
                  << refused.error().message;
              EXPECT_EQ(refused.error().message.find(password), std::string::npos);
            }),
            3s);
}

TEST_F(PostgresOutageTest, opening_waits_for_a_server_that_is_starting) {
  cluster_->StopAtOnce();
  EXPECT_EQ(Open({.url = cluster_->url(), .wait = 300ms}).error().code, "database_unavailable");
  std::thread starting([&] {
    std::this_thread::sleep_for(700ms);
    cluster_->StartAgain();
  });
  const auto opened = Open({.url = cluster_->url(), .wait = 20s});
  starting.join();
  EXPECT_TRUE(opened.ok());
}

TEST_F(PostgresOutageTest, jobs_go_on_after_each_outage_and_none_is_lost_or_done_twice) {
  SystemRandom random;
  const SystemClock clock;
  JobQueue queue(*database_, clock, random, {.lease = 2s, .poll = 100ms});
  queue.Register("work", [&](JobContext& context) -> Result<boost::json::object> {
    std::this_thread::sleep_for(20ms);
    // The unique topic would refuse a second time.
    WHARF_TRY(database_->Write([&](Session& session) -> Result<void> {
      if (context.job().checkpoint.contains("done")) return {};
      WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES (?, 1)", context.job().id));
      return context.Checkpoint(session, {{"done", true}});
    }));
    return boost::json::object{};
  });
  queue.Start(3);
  const std::int64_t connections = Connections();
  std::vector<JobId> ids;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 40; ++i) {
      const auto job = database_->WriteValue<Job>([&](Session& session) {
        return queue.Add(session, "work", OrganizationId::Make(clock, random), "", "", {}, "", false);
      });
      ASSERT_TRUE(job.ok()) << job.error().message;
      ids.push_back(job->id);
    }
    std::this_thread::sleep_for(100ms);
    cluster_->StopAtOnce();
    // Longer than a lease in one of the rounds.
    std::this_thread::sleep_for(round == 1 ? 3s : 700ms);
    cluster_->StartAgain();
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (!Read() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(20ms);
  }
  const auto until = std::chrono::steady_clock::now() + 20s;
  for (const JobId& id : ids) {
    auto job = queue.Find(id);
    while ((!job || !(*job)->ended) && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(50ms);
      job = queue.Find(id);
    }
    ASSERT_TRUE(job.ok() && job->has_value());
    EXPECT_EQ(NameOf((*job)->state), "done") << boost::json::serialize((*job)->result);
  }
  EXPECT_EQ(*Read(), 120);
  EXPECT_LE(Connections(), std::max<std::int64_t>(connections, 4));
}

}  // namespace
}  // namespace wharf::storage
