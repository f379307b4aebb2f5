#include "api/job_view.h"
#include "api/live_events.h"
#include "api/route.h"

namespace wharf::api {
namespace {

using organization::Right;

std::string_view NameOfState(storage::JobState state) {
  switch (state) {
    case storage::JobState::waiting:
      return "waiting";
    case storage::JobState::running:
      return "running";
    case storage::JobState::done:
      return "done";
    case storage::JobState::failed:
      return "failed";
    case storage::JobState::cancelled:
      return "cancelled";
  }
  return "waiting";
}

Result<storage::Job> FindJob(const Asked& asked, Right right) {
  WHARF_ASSIGN(const auto id, asked.Id<JobId>(0));
  WHARF_ASSIGN(auto job, asked.services.jobs.Find(id));
  if (!job || !asked.access.Sees(job->organization)) {
    return Error{ErrorKind::not_found, "job_not_found", "There is no such job."};
  }
  WHARF_TRY(asked.access.Require(right, job->organization));
  return *std::move(job);
}

Result<Reply> List(const Asked& asked) {
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
  boost::json::array items;
  for (const auto& job : jobs) items.push_back(JobView(job, asked.access));
  return Reply{200, boost::json::object{{"items", std::move(items)}}};
}

Result<Reply> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto job, FindJob(asked, Right::read));
  return Reply{200, JobView(job, asked.access)};
}

Result<Reply> Cancel(const Asked& asked) {
  WHARF_ASSIGN(const auto job, FindJob(asked, Right::write));
  WHARF_TRY(asked.services.jobs.Cancel(job.id));
  return Reply::Nothing();
}

Result<Reply> Report(const Asked& asked) {
  WHARF_ASSIGN(const auto job, FindJob(asked, Right::read));
  WHARF_ASSIGN(const auto page, asked.services.import_report.List(
                                    asked.access, job, organization::ParseImportOutcome(asked.Text("outcome")),
                                    asked.page(), asked.page_size()));
  boost::json::array items;
  for (const auto& row : page.items) {
    items.push_back(boost::json::object{{"line", row.line},
                                        {"name", row.name},
                                        {"outcome", NameOf(row.outcome)},
                                        {"code", OrNull(row.code)},
                                        {"message", OrNull(row.message)}});
  }
  return Reply{200, Page(std::move(items), page.total, asked)};
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

}  // namespace

boost::json::object JobView(const storage::Job& job, const organization::Access& access) {
  const bool open = job.state == storage::JobState::waiting || job.state == storage::JobState::running;
  boost::json::object progress{{"text", ""}, {"done", 0}, {"total", nullptr}};
  for (const auto& [name, value] : job.progress) progress[name] = value;
  boost::json::value error;
  boost::json::value result;
  if (job.state == storage::JobState::failed) {
    error = boost::json::object{{"code", TextOf(job.result, "code").value_or("failed")},
                                {"message", TextOf(job.result, "message").value_or("The job failed.")}};
  } else if (!open) {
    result = job.result;
  }
  return {{"id", job.id.ToString()},
          {"kind", job.kind},
          {"title", job.title},
          {"subject", OrNull(job.subject)},
          {"organization_id", job.organization.ToString()},
          {"state", NameOfState(job.state)},
          {"progress", std::move(progress)},
          {"result", std::move(result)},
          {"error", std::move(error)},
          {"created_at", FormatTime(job.created)},
          {"started_at", When(job.started)},
          {"ended_at", When(job.ended)},
          {"created_by", OrNull(job.created_by)},
          {"cancellable", open && access.May(Right::write, job.organization)},
          {"has_report", job.kind.starts_with("import_")}};
}

std::vector<Route> JobRoutes() {
  return {
      {"GET", "/api/v1/jobs", "List jobs", List},
      {"GET", "/api/v1/jobs/{id}", "Show a job", Show},
      {"POST", "/api/v1/jobs/{id}/cancel", "Cancel a job", Cancel},
      {"GET", "/api/v1/jobs/{id}/report", "The report of an import, row by row", Report},
      {"GET", "/api/v1/jobs/{id}/report.csv", "The report of an import as CSV", ReportCsv},
      {"GET", "/api/v1/events", "Live events: jobs and changes (text/event-stream)", Stream},
  };
}

}  // namespace wharf::api
