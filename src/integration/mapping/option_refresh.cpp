#include "integration/mapping/option_refresh.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/fold.h"
#include "base/text_encoding.h"
#include "integration/connection/connection_store.h"
#include "integration/connection/health_checks.h"
#include "integration/connection/option_filters.h"
#include "integration/definition/evaluate.h"
#include "integration/mapping/mapping_columns.h"
#include "integration/mapping/mapping_store.h"
#include "integration/mapping/refresh_progress.h"
#include "storage/revision.h"

namespace wharf::mapping {
namespace {

using connection::Connection;
using definition::MappingVariable;

constexpr std::size_t kMostOptions = 1'000'000;
constexpr std::chrono::minutes kPatience{10};

struct Pulled {
  std::string name;
  std::vector<std::string> domains;
  std::string detail;
};
using PulledById = std::map<std::string, Pulled>;

/// What the person picked to narrow the list, ready for one pull.
struct Narrowing {
  boost::json::object filter;                          ///< `filter` in templates
  boost::json::object input;                           ///< goes to the list action
  std::vector<const definition::TemplateText*> where;  ///< must hold for each row
};

Result<Narrowing> Narrow(const definition::Organizations& organizations, const boost::json::object& picked,
                         const templates::Context& context) {
  Narrowing narrowing;
  narrowing.filter = connection::FiltersInUse(organizations, picked);
  templates::Context scope(&context);
  scope.Set("filter", narrowing.filter);
  for (const auto& [name, filter] : organizations.filters) {
    if (!narrowing.filter.contains(name)) continue;
    if (filter.where) narrowing.where.push_back(&*filter.where);
    for (const auto& [parameter, tree] : filter.input) {
      WHARF_ASSIGN(auto made, definition::Evaluate(tree, scope));
      if (made.value) narrowing.input[parameter] = *std::move(made.value);
    }
  }
  return narrowing;
}

/// One row of the vendor's list as an option; nullopt if it is none (inactive, or without an id).
Result<std::optional<std::pair<std::string, Pulled>>> ReadOption(const boost::json::value& row,
                                                                 const MappingVariable& variable,
                                                                 const Narrowing& narrowing,
                                                                 const templates::Context& context) {
  using Read = std::optional<std::pair<std::string, Pulled>>;
  templates::Context scope(&context);
  scope.Set("item", row).Set("filter", narrowing.filter);
  for (const auto* where : narrowing.where) {
    WHARF_ASSIGN(const bool wanted, definition::Holds(*where, scope));
    if (!wanted) return Read();
  }
  if (variable.active) {
    WHARF_ASSIGN(const bool active, definition::Holds(*variable.active, scope));
    if (!active) return Read();
  }
  WHARF_ASSIGN(const auto id, definition::EvaluateText(variable.id, scope));
  WHARF_ASSIGN(const auto name, definition::EvaluateText(variable.name, scope));
  if (!id.text || id.text->empty()) return Read();
  Pulled pulled;
  pulled.name = name.text && !name.text->empty() ? *name.text : "#" + *id.text;
  pulled.name.resize(Beginning(pulled.name, 500).size());
  if (variable.domain) {
    WHARF_ASSIGN(const auto domain, definition::Evaluate(*variable.domain, scope));
    if (domain.value && domain.value->is_array()) {
      for (const auto& one : domain.value->get_array()) pulled.domains.push_back(definition::AsText(one));
    } else if (domain.value && !domain.value->is_null()) {
      pulled.domains.push_back(definition::AsText(*domain.value));
    }
    std::erase(pulled.domains, std::string());
  }
  for (const auto& [label, tree] : variable.details) {
    WHARF_ASSIGN(const auto made, definition::Evaluate(tree, scope));
    const std::string text = made.value ? definition::AsText(*made.value) : std::string();
    if (!text.empty()) pulled.detail += (pulled.detail.empty() ? "" : ", ") + text;
  }
  return Read(std::pair(*id.text, std::move(pulled)));
}

struct Difference {
  std::int64_t total = 0;
  std::int64_t added = 0;
  std::int64_t renamed = 0;
  std::int64_t gone = 0;
};

Result<void> WriteOption(storage::Session& session, ConnectionId connection, std::string_view variable,
                         const std::string& id, const Pulled& pulled, const Option* before, std::int64_t generation,
                         Difference& difference) {
  boost::json::array domains(pulled.domains.begin(), pulled.domains.end());
  if (before == nullptr) {
    ++difference.added;
    WHARF_TRY(session.Execute(
        "INSERT INTO mapping_option (connection_id, variable, option_id, name, folded_name, domains, detail, "
        "previous_name, "
        "first_seen, last_seen, renamed_in, gone_since) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, 0, NULL)",
        connection, variable, id, pulled.name, FoldForSearch(pulled.name), boost::json::serialize(domains),
        pulled.detail, generation, generation));
    return {};
  }
  const bool renamed = before->name != pulled.name;
  if (renamed) ++difference.renamed;
  const std::string rename = renamed ? ", previous_name = name, renamed_in = " + std::to_string(generation) : "";
  WHARF_TRY(
      session.Execute("UPDATE mapping_option SET name = ?, folded_name = ?, domains = ?, detail = ?, last_seen = ?, "
                      "gone_since = NULL" +
                          rename + " WHERE connection_id = ? AND variable = ? AND option_id = ?",
                      pulled.name, FoldForSearch(pulled.name), boost::json::serialize(domains), pulled.detail,
                      generation, connection, variable, id));
  return {};
}

/// What a pull brought.
struct PulledList {
  PulledById options;
  bool whole = true;   ///< false: more exist than were read
  bool blank = false;  ///< the tool answered without any content
  std::vector<std::string> warnings;
  std::int64_t pages = 0;
};

/// Replaces the list in one transaction.
Result<Difference> Replace(storage::Session& session, ConnectionId connection, std::string_view variable,
                           const PulledList& list, const std::string& tool, Time now) {
  Difference difference;
  const PulledById& pulled = list.options;
  difference.total = static_cast<std::int64_t>(pulled.size());
  WHARF_ASSIGN(const Pull pull, LoadPull(session, connection, variable));
  const std::int64_t generation = pull.generation + 1;
  WHARF_ASSIGN(const OptionsById before, LoadOptions(session, connection, variable, std::nullopt));
  const auto known = std::ranges::count_if(before, [](const auto& entry) { return !entry.second.gone_since; });
  if (pulled.empty() && list.blank && known > 0) {
    // An empty list is an answer; no answer is none, and must not cost what is known.
    return Error{ErrorKind::vendor_error, "options_blank",
                 tool + " answered without any content where its customers should be. The " + std::to_string(known) +
                     " that are known stay. Test the connection, then refresh again."};
  }
  for (const auto& [id, option] : pulled) {
    const auto old = before.find(id);
    WHARF_TRY(WriteOption(session, connection, variable, id, option, old == before.end() ? nullptr : &old->second,
                          generation, difference));
  }
  for (const auto& [id, option] : before) {
    if (!list.whole) break;  // whoever was not read may still be there
    if (pulled.contains(id) || option.gone_since) continue;
    ++difference.gone;
    WHARF_TRY(session.Execute(
        "UPDATE mapping_option SET gone_since = ? WHERE connection_id = ? AND variable = ? AND option_id = ?", now,
        connection, variable, id));
  }
  // What nobody maps and the tool no longer has is of no use.
  WHARF_TRY(session.Execute(
      "DELETE FROM mapping_option WHERE connection_id = ? AND variable = ? AND gone_since IS NOT NULL AND NOT EXISTS "
      "(SELECT 1 FROM mapping WHERE mapping.connection_id = mapping_option.connection_id AND mapping.variable = "
      "mapping_option.variable AND mapping.value = mapping_option.option_id)",
      connection, variable));
  WHARF_TRY(session.Execute(
      "INSERT INTO option_pull (connection_id, variable, generation, fetched_at, count, error) VALUES (?, ?, ?, ?, ?, "
      "'') "
      "ON CONFLICT (connection_id, variable) DO UPDATE SET generation = excluded.generation, fetched_at = "
      "excluded.fetched_at, count = excluded.count, error = ''",
      connection, variable, generation, now, difference.total));
  return difference;
}

Result<void> KeepError(storage::Session& session, ConnectionId connection, std::string_view variable,
                       const std::string& message) {
  WHARF_TRY(
      session.Execute("INSERT INTO option_pull (connection_id, variable, generation, fetched_at, count, error) VALUES "
                      "(?, ?, 0, NULL, 0, ?) "
                      "ON CONFLICT (connection_id, variable) DO UPDATE SET error = excluded.error",
                      connection, variable, message));
  return {};
}

/// Pulls one variable's options, reporting as pages come.
Result<PulledList> PullAll(call::Caller& caller, const MappingVariable& variable, const Narrowing& narrowing,
                           RefreshProgress& progress) {
  PulledList list;
  PulledById& pulled = list.options;
  call::RunOptions options;
  options.more_input = narrowing.input;
  options.patience = kPatience;
  options.should_stop = [&progress] { return progress.ShouldStop(); };
  options.on_page = [&](const call::RowsPage& page) -> Result<bool> {
    for (const auto& row : page.rows) {
      WHARF_ASSIGN(auto option, ReadOption(row, variable, narrowing, caller.context()));
      if (option) pulled.insert_or_assign(std::move(option->first), std::move(option->second));
    }
    list.pages = page.number;
    WHARF_TRY(progress.Came(page.number, pulled.size()));
    if (pulled.size() > kMostOptions) {
      return Error{ErrorKind::resource_exhausted, "too_many_options", "The tool has more than a million customers."};
    }
    return true;
  };
  WHARF_ASSIGN(const call::ActionResult result, call::RunSource(caller, *variable.source, caller.context(), options));
  // Values that are known come at once and not page by page.
  for (const auto& row : result.rows) {
    WHARF_ASSIGN(auto option, ReadOption(row, variable, narrowing, caller.context()));
    if (option) pulled.insert_or_assign(std::move(option->first), std::move(option->second));
  }
  list.whole = !result.truncated;
  list.blank = result.blank;
  list.warnings = result.warnings;
  return list;
}

}  // namespace

void OptionRefresh::Register() {
  jobs_.Register(std::string(kRefreshOptions), [this](storage::JobContext& context) { return Run(context); });
}

Result<storage::Job> OptionRefresh::Start(const organization::Access& access, ConnectionId id) {
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id, organization::Right::write));
  const auto* entry = connections_.catalog().Find(connection.integration);
  const std::string name = entry == nullptr ? connection.integration : entry->definition->name;
  return database_.WriteValue<storage::Job>([&](storage::Session& session) {
    return jobs_.Add(session, kRefreshOptions, connection.organization, id.ToString(), "Refresh options of " + name, {},
                     access.caller().name, true);
  });
}

Result<void> OptionRefresh::StartDue(std::chrono::hours period) {
  WHARF_ASSIGN(const auto directory, directories_.Current());
  return schedule_.Run(kRefreshOptions, period, *directory,
                       [&](storage::Session& session, const Connection& connection) -> Result<bool> {
                         const auto* entry = connections_.catalog().Find(connection.integration);
                         if (entry == nullptr || connection.health.state != connection::HealthState::healthy)
                           return true;
                         WHARF_ASSIGN(const storage::Rows pulled,
                                      session.Query("SELECT 1 FROM option_pull WHERE connection_id = ? AND fetched_at "
                                                    "IS NOT NULL LIMIT 1",
                                                    connection.id));
                         if (pulled.empty()) return true;
                         const std::string subject = connection.id.ToString();
                         WHARF_ASSIGN(const bool busy, jobs_.HasOpen(session, connection::kCheckConnection, subject));
                         if (busy) return false;
                         WHARF_TRY(jobs_.Add(session, kRefreshOptions, connection.organization, subject,
                                             "Refresh options of " + entry->definition->name, {}, "Schedule", true));
                         return true;
                       });
}

Result<boost::json::object> OptionRefresh::Run(storage::JobContext& context) {
  const auto id = ConnectionId::Parse(context.job().subject).value_or(ConnectionId{});
  WHARF_ASSIGN(const auto directory, directories_.Current());
  const auto access = organization::Access::System(directory, "Refresh options");
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id));
  const auto* entry = connections_.catalog().Find(connection.integration);
  if (entry == nullptr) return Error{ErrorKind::not_found, "integration_not_found", "The integration is gone."};
  RefreshProgress progress(context, entry->definition->name);
  const auto sleep = [&progress](std::chrono::milliseconds time) { return progress.Wait(time); };
  boost::json::object result{{"total", 0}, {"added", 0}, {"renamed", 0}, {"gone", 0}, {"pages", 0}};
  boost::json::array notes;
  const auto& organizations = entry->definition->organizations;
  for (const MappingVariable& variable : organizations.variables) {
    if (!variable.source) continue;
    const auto pull = [&]() -> Result<PulledList> {
      WHARF_ASSIGN(auto open,
                   calling_.Open(connection, "refresh", std::nullopt, sleep, "", "Its options are refreshed"));
      call::Caller& caller = open->caller();
      progress.Calls(&caller);
      // The filters are about the customers themselves: the list of the main variable.
      const bool is_main = &variable == &organizations.variables.front();
      Narrowing narrowing;
      if (is_main) {
        WHARF_ASSIGN(narrowing, Narrow(organizations, connection.filters, caller.context()));
      }
      auto pulled = PullAll(caller, variable, narrowing, progress);
      progress.Calls(nullptr);
      if (!pulled) {
        Error error = std::move(pulled).error();
        calling_.Note(connection, *open, error);
        error.message = caller.redactor().Clean(error.message);
        return error;
      }
      calling_.Note(connection, *open, std::nullopt);
      return pulled;
    };
    const auto pulled = pull();
    const auto replace = [&]() -> Result<Difference> {
      if (!pulled) return pulled.error();
      return database_.WriteValue<Difference>([&](storage::Session& session) -> Result<Difference> {
        // Fenced: a worker that lost its lease must not write an older list over a newer one.
        WHARF_TRY(context.Checkpoint(session, {{"variable", variable.variable}}));
        WHARF_ASSIGN(const Difference made,
                     Replace(session, id, variable.variable, *pulled, entry->definition->name, clock_.Now()));
        WHARF_TRY(storage::BumpRevision(session, MappingTopic(connection.integration)));
        return made;
      });
    };
    const auto difference = replace();
    if (!difference) {
      if (difference.error().kind == ErrorKind::cancelled) {
        return Error{ErrorKind::cancelled, "job_handed_on", "The refresh was stopped."};
      }
      static_cast<void>(database_.Write([&](storage::Session& session) -> Result<void> {
        WHARF_TRY(KeepError(session, id, variable.variable, difference.error().message));
        WHARF_TRY(storage::BumpRevision(session, MappingTopic(connection.integration)));
        return {};
      }));
      return difference.error();
    }
    const auto add = [&](const char* name, std::int64_t more) { result[name] = result[name].as_int64() + more; };
    add("total", difference->total);
    add("added", difference->added);
    add("renamed", difference->renamed);
    add("gone", difference->gone);
    add("pages", pulled->pages);
    for (const auto& warning : pulled->warnings) notes.emplace_back(warning);
  }
  result["warnings"] = std::move(notes);
  return result;
}

}  // namespace wharf::mapping
