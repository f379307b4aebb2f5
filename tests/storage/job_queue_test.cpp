#include "storage/job_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "storage/database_fixture.h"
#include "storage/job_store.h"

namespace wharf::storage {
namespace {

using namespace std::chrono_literals;

constexpr JobTimes kQuick{.lease = 1200ms, .poll = 100ms};

class JobQueueTest : public DatabaseTest {
 protected:
  std::unique_ptr<JobQueue> MakeQueue(const JobTimes& times = kQuick) {
    return std::make_unique<JobQueue>(db(), clock_, random_, times);
  }
  Job Add(JobQueue& queue, std::string_view kind, std::string_view subject = "", bool only_one = false) {
    auto job = db().WriteValue<Job>([&](Session& session) {
      return queue.Add(session, kind, organization_, subject, "A job", {{"n", 7}}, "Ada", only_one);
    });
    EXPECT_TRUE(job.ok()) << job.error().message;
    return job.ok() ? *job : Job{};
  }
  Job Find(JobQueue& queue, JobId id) { return queue.Find(id)->value_or(Job{}); }
  Job WaitUntil(JobQueue& queue, JobId id, JobState state, std::chrono::milliseconds longest = 15s) {
    const auto until = std::chrono::steady_clock::now() + longest;
    Job job = Find(queue, id);
    while (job.state != state && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(5ms);
      job = Find(queue, id);
    }
    EXPECT_EQ(NameOf(job.state), NameOf(state));
    return job;
  }
  /// Takes the oldest job as another process would, for `lease`.
  Job ClaimAsOther(std::chrono::milliseconds lease) {
    auto job = db().WriteValue<std::optional<Job>>([&](Session& session) -> Result<std::optional<Job>> {
      WHARF_ASSIGN(const Time now, LeaseTime(session, clock_));
      return ClaimJob(session, {.kinds = {"work"}, .take_over = true}, now, now + lease);
    });
    EXPECT_TRUE(job.ok() && job->has_value());
    return job.ok() && *job ? **job : Job{};
  }

  SystemClock clock_;
  SystemRandom random_;
  OrganizationId organization_ = OrganizationId::Make(clock_, random_);
};
WHARF_ON_BOTH_DATABASES(JobQueueTest);

TEST_P(JobQueueTest, a_job_runs_soon_after_its_transaction_and_its_result_stays) {
  const auto queue = MakeQueue({.poll = 10s});
  queue->Register("work", [](JobContext& context) -> Result<boost::json::object> {
    WHARF_TRY(context.Report({{"text", "half"}}));
    WHARF_TRY(context.Report({{"text", "whole"}}));
    return boost::json::object{{"twice", context.job().input.at("n").as_int64() * 2}};
  });
  queue->Start(2);
  const auto begun = std::chrono::steady_clock::now();
  const Job added = Add(*queue, "work", "subject");
  EXPECT_EQ(added.state, JobState::waiting);
  const Job done = WaitUntil(*queue, added.id, JobState::done);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_EQ(done.result.at("twice").as_int64(), 14);
  EXPECT_EQ(done.progress.at("text").as_string(), "whole");
  EXPECT_EQ(done.attempt, 1);
  EXPECT_EQ(done.created_by, "Ada");
  EXPECT_EQ(done.subject, "subject");
  EXPECT_TRUE(done.started && done.ended && *done.ended >= *done.started);
}

TEST_P(JobQueueTest, a_job_of_a_transaction_that_failed_does_not_exist) {
  const auto queue = MakeQueue();
  JobId id;
  EXPECT_FALSE(db().Write([&](Session& session) -> Result<void> {
    WHARF_ASSIGN(const Job job, queue->Add(session, "work", organization_, "", "A job", {}, "Ada", false));
    id = job.id;
    return Error{ErrorKind::cancelled, "cancelled", "Stopped by the test."};
  }));
  EXPECT_FALSE(queue->Find(id)->has_value());
}

TEST_P(JobQueueTest, the_only_one_of_a_kind_and_subject_is_made_once) {
  const auto queue = MakeQueue();
  std::vector<std::thread> threads;
  std::vector<JobId> ids(8);
  std::latch start(8);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      ids[i] = Add(*queue, "work", "connection", true).id;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const JobId& id : ids) EXPECT_EQ(id, ids[0]);
  EXPECT_NE(Add(*queue, "work", "other", true).id, ids[0]);
  ASSERT_TRUE(queue->Cancel(ids[0]).ok());
  EXPECT_NE(Add(*queue, "work", "connection", true).id, ids[0]);
}

TEST_P(JobQueueTest, an_error_ends_a_job_with_its_code_and_message) {
  const auto queue = MakeQueue();
  queue->Register("fail", [](JobContext&) -> Result<boost::json::object> {
    return Error{ErrorKind::vendor_error, "vendor_said_no", "The tool refused. Check its key."};
  });
  queue->Register("throw", [](JobContext&) -> Result<boost::json::object> { throw std::runtime_error("secret"); });
  queue->Start(1);
  const Job failed = WaitUntil(*queue, Add(*queue, "fail").id, JobState::failed);
  EXPECT_EQ(failed.result.at("code").as_string(), "vendor_said_no");
  EXPECT_EQ(failed.result.at("message").as_string(), "The tool refused. Check its key.");
  const Job thrown = WaitUntil(*queue, Add(*queue, "throw").id, JobState::failed);
  EXPECT_EQ(thrown.result.at("code").as_string(), "job_crashed");
  EXPECT_EQ(boost::json::serialize(thrown.result).find("secret"), std::string::npos);
}

TEST_P(JobQueueTest, a_waiting_job_is_cancelled_at_once_and_a_running_one_when_it_looks) {
  const auto queue = MakeQueue();
  const Job waiting = Add(*queue, "work");
  ASSERT_TRUE(queue->Cancel(waiting.id).ok());
  EXPECT_EQ(Find(*queue, waiting.id).state, JobState::cancelled);
  ASSERT_TRUE(queue->Cancel(waiting.id).ok());
  EXPECT_EQ(queue->Cancel(JobId::Make(clock_, random_)).error().code, "job_not_found");

  queue->Register("work", [](JobContext& context) -> Result<boost::json::object> {
    while (!context.ShouldStop()) std::this_thread::sleep_for(1ms);
    return Error{ErrorKind::cancelled, "job_handed_on", "Stopped."};
  });
  queue->Start(1);
  const Job running = Add(*queue, "work");
  WaitUntil(*queue, running.id, JobState::running);
  // From another process, which only the database connects with the worker.
  ASSERT_TRUE(MakeQueue()->Cancel(running.id).ok());
  WaitUntil(*queue, running.id, JobState::cancelled, 5s);
}

// known-faults 6.6
TEST_P(JobQueueTest, a_job_cancelled_at_whatever_point_always_ends) {
  const auto queue = MakeQueue();
  queue->Register("work", [](JobContext& context) -> Result<boost::json::object> {
    for (int i = 0; i < 20 && !context.ShouldStop(); ++i) std::this_thread::sleep_for(1ms);
    if (context.ShouldStop()) return Error{ErrorKind::cancelled, "job_handed_on", "Stopped."};
    return boost::json::object{};
  });
  queue->Start(4);
  std::vector<JobId> ids;
  for (int i = 0; i < 60; ++i) {
    ids.push_back(Add(*queue, "work").id);
    std::this_thread::sleep_for(std::chrono::milliseconds(random_.Below(12)));
    ASSERT_TRUE(queue->Cancel(ids.back()).ok());
  }
  const auto until = std::chrono::steady_clock::now() + 10s;
  for (const JobId& id : ids) {
    Job job = Find(*queue, id);
    while ((job.state == JobState::waiting || job.state == JobState::running) &&
           std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(10ms);
      job = Find(*queue, id);
    }
    EXPECT_TRUE(job.state == JobState::cancelled || job.state == JobState::done) << NameOf(job.state);
  }
}

TEST_P(JobQueueTest, a_job_cancelled_while_its_worker_is_dead_ends_too) {
  const auto queue = MakeQueue();
  const Job job = Add(*queue, "work");
  ClaimAsOther(300ms);
  ASSERT_TRUE(queue->Cancel(job.id).ok());
  std::atomic<int> runs = 0;
  queue->Register("work", [&](JobContext&) -> Result<boost::json::object> {
    ++runs;
    return boost::json::object{};
  });
  queue->Start(1);
  WaitUntil(*queue, job.id, JobState::cancelled, 5s);
  EXPECT_EQ(runs, 0);
}

// known-faults 6.5
TEST_P(JobQueueTest, waiting_jobs_run_in_order_each_once_however_few_workers_there_are) {
  std::vector<JobId> ids;
  {
    const auto before_the_restart = MakeQueue();
    for (int i = 0; i < 10; ++i) {
      ids.push_back(Add(*before_the_restart, "work").id);
      std::this_thread::sleep_for(2ms);
    }
  }
  Reopen();
  const auto queue = MakeQueue();
  std::mutex mutex;
  std::vector<JobId> seen;
  queue->Register("work", [&](JobContext& context) -> Result<boost::json::object> {
    const std::lock_guard lock(mutex);
    seen.push_back(context.job().id);
    return boost::json::object{};
  });
  queue->Start(1);
  for (const JobId& id : ids) WaitUntil(*queue, id, JobState::done);
  EXPECT_EQ(seen, ids);
}

TEST_P(JobQueueTest, many_workers_of_many_queues_run_each_job_once) {
  std::atomic<int> runs = 0;
  std::vector<std::unique_ptr<JobQueue>> queues;
  for (int i = 0; i < 3; ++i) {
    queues.push_back(MakeQueue());
    queues.back()->Register("work", [&](JobContext&) -> Result<boost::json::object> {
      ++runs;
      return boost::json::object{};
    });
    queues.back()->Start(3);
  }
  std::vector<JobId> ids;
  for (int i = 0; i < 60; ++i) ids.push_back(Add(*queues[i % 3], "work").id);
  for (const JobId& id : ids) EXPECT_EQ(WaitUntil(*queues[0], id, JobState::done).attempt, 1);
  EXPECT_EQ(runs, 60);
}

// known-faults 6.4
TEST_P(JobQueueTest, a_lease_is_renewed_while_the_worker_lives) {
  std::atomic<int> runs = 0;
  std::vector<std::unique_ptr<JobQueue>> queues;
  for (int i = 0; i < 2; ++i) {
    queues.push_back(MakeQueue({.lease = 1s, .poll = 50ms}));
    queues.back()->Register("work", [&](JobContext& context) -> Result<boost::json::object> {
      ++runs;
      for (int slept = 0; slept < 60; ++slept) {
        std::this_thread::sleep_for(50ms);
        EXPECT_FALSE(context.ShouldStop());
      }
      return boost::json::object{};
    });
    queues.back()->Start(1);
  }
  const Job job = Add(*queues[0], "work");
  EXPECT_EQ(WaitUntil(*queues[0], job.id, JobState::done).attempt, 1);
  EXPECT_EQ(runs, 1);
}

// known-faults 6.4
TEST_P(JobQueueTest, a_worker_that_lost_its_lease_can_write_nothing_more) {
  const auto queue = MakeQueue();
  std::latch running(1);
  std::latch go_on(1);
  std::atomic<bool> refused = false;
  queue->Register("work", [&](JobContext& context) -> Result<boost::json::object> {
    if (context.job().attempt > 2) return boost::json::object{{"by", "the next"}};
    running.count_down();
    go_on.wait();
    const auto written = db().Write([&](Session& session) -> Result<void> {
      WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES ('written too late', 1)"));
      return context.Checkpoint(session, {{"place", 1}});
    });
    refused = !written && written.error().code == "lease_lost" && context.ShouldStop() &&
              context.Report({{"text", "late"}}).error().code == "lease_lost";
    return boost::json::object{{"by", "the late one"}};
  });
  queue->Start(1);
  const Job job = Add(*queue, "work");
  running.wait();
  // Another process takes over, as if this one had been frozen until its lease was over.
  ASSERT_TRUE(db().Write([&](Session& session) -> Result<void> {
                    WHARF_TRY(session.Execute("UPDATE job SET attempt = attempt + 1, lease_until = ? WHERE id = ?",
                                              clock_.Now() + 500ms, job.id));
                    return {};
                  })
                  .ok());
  go_on.count_down();
  const Job done = WaitUntil(*queue, job.id, JobState::done);
  EXPECT_TRUE(refused);
  EXPECT_EQ(done.result.at("by").as_string(), "the next");
  EXPECT_FALSE(done.progress.contains("text"));
  EXPECT_EQ(*db().ReadValue<std::int64_t>([](Session& session) -> Result<std::int64_t> {
    WHARF_ASSIGN(const Rows rows, session.Query("SELECT 1 FROM revision WHERE topic = 'written too late'"));
    return static_cast<std::int64_t>(rows.size());
  }),
            0);
}

TEST_P(JobQueueTest, another_worker_goes_on_from_the_checkpoint_of_a_dead_one) {
  const auto queue = MakeQueue();
  const Job job = Add(*queue, "work");
  const Job claimed = ClaimAsOther(400ms);
  ASSERT_TRUE(*db().WriteValue<bool>([&](Session& session) -> Result<bool> {
    WHARF_ASSIGN(const Time now, LeaseTime(session, clock_));
    return SaveCheckpoint(session, {claimed.id, claimed.attempt}, {{"page", 7}}, now + 400ms);
  }));
  queue->Register("work", [](JobContext& context) -> Result<boost::json::object> {
    return boost::json::object{{"from", context.job().checkpoint.at("page")}};
  });
  queue->Start(1);
  const Job done = WaitUntil(*queue, job.id, JobState::done);
  EXPECT_EQ(done.attempt, 2);
  EXPECT_EQ(done.result.at("from").as_int64(), 7);
}

TEST_P(JobQueueTest, a_job_that_kills_its_workers_is_given_up) {
  const auto queue = MakeQueue();
  const Job job = Add(*queue, "work");
  for (int i = 0; i < 5; ++i) {
    ClaimAsOther(20ms);
    std::this_thread::sleep_for(60ms);
  }
  std::atomic<int> runs = 0;
  queue->Register("work", [&](JobContext&) -> Result<boost::json::object> {
    ++runs;
    return boost::json::object{};
  });
  queue->Start(1);
  EXPECT_EQ(WaitUntil(*queue, job.id, JobState::failed).result.at("code").as_string(), "job_crashes");
  EXPECT_EQ(runs, 0);
}

TEST_P(JobQueueTest, stopping_hands_running_jobs_on) {
  const auto queue = MakeQueue();
  queue->Register("work", [&](JobContext& context) -> Result<boost::json::object> {
    if (context.job().attempt == 2) return boost::json::object{{"from", context.job().checkpoint.at("page")}};
    WHARF_TRY(db().Write([&](Session& session) { return context.Checkpoint(session, {{"page", 3}}); }));
    while (!context.ShouldStop()) std::this_thread::sleep_for(1ms);
    return Error{ErrorKind::cancelled, "call_cancelled", "Stopped."};
  });
  queue->Start(1);
  const Job job = Add(*queue, "work");
  while (!Find(*queue, job.id).checkpoint.contains("page")) std::this_thread::sleep_for(5ms);
  queue->Stop();
  EXPECT_EQ(Find(*queue, job.id).state, JobState::waiting);
  queue->Start(1);
  EXPECT_EQ(WaitUntil(*queue, job.id, JobState::done).result.at("from").as_int64(), 3);
}

TEST_P(JobQueueTest, a_job_of_an_unknown_kind_waits_for_a_process_that_knows_it) {
  const auto queue = MakeQueue();
  queue->Register("other", [](JobContext&) -> Result<boost::json::object> { return boost::json::object{}; });
  queue->Start(1);
  const Job job = Add(*queue, "work");
  WaitUntil(*queue, Add(*queue, "other").id, JobState::done);
  EXPECT_EQ(Find(*queue, job.id).state, JobState::waiting);
}

TEST_P(JobQueueTest, lists_are_of_the_organizations_asked_for_newest_first) {
  const auto queue = MakeQueue();
  const Job first = Add(*queue, "work", "a");
  std::this_thread::sleep_for(2ms);
  const Job second = Add(*queue, "other", "b");
  const auto ids = [&](const JobFilter& filter) {
    std::vector<JobId> found;
    const auto jobs = queue->List(filter);
    EXPECT_TRUE(jobs.ok());
    if (jobs) {
      for (const Job& job : *jobs) found.push_back(job.id);
    }
    return found;
  };
  const std::vector<JobId> both{second.id, first.id};
  EXPECT_EQ(ids({}), both);
  EXPECT_EQ(ids({.organizations = {{organization_, OrganizationId::Make(clock_, random_)}}}), both);
  EXPECT_TRUE(ids({.organizations = {{OrganizationId::Make(clock_, random_)}}}).empty());
  EXPECT_TRUE(ids({.organizations = std::vector<OrganizationId>{}}).empty());
  EXPECT_EQ(ids({.kind = "work"}), std::vector<JobId>{first.id});
  EXPECT_EQ(ids({.subject = "b"}), std::vector<JobId>{second.id});
  EXPECT_EQ(ids({.limit = 1}), std::vector<JobId>{second.id});
  ASSERT_TRUE(queue->Cancel(second.id).ok());
  EXPECT_EQ(ids({.open_only = true}), std::vector<JobId>{first.id});
}

TEST_P(JobQueueTest, ended_jobs_are_removed_after_their_time) {
  const auto queue = MakeQueue({.lease = 1s, .poll = 50ms, .keep = std::chrono::hours(1)});
  const Job old = Add(*queue, "work");
  const Job young = Add(*queue, "work");
  ASSERT_TRUE(queue->Cancel(old.id).ok());
  ASSERT_TRUE(queue->Cancel(young.id).ok());
  ASSERT_TRUE(db().Write([&](Session& session) -> Result<void> {
                    WHARF_TRY(session.Execute("UPDATE job SET ended = ? WHERE id = ?", clock_.Now() - 2h, old.id));
                    return {};
                  })
                  .ok());
  queue->Start(0);
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (queue->Find(old.id)->has_value() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_FALSE(queue->Find(old.id)->has_value());
  EXPECT_TRUE(queue->Find(young.id)->has_value());
}

}  // namespace
}  // namespace wharf::storage
