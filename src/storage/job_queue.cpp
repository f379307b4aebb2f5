#include "storage/job_queue.h"

#include "storage/job_workers.h"

namespace wharf::storage {

struct JobQueue::State {
  State(Database& database_of_jobs, const Clock& clock_of_jobs, Random& random_of_jobs, const JobTimes& times)
      : database(database_of_jobs),
        clock(clock_of_jobs),
        random(random_of_jobs),
        workers(database_of_jobs, clock_of_jobs, random_of_jobs, times) {}

  Database& database;
  const Clock& clock;
  Random& random;
  JobWorkers workers;
};

JobQueue::JobQueue(Database& database, const Clock& clock, Random& random, const JobTimes& times)
    : state_(std::make_unique<State>(database, clock, random, times)) {}

JobQueue::~JobQueue() { Stop(); }

Result<Job> JobQueue::Add(Session& session, std::string_view kind, OrganizationId organization,
                          std::string_view subject, std::string_view title, const boost::json::object& input,
                          std::string_view created_by, bool only_one) {
  Job job;
  job.id = JobId::Make(state_->clock, state_->random);
  job.kind = kind;
  job.organization = organization;
  job.subject = subject;
  job.title = title;
  job.input = input;
  job.created_by = created_by;
  job.created = state_->clock.Now();
  WHARF_ASSIGN(Job added, InsertJob(session, job, only_one));
  session.AfterCommit([bell = state_->workers.bell()] { bell->Ring(); });
  return added;
}

Result<std::optional<Job>> JobQueue::Find(JobId id) {
  return state_->database.ReadValue<std::optional<Job>>([&](Session& session) { return FindJob(session, id); });
}

Result<bool> JobQueue::HasOpen(Session& session, std::string_view kind, std::string_view subject) {
  WHARF_ASSIGN(
      const auto open,
      ListJobs(session, {.kind = std::string(kind), .subject = std::string(subject), .open_only = true, .limit = 1}));
  return !open.empty();
}

Result<std::vector<Job>> JobQueue::List(const JobFilter& filter) {
  return state_->database.ReadValue<std::vector<Job>>([&](Session& session) { return ListJobs(session, filter); });
}

Result<void> JobQueue::Cancel(JobId id) {
  WHARF_ASSIGN(const bool known, state_->database.WriteValue<bool>([&](Session& session) {
    return RequestCancel(session, id, state_->clock.Now());
  }));
  if (!known) return Error{ErrorKind::not_found, "job_not_found", "There is no such job, or it ended long ago."};
  state_->workers.Cancel(id);
  return {};
}

void JobQueue::Register(std::string kind, JobKind run) { state_->workers.Register(std::move(kind), std::move(run)); }

void JobQueue::Start(int workers) { state_->workers.Start(workers); }

void JobQueue::Stop() { state_->workers.Stop(); }

}  // namespace wharf::storage
