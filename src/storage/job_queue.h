#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/result.h"
#include "storage/database.h"

namespace wharf::storage {

enum class JobState { waiting, running, done, failed, cancelled };

/// Work that outlives a request: it is stored, leased by one worker at a time, and continued by another after a crash.
struct Job {
  JobId id;
  std::string kind;             ///< "refresh_options", "import_organizations", …
  OrganizationId organization;  ///< whose it is: decides who may see it
  std::string subject;          ///< what it works on, for instance a connection's id; may be empty
  std::string title;            ///< for people: "Refresh options of NinjaOne"
  boost::json::object input;
  JobState state = JobState::waiting;
  boost::json::object progress;    ///< {"text":"page 7, 3,412 customers","done":3412,"total":null}
  boost::json::object checkpoint;  ///< where to go on after a crash; the kind's own business
  boost::json::object result;      ///< kind's own; with {"code","message"} when failed
  std::string created_by;          ///< the person's name
  Time created;
  std::optional<Time> started;
  std::optional<Time> ended;
  int attempt = 0;
  bool cancel_requested = false;
};

/// What a running job may do: report, remember where it is, find out that it should stop. Each call that writes renews
/// the lease and fails with `lease_lost` when another worker took over: stop at once then.
class JobContext {
 public:
  virtual ~JobContext() = default;
  [[nodiscard]] virtual const Job& job() const = 0;
  /// Cheap; written at most every 300 ms, the last one always. Must not be called inside a Write. A database that is
  /// away is no failure here.
  virtual Result<void> Report(boost::json::object progress) = 0;
  /// Stores the checkpoint in the transaction of `session`, fenced by the lease: whatever else that transaction writes
  /// is kept exactly if this worker still holds the job.
  virtual Result<void> Checkpoint(Session& session, const boost::json::object& checkpoint) = 0;
  /// True after a person cancelled the job, or the process is stopping (then the job is handed on, not ended), or the
  /// lease ran out, as after a long freeze. Ask before each call to the outside. Reads memory only.
  [[nodiscard]] virtual bool ShouldStop() const = 0;
};

/// Runs one kind of job; a value ends it as done. An error ends it as failed with that message, or as cancelled if a
/// person cancelled it. It is handed on, to be run again from its checkpoint, after the code `job_handed_on` (what to
/// return when ShouldStop says so), the codes `database_unavailable` and `commit_unknown`, and after an error of kind
/// `cancelled` while the process is stopping.
using JobKind = std::function<Result<boost::json::object>(JobContext&)>;

struct JobFilter {
  std::optional<std::vector<OrganizationId>> organizations = std::nullopt;  ///< nullopt: all
  std::optional<std::string> kind = std::nullopt;
  std::optional<std::string> subject = std::nullopt;
  bool open_only = false;
  int limit = 50;
};

struct JobTimes {
  /// How long a worker that is not heard of keeps its job.
  std::chrono::milliseconds lease = std::chrono::seconds(30);
  std::chrono::milliseconds poll = std::chrono::seconds(1);
  /// How long an ended job and its result can be read.
  std::chrono::hours keep = std::chrono::days(30);
};

/// The durable queue. Safe from any thread and any number of processes on one database. The oldest job goes first.
///
/// A job whose worker died is taken over when its lease has run out; after five deaths in a row without a checkpoint in
/// between it fails. On PostgreSQL leases go by the clock of the server, so the clocks of the machines need not agree.
/// While the database is away workers keep trying, and for one lease after it is back nothing is taken over, so that
/// its workers can renew theirs.
class JobQueue {
 public:
  JobQueue(Database& database, const Clock& clock, Random& random, const JobTimes& times = {});
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  /// Adds a job inside the caller's transaction, so that it exists exactly if the change does. With `only_one` an open
  /// job of the same kind, organization and subject is returned instead of making a second.
  Result<Job> Add(Session& session, std::string_view kind, OrganizationId organization, std::string_view subject,
                  std::string_view title, const boost::json::object& input, std::string_view created_by, bool only_one);
  /// Whether a job of that kind waits or runs for the subject, in the caller's transaction.
  Result<bool> HasOpen(Session& session, std::string_view kind, std::string_view subject);
  Result<std::optional<Job>> Find(JobId id);
  Result<std::vector<Job>> List(const JobFilter& filter);
  /// Asks a waiting or running job to stop. Ends at once if it waits, and within seconds also if its worker is dead. No
  /// effect on a job that has ended; `not_found` if there is none.
  Result<void> Cancel(JobId id);

  /// Before Start. This process takes only jobs of the kinds that are registered.
  void Register(std::string kind, JobKind run);
  /// Starts `workers` threads and one that polls every second, renews leases and removes what ended 30 days ago. A job
  /// that this process adds is taken at once.
  void Start(int workers);
  /// Hands running jobs on and joins the threads.
  void Stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wharf::storage
