#include "organization/organization_import.h"

#include <algorithm>
#include <utility>

#include "organization/import_decision.h"
#include "organization/job_caller.h"
#include "organization/job_input.h"
#include "organization/organization_rules.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kBatch = 200;
constexpr std::size_t kShownRows = 10;
constexpr std::size_t kShownProblems = 1000;
constexpr std::size_t kShownCell = 500;
constexpr std::size_t kReportedName = 300;

Error TooLarge() {
  return {ErrorKind::resource_exhausted, "file_too_large",
          "The file is larger than 100 MB. Split it, or leave columns out that are not needed."};
}

ImportRow FailedRow(std::int64_t line, std::string_view name, const Error& error) {
  return {line, std::string(Beginning(name, kReportedName)), ImportOutcome::failed, error.code, error.message};
}

/// Where the file stops being CSV, as the last row of the report.
ImportRow BrokenRow(const CsvRow& row, const Error& error) {
  return {static_cast<std::int64_t>(row.line()), "", ImportOutcome::failed, std::string(kInvalidFormat), error.message};
}

void CountIn(ImportCounts& counts, ImportOutcome outcome) {
  if (outcome == ImportOutcome::imported) ++counts.imported;
  if (outcome == ImportOutcome::skipped) ++counts.skipped;
  if (outcome == ImportOutcome::failed) ++counts.failed;
}

boost::json::object ToJson(const ImportCounts& counts) {
  return {
      {"imported", counts.imported}, {"skipped", counts.skipped}, {"failed", counts.failed}, {"total", counts.total()}};
}

/// Why an import ended before its file. That nothing was changed is true of one group of rows only.
Error BrokenOff(Error error, const ImportCounts& counts) {
  if (error.code != "storage_full") return error;
  error.message = "The disk is full. " + std::to_string(counts.imported) +
                  " rows were imported before and are there. Free some space and send the file again; what is there is "
                  "skipped.";
  return error;
}

std::int64_t NumberOf(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

std::string TextOf(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// An open file with its columns known.
struct OpenFile {
  CsvReader reader;
  ImportColumns columns;
};

Result<OpenFile> OpenText(std::string_view text) {
  WHARF_ASSIGN(CsvReader reader, CsvReader::Open(text));
  WHARF_ASSIGN(ImportColumns columns, ImportColumns::Recognize(reader.columns()));
  return OpenFile{std::move(reader), std::move(columns)};
}

}  // namespace

std::string OrganizationImport::Template() {
  CsvWriter csv;
  csv.Row({"name", "parent", "domains", "enabled", "tags", "slug"});
  csv.Row({"Alder & Finch Dental", "", "alderfinch.example", "yes", "dental; gold", ""});
  csv.Row({"Alder & Finch Dental North", "Alder & Finch Dental", "", "yes", "dental", "alder-finch-north"});
  return csv.Take();
}

Result<ImportPreview> OrganizationImport::Preview(const Access& access, OrganizationId place, std::string bytes) {
  WHARF_TRY(access.Require(Right::write, place));
  if (bytes.size() > kMostImportBytes) return TooLarge();
  const DecodedText decoded = DecodeText(std::move(bytes));
  WHARF_ASSIGN(OpenFile file, OpenText(decoded.text));
  ImportPreview preview;
  preview.delimiter = file.reader.delimiter();
  preview.encoding = decoded.encoding;
  if (!decoded.notice.empty()) preview.notices.push_back(decoded.notice);
  preview.notices.insert(preview.notices.end(), file.columns.notices().begin(), file.columns.notices().end());
  for (std::size_t i = 0; i < file.reader.columns().size(); ++i) {
    preview.columns.push_back({std::string(Beginning(file.reader.columns()[i], kShownCell)), file.columns.FieldOf(i)});
  }
  const auto report = [&](ImportRow row) {
    CountIn(preview.counts, row.outcome);
    if (row.outcome != ImportOutcome::imported && preview.problems.size() < kShownProblems) {
      preview.problems.push_back(std::move(row));
    }
  };
  ImportDecider decider(place);
  CsvRow row;
  for (;;) {
    const auto more = file.reader.Next(row);
    if (!more) {
      report(BrokenRow(row, more.error()));
      break;
    }
    if (!*more) break;
    if (preview.rows.size() < kShownRows) {
      auto& shown = preview.rows.emplace_back();
      for (std::size_t i = 0; i < preview.columns.size(); ++i) shown.emplace_back(Beginning(row[i], kShownCell));
    }
    const auto record = ReadImportRecord(row, file.columns);
    if (!record) {
      report(
          FailedRow(static_cast<std::int64_t>(row.line()), file.columns.Text(row, ImportField::name), record.error()));
      continue;
    }
    ImportDecider::Decision decision = decider.Decide(access, *record);
    // Nothing is made here, but rows further down may name this one as their parent.
    if (decision.wanted) decider.Imported(*record, decision.wanted->parent, OrganizationId::Make(clock_, random_));
    decider.Keep();
    report(std::move(decision.row));
  }
  return preview;
}

Result<storage::Job> OrganizationImport::Start(const Access& access, OrganizationId place, std::string_view bytes,
                                               std::string_view file_name) {
  WHARF_ASSIGN(const Directory::Position position, access.Require(Right::write, place));
  if (bytes.size() > kMostImportBytes) return TooLarge();
  {
    // A file that cannot be read at all is told at once and not by a failed job.
    const DecodedText decoded = DecodeText(std::string(bytes));
    WHARF_TRY(OpenText(decoded.text));
  }
  const std::string shown_name = file_name.empty() ? "a file" : std::string(Beginning(file_name, 200));
  const std::string title = "Import organizations from " + shown_name;
  const boost::json::object input{
      {"place", place.ToString()}, {"file", shown_name}, {"caller", SaveCaller(access.caller())}};
  return database_.WriteValue<storage::Job>([&](storage::Session& session) -> Result<storage::Job> {
    WHARF_ASSIGN(storage::Job job,
                 jobs_.Add(session, kImportOrganizations, place, "", title, input, access.caller().name, false));
    WHARF_TRY(StoreJobInput(session, job.id, bytes));
    WHARF_TRY(audit_.Record(session, access.caller(),
                            {.organization = place,
                             .action = "organization.import_started",
                             .subject_kind = "organization",
                             .subject_id = place.ToString(),
                             .subject_name = access.directory().At(position).name,
                             .summary = "Started to import organizations from " + shown_name + " below " +
                                        access.directory().At(position).name}));
    return job;
  });
}

void OrganizationImport::Register() {
  jobs_.Register(std::string(kImportOrganizations), [this](storage::JobContext& context) { return Run(context); });
}

namespace {

/// One run of the job: from where the last one came to, to the end.
class ImportRun {
 public:
  ImportRun(storage::JobContext& context, OpenFile file, OrganizationId place)
      : context_(context),
        file_(std::move(file)),
        decider_(place),
        source_(" from " + TextOf(context.job().input, "file")),
        done_(NumberOf(context.job().checkpoint, "rows")) {
    counts_.imported = NumberOf(context.job().checkpoint, "imported");
    counts_.skipped = NumberOf(context.job().checkpoint, "skipped");
    counts_.failed = NumberOf(context.job().checkpoint, "failed");
  }

  [[nodiscard]] const ImportCounts& counts() const { return counts_; }

  /// Reads again what an earlier run did, to know which names and domains the file has had.
  void CatchUp(const Access& access, const ImportReport::Outcomes& report) {
    CsvRow row;
    for (std::int64_t i = 0; i < done_ && !finished_; ++i) {
      const auto more = file_.reader.Next(row);
      finished_ = !more || !*more;
      const auto outcome = report.find(static_cast<std::int64_t>(row.line()));
      if (finished_ || outcome == report.end() || outcome->second == ImportOutcome::failed) continue;
      const auto record = ReadImportRecord(row, file_.columns);
      if (!record) continue;
      const auto parent = decider_.FindParent(access, *record);
      if (!parent) continue;
      const auto place = access.directory().PositionOf(*parent);
      const auto made = place ? access.directory().ChildNamed(*place, record->name) : std::nullopt;
      if (made && outcome->second == ImportOutcome::imported) {
        decider_.Imported(*record, *parent, access.directory().At(*made).id);
      } else {
        decider_.Skipped(*record, *parent);
      }
    }
    decider_.Keep();
  }

  /// The next rows of the file, at most kBatch, the last one perhaps saying why there are no more. False at the end.
  bool ReadBatch() {
    batch_.clear();
    CsvRow row;
    while (batch_.size() < kBatch && !finished_) {
      const auto more = file_.reader.Next(row);
      finished_ = !more || !*more;
      if (!more) batch_.push_back({std::nullopt, BrokenRow(row, more.error())});
      if (finished_) break;
      auto record = ReadImportRecord(row, file_.columns);
      if (record) {
        batch_.push_back({*std::move(record), {}});
      } else {
        batch_.push_back({std::nullopt, FailedRow(static_cast<std::int64_t>(row.line()),
                                                  file_.columns.Text(row, ImportField::name), record.error())});
      }
    }
    return !batch_.empty();
  }

  /// Writes the batch, its report and the place in the file. May run again after a serialization failure; Commit keeps
  /// what the last run did.
  Result<void> Write(TreeChange& change) {
    decider_.Undo();
    next_counts_ = counts_;
    std::vector<ImportRow> report;
    for (const Line& line : batch_) {
      ImportRow row = line.failed;
      if (line.record) {
        WHARF_ASSIGN(row, WriteRecord(change, *line.record));
      }
      CountIn(next_counts_, row.outcome);
      report.push_back(std::move(row));
    }
    WHARF_TRY(ImportReport::Add(change.session(), context_.job().id, report));
    boost::json::object checkpoint = ToJson(next_counts_);
    checkpoint["rows"] = done_ + static_cast<std::int64_t>(batch_.size());
    return context_.Checkpoint(change.session(), checkpoint);
  }

  Result<void> Commit() {
    decider_.Keep();
    counts_ = next_counts_;
    done_ += static_cast<std::int64_t>(batch_.size());
    return context_.Report(
        {{"text", std::to_string(done_) + " rows, " + std::to_string(counts_.imported) + " imported"},
         {"done", done_},
         {"total", nullptr}});
  }

 private:
  struct Line {
    std::optional<ImportRecord> record;
    ImportRow failed;
  };

  Result<ImportRow> WriteRecord(TreeChange& change, const ImportRecord& record) {
    ImportDecider::Decision decision = decider_.Decide(change.access(), record);
    if (!decision.wanted) {
      if (decision.row.outcome == ImportOutcome::skipped) {
        WHARF_ASSIGN(const OrganizationId parent, decider_.FindParent(change.access(), record));
        decider_.Skipped(record, parent);
      }
      return std::move(decision.row);
    }
    auto made = change.Add(*decision.wanted, source_);
    if (made) {
      decider_.Imported(record, made->parent, made->id);
      return std::move(decision.row);
    }
    // What the decider cannot see: a tree that is too deep, a slug that another row got by chance, a parent that went.
    std::string_view code;
    switch (made.error().kind) {
      case ErrorKind::invalid_argument:
        code = kInvalidFormat;
        break;
      case ErrorKind::already_exists:
        code = made.error().code == "slug_taken" ? kInvalidSlug : kDuplicateInDatabase;
        break;
      case ErrorKind::not_found:
        code = kNotFound;
        break;
      case ErrorKind::permission_denied:
        code = kUnauthorized;
        break;
      default:
        return std::move(made).error();
    }
    return ImportRow{record.line, record.name, ImportOutcome::failed, std::string(code), made.error().message};
  }

  storage::JobContext& context_;
  OpenFile file_;
  ImportDecider decider_;
  std::string source_;
  std::int64_t done_;
  ImportCounts counts_;
  std::vector<Line> batch_;
  ImportCounts next_counts_;
  bool finished_ = false;
};

}  // namespace

Result<boost::json::object> OrganizationImport::Run(storage::JobContext& context) {
  const storage::Job& job = context.job();
  const OrganizationId place = OrganizationId::Parse(TextOf(job.input, "place")).value_or(OrganizationId{});
  const auto* caller = job.input.if_contains("caller");
  const boost::json::object saved =
      caller != nullptr && caller->is_object() ? caller->get_object() : boost::json::object();
  WHARF_ASSIGN(std::string bytes, database_.ReadValue<std::string>(
                                      [&](storage::Session& session) { return LoadJobInput(session, job.id); }));
  const DecodedText decoded = DecodeText(std::move(bytes));
  WHARF_ASSIGN(OpenFile file, OpenText(decoded.text));
  ImportRun run(context, std::move(file), place);
  {
    WHARF_ASSIGN(const Access access, RestoreAccess(users_, directories_, saved));
    WHARF_ASSIGN(const auto report, database_.ReadValue<ImportReport::Outcomes>([&](storage::Session& session) {
      return ImportReport::LoadOutcomes(session, job.id);
    }));
    run.CatchUp(access, report);
  }
  while (run.ReadBatch()) {
    if (context.ShouldStop())
      return Error{ErrorKind::cancelled, "job_handed_on", "Stopped between two groups of rows."};
    // Asked anew for each group: a role that is taken away stops the import where it stands.
    WHARF_ASSIGN(const Access access, RestoreAccess(users_, directories_, saved));
    const auto written = database_.Write([&](storage::Session& session) -> Result<void> {
      WHARF_ASSIGN(TreeChange change, TreeChange::Begin(session, directories_, audit_, clock_, random_, access));
      return run.Write(change);
    });
    if (!written) return BrokenOff(written.error(), run.counts());
    WHARF_TRY(run.Commit());
  }
  WHARF_TRY(database_.Write([&](storage::Session& session) { return DropJobInput(session, job.id); }));
  return ToJson(run.counts());
}

}  // namespace wharf::organization
