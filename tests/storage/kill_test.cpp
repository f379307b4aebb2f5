// Processes that are killed or frozen in the middle of something: what is left must be whole.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "storage/backup.h"
#include "storage/child_process.h"
#include "storage/database_fixture.h"
#include "storage/job_queue.h"
#include "storage/job_store.h"
#include "storage/vault.h"

namespace wharf::storage {
namespace {

using namespace std::chrono_literals;

class KillTest : public DatabaseTest {
 protected:
  std::map<std::string, std::string> Where(std::map<std::string, std::string> more = {}) {
    more["CHILD_URL"] = options().url;
    more["CHILD_FOLDER"] = options().folder;
    return more;
  }
  std::int64_t Number(const std::string& sql) {
    const auto number = db().ReadValue<std::int64_t>([&](Session& session) -> Result<std::int64_t> {
      WHARF_ASSIGN(const Rows rows, session.Query(sql));
      return rows.at(0).Int(0);
    });
    EXPECT_TRUE(number.ok());
    return number.ok() ? *number : -1;
  }
  void CheckIntegrity() {
    if (GetParam() != Dialect::sqlite) return;
    const auto rows = db().ReadValue<Rows>([](Session& session) { return session.Query("PRAGMA integrity_check"); });
    EXPECT_EQ(rows->at(0).Text(0), "ok");
  }
  std::string File(const std::string& name) const { return options().folder + "/" + name; }
  static void Sleep(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }
};
WHARF_ON_BOTH_DATABASES(KillTest);

TEST_P(KillTest, what_was_confirmed_before_kill_9_is_there_and_nothing_is_there_by_half) {
  for (int round = 0; round < 4; ++round) {
    int confirmed = 0;
    {
      ChildProcess child("writes", Where());
      for (int i = 0; i < 5 + 37 * round; ++i) confirmed = std::stoi(child.Line());
      child.Signal(SIGKILL);
      // What it said before it died counts, too.
      for (std::string line = child.Line(); !line.empty(); line = child.Line()) confirmed = std::stoi(line);
    }
    Reopen();
    CheckIntegrity();
    const std::int64_t left = Number("SELECT COUNT(*) FROM revision WHERE topic LIKE 'left %'");
    EXPECT_GE(left, confirmed);
    EXPECT_LE(left, confirmed + 1);
    EXPECT_EQ(left, Number("SELECT COUNT(*) FROM revision WHERE topic LIKE 'right %'"));
    EXPECT_EQ(left, Number("SELECT MAX(value) FROM revision"));
    ASSERT_TRUE(db().Write([](Session& session) { return session.RunScript("DELETE FROM revision"); }).ok());
  }
}

// known-faults 10.3
TEST_P(KillTest, kill_9_during_a_backup_leaves_no_file_that_looks_finished) {
  ASSERT_TRUE(db().Write([](Session& session) -> Result<void> {
                    for (int i = 0; i < 4000; ++i) {
                      WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES (?, ?)",
                                                std::to_string(i) + std::string(200, 'x'), i));
                    }
                    return {};
                  })
                  .ok());
  int finished = 0;
  for (int round = 0; round < 8; ++round) {
    const std::string file = File("kill-" + std::to_string(round) + ".backup");
    {
      ChildProcess child("backs_up", Where({{"CHILD_FILE", file}}));
      ASSERT_EQ(child.Line(), "begin");
      Sleep(std::chrono::milliseconds(6 * round));
    }
    if (std::filesystem::exists(file)) {
      ++finished;
      EXPECT_TRUE(CheckBackup(file).ok());
    }
  }
  EXPECT_TRUE(Backup(db(), File("whole.backup")).ok());
  EXPECT_LT(finished, 8);
}

// known-faults 10.2
TEST_P(KillTest, rotation_goes_on_after_kill_9_and_all_values_open) {
  SystemRandom random;
  const SystemClock clock;
  const MasterKey key = MasterKey::Make(random);
  const MasterKey next = MasterKey::Make(random);
  std::vector<std::pair<OrganizationId, std::string>> sealed;
  {
    const auto vault = Vault::Open(db(), key, random);
    ASSERT_TRUE(db().Write([&](Session& session) -> Result<void> {
                      sealed.clear();
                      for (int i = 0; i < 300; ++i) {
                        const OrganizationId organization = OrganizationId::Make(clock, random);
                        WHARF_ASSIGN(const std::string text,
                                     (*vault)->Seal(session, organization, "a", Secret("value " + std::to_string(i))));
                        sealed.emplace_back(organization, text);
                      }
                      return {};
                    })
                    .ok());
  }
  const auto environment = Where(
      {{"CHILD_KEY", std::string(key.ToBase64().Reveal())}, {"CHILD_NEXT_KEY", std::string(next.ToBase64().Reveal())}});
  {
    ChildProcess child("rotates", environment);
    ASSERT_EQ(child.Line(), "begin");
    while (Number("SELECT COUNT(*) FROM vault_mark") < 2) Sleep(0ms);
    Sleep(2ms);
  }
  if (Number("SELECT COUNT(*) FROM vault_mark") == 2) {
    EXPECT_EQ(Vault::Open(db(), key, random).error().code, "rotation_unfinished");
    EXPECT_EQ(Vault::Open(db(), next, random).error().code, "rotation_unfinished");
    EXPECT_EQ(Vault::Rotate(db(), key, MasterKey::Make(random), random).error().code, "master_key_wrong");
  }
  ASSERT_TRUE(Vault::Rotate(db(), key, next, random).ok());
  EXPECT_EQ(Vault::Open(db(), key, random).error().code, "master_key_wrong");
  const auto vault = Vault::Open(db(), next, random);
  ASSERT_TRUE(vault.ok());
  int opened = 0;
  for (const auto& [organization, text] : sealed) {
    const auto value =
        db().ReadValue<Secret>([&](Session& session) { return (*vault)->Unseal(session, organization, "a", text); });
    opened += value.ok() ? 1 : 0;
  }
  EXPECT_EQ(opened, 300);
}

class WorkerKillTest : public KillTest {
 protected:
  Job AddSteps() {
    auto job = db().WriteValue<Job>([&](Session& session) {
      return queue().Add(session, "steps", OrganizationId::Make(clock_, random_), "", "Steps", {}, "Ada", false);
    });
    return *job;
  }
  JobQueue& queue() {
    if (!queue_) queue_ = std::make_unique<JobQueue>(db(), clock_, random_);
    return *queue_;
  }
  Job WaitForEnd(JobId id) {
    const auto until = std::chrono::steady_clock::now() + 30s;
    Job job = **queue().Find(id);
    while (!job.ended && std::chrono::steady_clock::now() < until) {
      Sleep(20ms);
      job = **queue().Find(id);
    }
    return job;
  }
  void TearDown() override {
    queue_.reset();
    KillTest::TearDown();
  }

 private:
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<JobQueue> queue_;
};
WHARF_ON_BOTH_DATABASES(WorkerKillTest);

// known-faults 6.5
TEST_P(WorkerKillTest, a_job_of_a_killed_worker_is_finished_by_another_without_a_step_lost_or_done_twice) {
  const Job job = AddSteps();
  {
    ChildProcess first("works", Where());
    while (first.Line() != "step 7") continue;
  }
  ChildProcess second("works", Where());
  const Job done = WaitForEnd(job.id);
  EXPECT_EQ(NameOf(done.state), "done");
  EXPECT_EQ(done.attempt, 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM revision WHERE topic LIKE 'step %'"), 20);
}

// known-faults 6.4
TEST_P(WorkerKillTest, a_frozen_worker_makes_no_further_step_when_it_goes_on) {
  const Job job = AddSteps();
  ChildProcess frozen("works", Where());
  while (frozen.Line() != "step 5") continue;
  // Between two steps: a process that is frozen while it writes to SQLite holds up all others.
  while (Number("SELECT COUNT(*) FROM revision WHERE topic LIKE 'step %'") < 5) Sleep(1ms);
  frozen.Signal(SIGSTOP);
  ChildProcess second("works", Where());
  const Job done = WaitForEnd(job.id);
  EXPECT_EQ(NameOf(done.state), "done");
  frozen.Signal(SIGCONT);
  EXPECT_EQ(frozen.Line(), "stopped");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM revision WHERE topic LIKE 'step %'"), 20);
  EXPECT_EQ((*queue().Find(job.id))->result.at("by"), done.result.at("by"));
}

class FirstStartTest : public testing::TestWithParam<Dialect> {};
WHARF_ON_BOTH_DATABASES(FirstStartTest);

TEST_P(FirstStartTest, several_processes_that_start_at_once_on_a_new_database_all_open_it) {
  if (GetParam() == Dialect::postgresql && !TestDatabase::HasPostgres()) GTEST_SKIP() << "no PostgreSQL";
  for (int round = 0; round < 3; ++round) {
    const TestDatabase place(GetParam(), TestDatabase::Content::nothing);
    std::vector<std::unique_ptr<ChildProcess>> children;
    for (int i = 0; i < 5; ++i) {
      children.push_back(std::make_unique<ChildProcess>(
          "opens", std::map<std::string, std::string>{{"CHILD_URL", place.options().url},
                                                      {"CHILD_FOLDER", place.options().folder}}));
    }
    for (const auto& child : children) EXPECT_EQ(child->Line(), "open");
    const auto database = Open(place.options());
    ASSERT_TRUE(database.ok());
    const auto applied = (*database)->ReadValue<std::vector<std::int64_t>>(AppliedMigrations);
    EXPECT_EQ(applied->size(), Migrations().size());
  }
}

}  // namespace
}  // namespace wharf::storage
