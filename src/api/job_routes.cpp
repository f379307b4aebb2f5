#include "api/job_view.h"
#include "api/live_events.h"
#include "api/resource.h"

namespace wharf::api {
namespace {

using organization::Right;

Result<storage::Job> FindJob(const Asked& asked, Right right) {
  WHARF_ASSIGN(const auto id, asked.Id<JobId>(0));
  WHARF_ASSIGN(auto job, asked.services.jobs.Find(id));
  if (!job || !asked.access.Sees(job->organization)) {
    return Error{ErrorKind::not_found, "job_not_found", "There is no such job."};
  }
  WHARF_TRY(asked.access.Require(right, job->organization));
  return *std::move(job);
}

Result<ListOf<Job>> List(const Asked& asked) {
  storage::JobFilter filter;
  filter.open_only = asked.Flag("open", false);
  if (const std::string kind = asked.Text("kind"); !kind.empty()) filter.kind = kind;
  if (const std::string subject = asked.Text("subject"); !subject.empty()) filter.subject = subject;
  if (!asked.access.MayEverywhere(Right::read)) {
    std::vector<OrganizationId> seen;
    for (const auto& interval : asked.access.Intervals(Right::read)) {
      for (auto p = interval.enter; p < interval.leave; ++p) seen.push_back(asked.access.directory().At(p).id);
    }
    filter.organizations = std::move(seen);
  }
  WHARF_ASSIGN(const auto jobs, asked.services.jobs.List(filter));
  ListOf<Job> list;
  for (const auto& job : jobs) list.items.push_back(JobView(job, asked.access));
  return list;
}

Result<Job> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto job, FindJob(asked, Right::read));
  return JobView(job, asked.access);
}

Result<void> Cancel(const Asked& asked) {
  WHARF_ASSIGN(const auto job, FindJob(asked, Right::write));
  return asked.services.jobs.Cancel(job.id);
}

Result<PageOf<JobReportRow>> Report(const Asked& asked) {
  WHARF_ASSIGN(const auto job, FindJob(asked, Right::read));
  WHARF_ASSIGN(const auto page, asked.services.import_report.List(
                                    asked.access, job, organization::ParseImportOutcome(asked.Text("outcome")),
                                    asked.page(), asked.page_size()));
  std::vector<JobReportRow> items;
  for (const auto& row : page.items) {
    items.push_back({row.line, row.name, row.outcome, TextOrNull(row.code), TextOrNull(row.message)});
  }
  return PageOf<JobReportRow>(std::move(items), page.total, asked);
}

Result<Reply> ReportCsv(const Asked& asked) {
  WHARF_ASSIGN(const auto job, FindJob(asked, Right::read));
  std::string csv;
  WHARF_TRY(asked.services.import_report.WriteCsv(asked.access, job,
                                                  organization::ParseImportOutcome(asked.Text("outcome")),
                                                  [&](std::string_view piece) -> Result<void> {
                                                    csv += piece;
                                                    return {};
                                                  }));
  return Reply::File("text/csv; charset=utf-8", "import-report.csv", std::move(csv));
}

Result<Reply> Stream(const Asked& asked) {
  net::Response response;
  response.headers.Set("Content-Type", "text/event-stream");
  response.headers.Set("Cache-Control", "no-store");
  LiveEvents& events = asked.services.events;
  response.on_stream = [&events, access = asked.access](std::shared_ptr<net::EventStream> stream) {
    events.Subscribe(std::move(stream), access);
  };
  return Reply{200, nullptr, std::move(response)};
}

/// What the work itself wrote down of its progress or its failure.
std::optional<std::string> TextIn(const boost::json::object& written, std::string_view name) {
  const auto* value = written.if_contains(name);
  return value != nullptr && value->is_string() ? std::optional<std::string>(value->get_string()) : std::nullopt;
}

std::optional<std::int64_t> NumberIn(const boost::json::object& written, std::string_view name) {
  const auto* value = written.if_contains(name);
  return value == nullptr ? std::nullopt : shape::IntegerOf(*value);
}

}  // namespace

Job JobView(const storage::Job& job, const organization::Access& access) {
  using storage::JobState;
  const bool open = job.state == JobState::waiting || job.state == JobState::running;
  Job view{job.id,
           job.kind,
           job.title,
           TextOrNull(job.subject),
           job.organization,
           job.state,
           {},
           std::nullopt,
           std::nullopt,
           job.created,
           job.started,
           job.ended,
           TextOrNull(job.created_by)};
  view.progress.text = TextIn(job.progress, "text").value_or("");
  view.progress.done = NumberIn(job.progress, "done").value_or(0);
  view.progress.total = NumberIn(job.progress, "total");
  if (job.state == JobState::failed) {
    view.error = JobError{TextIn(job.result, "code").value_or("failed"),
                          TextIn(job.result, "message").value_or("The job failed.")};
  } else if (!open) {
    view.result = job.result;
  }
  view.cancellable = open && access.May(Right::write, job.organization);
  view.has_report = job.kind.starts_with("import_");
  return view;
}

std::vector<Route> JobRoutes() {
  return {
      Get<List>("/api/v1/jobs", "List jobs").Asks({{"open", Parameter::Kind::flag}, {"kind"}, {"subject"}}),
      Get<Show>("/api/v1/jobs/{id}", "Show a job"),
      Post<Cancel>("/api/v1/jobs/{id}/cancel", "Cancel a job"),
      Get<Report>("/api/v1/jobs/{id}/report", "The report of an import, row by row").Asks({{"outcome"}}).Pages(),
      Get<ReportCsv>("/api/v1/jobs/{id}/report.csv", "The report of an import as CSV")
          .Asks({{"outcome"}})
          .GivesFile("text/csv"),
      Get<Stream>("/api/v1/events", "Live events: jobs and changes").GivesFile("text/event-stream"),
  };
}

}  // namespace wharf::api
