#pragma once

#include "api/shape.h"
#include "api/words.h"
#include "organization/access.h"
#include "storage/job_queue.h"

namespace wharf::api {

struct JobProgress {
  std::string text;
  std::int64_t done = 0;
  std::optional<std::int64_t> total;  ///< null while it is not known
};
BOOST_DESCRIBE_STRUCT(JobProgress, (), (text, done, total))

struct JobError {
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(JobError, (), (code, message))

/// Work that outlives a request.
struct Job {
  JobId id;
  std::string kind;
  std::string title;
  std::optional<std::string> subject;  ///< what it is about: a connection, an organization
  std::optional<OrganizationId> organization_id;
  storage::JobState state{};
  JobProgress progress;
  std::optional<boost::json::object> result;  ///< of a job that is done or was cancelled; its members are the kind's
  std::optional<JobError> error;              ///< of one that failed
  Time created_at;
  std::optional<Time> started_at;
  std::optional<Time> ended_at;
  std::optional<std::string> created_by;
  bool cancellable = false;
  bool has_report = false;
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (id, kind, title, subject, organization_id, state, progress, result, error, created_at,
                       started_at, ended_at, created_by, cancellable, has_report))

/// One row of an import's report.
struct JobReportRow {
  std::int64_t line = 0;
  std::string name;
  organization::ImportOutcome outcome{};
  std::optional<std::string> code;
  std::optional<std::string> message;
};
BOOST_DESCRIBE_STRUCT(JobReportRow, (), (line, name, outcome, code, message))

Job JobView(const storage::Job& job, const organization::Access& access);

}  // namespace wharf::api
