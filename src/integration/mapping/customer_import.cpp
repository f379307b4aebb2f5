#include "integration/mapping/customer_import.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "base/fold.h"
#include "integration/mapping/mapping_store.h"
#include "organization/job_caller.h"
#include "organization/job_input.h"
#include "organization/organization_csv.h"
#include "organization/organization_rules.h"
#include "organization/tree_change.h"

namespace wharf::mapping {
namespace {

using connection::Connection;
using organization::Access;
using organization::ImportCounts;
using organization::ImportOutcome;
using organization::ImportRow;
using organization::Right;
using organization::TreeChange;

constexpr std::size_t kBatch = 100;
constexpr std::size_t kMostChosen = 100'000;

std::string TextOf(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t NumberOf(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

boost::json::object ToJson(const ImportCounts& counts) {
  return {
      {"imported", counts.imported}, {"skipped", counts.skipped}, {"failed", counts.failed}, {"total", counts.total()}};
}

void Refuse(ImportRow& row, ImportOutcome outcome, std::string_view code, std::string message) {
  row.outcome = outcome;
  row.code = code;
  row.message = std::move(message);
}

/// "https://www.acme.example/about" as its host; vendors give websites where domains are asked for.
std::string_view HostIn(std::string_view website) {
  if (const auto scheme = website.find("://"); scheme != std::string_view::npos) website.remove_prefix(scheme + 3);
  website = website.substr(0, website.find_first_of("/?#:"));
  if (website.starts_with("www.")) website.remove_prefix(4);
  return website;
}

/// What can be a domain of the new organization.
std::vector<std::string> UsableDomains(const Option& option, const TreeChange& change, ImportRow& row) {
  std::vector<std::string> usable;
  for (const std::string& given : option.domains) {
    const auto domain = organization::CleanDomain(HostIn(given));
    if (domain && !change.DomainTaken(*domain)) {
      if (std::find(usable.begin(), usable.end(), *domain) == usable.end()) usable.push_back(*domain);
    } else if (row.code.empty()) {
      Refuse(row, ImportOutcome::imported, "DOMAIN_LEFT_OUT",
             domain ? "The domain " + *domain + " belongs to another organization; it was left out."
                    : "Its website is no domain; it was left out.");
    }
  }
  return usable;
}

/// What every customer of a batch is judged by.
struct Known {
  OptionsById options;
  std::unordered_map<std::string, std::vector<OrganizationId>> mapped;
};

/// Makes one organization, or says in `row` why not.
Result<std::optional<NewMapping>> MakeOne(TreeChange& change, OrganizationId parent, const std::string& id,
                                          const Known& known, std::string_view how, ImportRow& row) {
  const auto refuse = [&row](ImportOutcome outcome, std::string_view code, std::string message) {
    Refuse(row, outcome, code, std::move(message));
    return std::optional<NewMapping>();
  };
  const auto option = known.options.find(id);
  if (option == known.options.end() || option->second.state == OptionState::gone) {
    return refuse(ImportOutcome::failed, organization::kNotFound, "The tool no longer has this customer.");
  }
  row.name = option->second.name;
  if (known.mapped.contains(id)) {
    return refuse(ImportOutcome::skipped, "ALREADY_MAPPED", "An organization is mapped to this customer already.");
  }
  const auto name = organization::CleanName(option->second.name);
  if (!name) return refuse(ImportOutcome::failed, name.error().code, name.error().message);
  if (change.NameTaken(parent, *name)) {
    return refuse(ImportOutcome::skipped, organization::kDuplicateInDatabase,
                  "There is an organization of this name already. Map it to the customer instead.");
  }
  const auto made =
      change.Add({.name = *name, .parent = parent, .domains = UsableDomains(option->second, change, row)}, how);
  if (made) return std::optional(NewMapping{made->id, made->name, id, option->second.name});
  switch (made.error().kind) {
    case ErrorKind::not_found:
      return refuse(ImportOutcome::failed, organization::kNotFound, made.error().message);
    case ErrorKind::permission_denied:
      return refuse(ImportOutcome::failed, organization::kUnauthorized, made.error().message);
    case ErrorKind::invalid_argument:
    case ErrorKind::already_exists:
      return refuse(ImportOutcome::failed, organization::kInvalidFormat, made.error().message);
    default:
      return made.error();
  }
}

}  // namespace

/// What one transaction works on.
struct CustomerImport::Batch {
  const Connection& connection;
  const std::string& variable;
  OrganizationId parent;
  std::string save_id;
  std::string how;
  std::int64_t first_line = 1;
  std::span<const std::string> ids;
};

void CustomerImport::Register() {
  jobs_.Register(std::string(kImportCustomers), [this](storage::JobContext& context) { return Run(context); });
}

Result<std::vector<std::string>> CustomerImport::Choose(const CustomerImportRequest& request,
                                                        const std::string& variable) {
  using Ids = std::vector<std::string>;
  if (request.options) {
    Ids chosen;
    std::set<std::string> seen;
    for (const std::string& id : *request.options) {
      if (seen.insert(id).second) chosen.push_back(id);
    }
    return chosen;
  }
  const std::string search = FoldForSearch(request.search);
  return database_.ReadValue<Ids>([&](storage::Session& session) -> Result<Ids> {
    WHARF_ASSIGN(const OptionsById options, LoadOptions(session, request.connection, variable, std::nullopt));
    WHARF_ASSIGN(const auto mappings, LoadMappings(session, request.connection, variable, std::nullopt));
    std::set<std::string> taken;
    for (const auto& [organization, mapping] : mappings) taken.insert(mapping.value);
    std::vector<std::pair<std::string, std::string>> by_name;
    for (const auto& [id, option] : options) {
      std::string folded = FoldForSearch(option.name);
      if (option.state == OptionState::gone || taken.contains(id)) continue;
      if (folded.find(search) == std::string::npos) continue;
      by_name.emplace_back(std::move(folded), id);
    }
    std::sort(by_name.begin(), by_name.end());
    Ids chosen;
    for (auto& [name, id] : by_name) chosen.push_back(std::move(id));
    return chosen;
  });
}

Result<storage::Job> CustomerImport::Start(const Access& access, const CustomerImportRequest& request) {
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, request.connection, Right::write));
  WHARF_ASSIGN(const auto parent, access.Require(Right::write, request.parent));
  WHARF_ASSIGN(const std::string variable, mappings_.VariableName(access, request.connection, ""));
  const auto top = access.directory().PositionOf(connection.organization);
  if (!top || !access.directory().Subtree(*top).Holds(parent)) {
    const std::string message = "The new organizations must be below the connection's own organization.";
    return Error{ErrorKind::invalid_argument, "invalid_input", message, {{"/parent_id", "outside", message}}};
  }
  WHARF_ASSIGN(const std::vector<std::string> chosen, Choose(request, variable));
  if (chosen.empty() || chosen.size() > kMostChosen) {
    const std::string message = chosen.empty() ? "There is no customer to import. Refresh the options first."
                                               : "At most 100,000 customers can be imported at once.";
    return Error{ErrorKind::invalid_argument, "invalid_input", message, {{"/option_ids", "length", message}}};
  }
  const auto* entry = connections_.catalog().Find(connection.integration);
  const std::string tool = entry == nullptr ? connection.integration : entry->definition->name;
  const boost::json::object input{{"caller", organization::SaveCaller(access.caller())},
                                  {"parent", request.parent.ToString()},
                                  {"save_id", Uuid::Make(clock_, random_).ToString()}};
  const std::string list = boost::json::serialize(boost::json::array(chosen.begin(), chosen.end()));
  const std::string subject = connection.id.ToString();
  return database_.WriteValue<storage::Job>([&](storage::Session& session) -> Result<storage::Job> {
    WHARF_ASSIGN(storage::Job job, jobs_.Add(session, kImportCustomers, connection.organization, subject,
                                             "Import organizations from " + tool, input, access.caller().name, true));
    if (job.input != input) {
      return Error{ErrorKind::conflict, "import_running",
                   "Another import from this connection is under way. Wait for it, or cancel it."};
    }
    WHARF_TRY(organization::StoreJobInput(session, job.id, list));
    WHARF_TRY(audit_.Record(session, access.caller(),
                            {.organization = request.parent,
                             .action = "organization.import_started",
                             .subject_kind = "organization",
                             .subject_id = request.parent.ToString(),
                             .subject_name = access.directory().At(parent).name,
                             .summary = "Started to import " + std::to_string(chosen.size()) + " customers of " + tool +
                                        " below " + access.directory().At(parent).name}));
    return job;
  });
}

Result<std::vector<ImportRow>> CustomerImport::Write(storage::Session& session, const Access& access,
                                                     const Batch& batch) {
  WHARF_ASSIGN(TreeChange change, TreeChange::Begin(session, directories_, audit_, clock_, random_, access));
  Known known;
  WHARF_ASSIGN(known.options, LoadOptions(session, batch.connection.id, batch.variable, batch.ids));
  WHARF_ASSIGN(known.mapped, LoadMappedTo(session, batch.connection.id, batch.variable, batch.ids));
  std::vector<ImportRow> report;
  std::vector<NewMapping> made;
  for (const std::string& id : batch.ids) {
    ImportRow row;
    row.line = batch.first_line + static_cast<std::int64_t>(report.size());
    row.name = id;
    WHARF_ASSIGN(auto mapping, MakeOne(change, batch.parent, id, known, batch.how, row));
    if (mapping) made.push_back(*std::move(mapping));
    report.push_back(std::move(row));
  }
  if (!made.empty()) WHARF_TRY(mappings_.MapNew(session, access, batch.connection, batch.save_id, made));
  return report;
}

Result<boost::json::object> CustomerImport::Run(storage::JobContext& context) {
  const storage::Job& job = context.job();
  const auto* saved = job.input.if_contains("caller");
  const boost::json::object caller =
      saved != nullptr && saved->is_object() ? saved->get_object() : boost::json::object();
  WHARF_ASSIGN(const std::string list, database_.ReadValue<std::string>([&](storage::Session& session) {
    return organization::LoadJobInput(session, job.id);
  }));
  std::vector<std::string> ids;
  const boost::json::value parsed = boost::json::parse(list);
  for (const auto& id : parsed.as_array()) ids.emplace_back(id.as_string());
  ImportCounts counts{NumberOf(job.checkpoint, "imported"), NumberOf(job.checkpoint, "skipped"),
                      NumberOf(job.checkpoint, "failed")};
  const auto connection_id = ConnectionId::Parse(job.subject).value_or(ConnectionId{});
  while (static_cast<std::size_t>(counts.total()) < ids.size()) {
    if (context.ShouldStop())
      return Error{ErrorKind::cancelled, "job_handed_on", "Stopped between two groups of customers."};
    // Asked anew for each group: a role that is taken away, or an uninstalled connection, stops it where it stands.
    WHARF_ASSIGN(const Access access, organization::RestoreAccess(users_, directories_, caller));
    WHARF_ASSIGN(const Connection connection, connections_.Find(access, connection_id, Right::write));
    WHARF_ASSIGN(const std::string variable, mappings_.VariableName(access, connection_id, ""));
    const auto done = static_cast<std::size_t>(counts.total());
    const auto* entry = connections_.catalog().Find(connection.integration);
    const Batch batch{connection,
                      variable,
                      OrganizationId::Parse(TextOf(job.input, "parent")).value_or(OrganizationId{}),
                      TextOf(job.input, "save_id"),
                      " from " + (entry == nullptr ? connection.integration : entry->definition->name),
                      counts.total() + 1,
                      std::span(ids).subspan(done, std::min(kBatch, ids.size() - done))};
    ImportCounts next;
    WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
      next = counts;
      WHARF_ASSIGN(const auto report, Write(session, access, batch));
      for (const ImportRow& row : report) {
        if (row.outcome == ImportOutcome::imported) ++next.imported;
        if (row.outcome == ImportOutcome::skipped) ++next.skipped;
        if (row.outcome == ImportOutcome::failed) ++next.failed;
      }
      WHARF_TRY(organization::ImportReport::Add(session, job.id, report));
      return context.Checkpoint(session, ToJson(next));
    }));
    counts = next;
    WHARF_TRY(context.Report({{"text", std::to_string(counts.imported) + " organizations imported"},
                              {"done", counts.total()},
                              {"total", static_cast<std::int64_t>(ids.size())}}));
  }
  WHARF_TRY(database_.Write([&](storage::Session& session) { return organization::DropJobInput(session, job.id); }));
  boost::json::object result = ToJson(counts);
  result["save_id"] = job.input.at("save_id");
  return result;
}

}  // namespace wharf::mapping
