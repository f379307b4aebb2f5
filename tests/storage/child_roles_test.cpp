// What ChildProcess runs. Disabled, so that they run only when they are asked for by name.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <thread>

#include "storage/backup.h"
#include "storage/child_process.h"
#include "storage/database.h"
#include "storage/job_queue.h"
#include "storage/vault.h"

namespace wharf::storage {
namespace {

using namespace std::chrono_literals;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::unique_ptr<Database> OpenIt() {
  auto database = Open({.url = Environment("CHILD_URL"), .folder = Environment("CHILD_FOLDER"), .pool = 4});
  if (database) return *std::move(database);
  Say(database.error().code);
  std::_Exit(1);
}

TEST(ChildRole, DISABLED_opens) {
  OpenIt();
  Say("open");
}

/// Each transaction adds the same number twice, and says it when it is committed.
TEST(ChildRole, DISABLED_writes) {
  const auto database = OpenIt();
  for (int number = 1;; ++number) {
    const auto written = database->Write([&](Session& session) -> Result<void> {
      for (const char* half : {"left ", "right "}) {
        WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES (?, ?)", half + std::to_string(number),
                                  number));
      }
      return {};
    });
    Say(written ? std::to_string(number) : written.error().code);
  }
}

TEST(ChildRole, DISABLED_backs_up) {
  const auto database = OpenIt();
  Say("begin");
  const auto made = Backup(*database, Environment("CHILD_FILE"));
  Say(made ? "made" : made.error().code);
}

TEST(ChildRole, DISABLED_rotates) {
  const auto database = OpenIt();
  SystemRandom random;
  const auto current = MasterKey::FromBase64(Environment("CHILD_KEY"));
  const auto next = MasterKey::FromBase64(Environment("CHILD_NEXT_KEY"));
  Say("begin");
  const auto rotated = Vault::Rotate(*database, *current, *next, random);
  Say(rotated ? "rotated" : rotated.error().code);
}

/// Works on jobs of kind "steps": twenty steps, each recorded with its checkpoint in one transaction.
TEST(ChildRole, DISABLED_works) {
  const auto database = OpenIt();
  SystemRandom random;
  const SystemClock clock;
  JobQueue queue(*database, clock, random, {.lease = 1500ms, .poll = 100ms});
  queue.Register("steps", [&](JobContext& context) -> Result<boost::json::object> {
    const auto* place = context.job().checkpoint.if_contains("step");
    for (std::int64_t step = place == nullptr ? 1 : place->as_int64() + 1; step <= 20; ++step) {
      std::this_thread::sleep_for(100ms);
      if (context.ShouldStop()) {
        Say("stopped");
        return Error{ErrorKind::cancelled, "job_handed_on", "Stopped."};
      }
      // Stands for a call to the outside.
      Say("step " + std::to_string(step));
      WHARF_TRY(database->Write([&](Session& session) -> Result<void> {
        WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES (?, ?)", "step " + std::to_string(step),
                                  context.job().attempt));
        return context.Checkpoint(session, {{"step", step}});
      }));
    }
    return boost::json::object{{"by", static_cast<std::int64_t>(getpid())}};
  });
  queue.Start(2);
  Say("working");
  for (;;) std::this_thread::sleep_for(1h);
}

}  // namespace
}  // namespace wharf::storage
