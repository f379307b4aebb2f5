#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "integration/mapping/mapping_place.h"
#include "integration/mapping/mapping_store.h"
#include "organization/changed_meanwhile.h"
#include "storage/revision.h"

namespace wharf::mapping {
namespace {

using organization::Access;
using organization::Directory;
using organization::Right;

Result<std::optional<std::string>> OptionName(storage::Session& session, ConnectionId connection,
                                              std::string_view variable, std::string_view option) {
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT name FROM mapping_option WHERE connection_id = ? AND variable = ? AND "
                             "option_id = ?",
                             connection, variable, option));
  return rows.empty() ? std::optional<std::string>() : std::optional(rows.front().Text(0));
}

Result<std::optional<Mapping>> LoadOne(storage::Session& session, ConnectionId connection, std::string_view variable,
                                       OrganizationId organization) {
  WHARF_ASSIGN(auto found,
               LoadMappings(session, connection, variable, std::span<const OrganizationId>(&organization, 1)));
  const auto mapping = found.find(organization);
  return mapping == found.end() ? std::optional<Mapping>() : std::optional(std::move(mapping->second));
}

/// "Acme was mapped to Acme Ltd by Anna 2 min ago."
std::string WhatHappened(const std::string& who, const std::optional<Mapping>& now, Time time) {
  if (!now) return who + " was unmapped meanwhile.";
  return who + " was mapped to " + (now->option_name.empty() ? now->value : now->option_name) + " by " +
         now->updated_by + " " + organization::Ago(now->updated, time) + ".";
}

/// Comes before anything is judged: the revision's row is held until the transaction ends, so whoever saves at the same
/// time looks at what this one made. Otherwise both would find the version that they saw, and the first save be lost.
Result<void> TakeTurn(storage::Session& session) {
  WHARF_TRY(storage::BumpRevision(session, "mapping"));
  return {};
}

}  // namespace

/// One mapping before and after.
struct Mappings::Change {
  OrganizationId organization;
  std::string organization_name;
  std::optional<Mapping> before;
  std::optional<std::string> value;
  std::optional<std::string> option_name = std::nullopt;  ///< nullopt: it is looked up
};

Result<std::optional<LastSave>> LoadLastSave(storage::Session& session, ConnectionId connection) {
  WHARF_ASSIGN(const storage::Rows saves,
               session.Query("SELECT s.id, s.at, s.by_name, s.changed FROM mapping_save s WHERE s.undone_at IS NULL "
                             "AND s.id IN (SELECT save_id FROM mapping_save_change WHERE connection_id = ?) ORDER BY "
                             "s.at DESC, s.id DESC LIMIT 1",
                             connection));
  if (saves.empty()) return std::optional<LastSave>();
  const storage::Row& row = saves.front();
  return std::optional(LastSave{row.Text(0), row.When(1), row.Text(2), row.Int(3)});
}

Result<void> Mappings::Apply(storage::Session& session, const Access& access, const Place& place, const Change& change,
                             const std::string& save_id, Saved& saved) {
  const std::string& variable = place.variable->variable;
  const ConnectionId id = place.connection.id;
  const auto old_value = change.before ? std::optional(change.before->value) : std::nullopt;
  const auto old_name = change.before ? std::optional(change.before->option_name) : std::nullopt;
  std::int64_t version = 0;
  if (change.value) {
    Mapping mapping;
    mapping.organization = change.organization;
    mapping.variable = variable;
    mapping.value = *change.value;
    std::optional<std::string> name = change.option_name;
    if (!name) {
      WHARF_ASSIGN(name, OptionName(session, id, variable, mapping.value));
    }
    mapping.option_name = name.value_or("");
    // Grows over clearing too, so that a version never comes twice for one organization.
    mapping.version = version = (change.before ? change.before->version : clock_.Now().time_since_epoch().count()) + 1;
    mapping.updated = clock_.Now();
    mapping.updated_by = access.caller().name;
    WHARF_TRY(PutMapping(session, id, mapping));
    WHARF_TRY(FreeVariable(session, change.organization, variable, id));
    WHARF_TRY(variables_.SetSystem(session, access.caller(), change.organization, variable, *change.value, id, false));
    ++saved.saved;
  } else {
    WHARF_TRY(RemoveMapping(session, id, change.organization, variable));
    WHARF_TRY(variables_.ClearSystem(session, change.organization, variable, id));
    ++saved.cleared;
  }
  WHARF_TRY(
      session.Execute("DELETE FROM mapping_suggestion WHERE connection_id = ? AND organization_id = ? AND variable = ?",
                      id, change.organization, variable));
  WHARF_TRY(session.Execute(
      "INSERT INTO mapping_save_change (save_id, connection_id, organization_id, variable, value_before, name_before, "
      "version_after) VALUES (?, ?, ?, ?, ?, ?, ?)",
      save_id, id, change.organization, variable, old_value, old_name, version));
  const std::string& tool = place.entry->definition->name;
  const std::string& who = change.organization_name;
  return audit_.Record(session, access.caller(),
                       {change.organization,
                        change.value ? "mapping.saved" : "mapping.cleared",
                        "mapping",
                        id.ToString(),
                        who,
                        (change.value ? "Mapped " : "Unmapped ") + who + " in " + tool,
                        {organization::FieldChange(variable, old_value, change.value)}});
}

Result<void> Mappings::FreeVariable(storage::Session& session, OrganizationId organization, std::string_view variable,
                                    ConnectionId connection) {
  // A connection that was removed keeps its mappings for the day it comes back, but no longer the variable.
  WHARF_TRY(session.Execute(
      "DELETE FROM variable WHERE organization_id = ? AND name = ? AND kind = 'system' AND connection_id <> ? AND NOT "
      "EXISTS (SELECT 1 FROM connection c WHERE c.id = variable.connection_id AND c.removed_at IS NULL)",
      organization, variable, connection));
  return {};
}

/// One save: first every edit is judged, then all are written or none.
class Mappings::SaveRun {
 public:
  using Places = std::map<std::pair<ConnectionId, std::string>, Place>;
  SaveRun(Mappings& mappings, storage::Session& session, const Access& access, const Places& places, Saved& saved)
      : mappings_(mappings), session_(session), access_(access), places_(places), saved_(saved) {}

  /// Before the transaction: a second connection to the database is not taken while it runs.
  static Result<Places> Look(Mappings& mappings, const Access& access, const SaveRequest& request) {
    Places places;
    const auto add = [&](ConnectionId id, const std::string& variable) -> Result<void> {
      if (places.contains({id, variable})) return {};
      WHARF_ASSIGN(Place place, mappings.Look(access, id, Right::write, variable));
      places.emplace(std::pair(id, variable), std::move(place));
      return {};
    };
    for (const MappingEdit& edit : request.edits) WHARF_TRY(add(edit.connection, edit.variable));
    for (const ConnectionId id : request.include_suggestions_of) WHARF_TRY(add(id, ""));
    return places;
  }

  Result<void> AddSuggestions(ConnectionId id, const std::vector<Directory::Interval>& within,
                              std::vector<MappingEdit>& edits) {
    std::set<std::pair<ConnectionId, OrganizationId>> edited;
    for (const auto& edit : edits) edited.emplace(edit.connection, edit.organization);
    const Place* place = &places_.at({id, ""});
    const std::string& variable = place->variable->variable;
    WHARF_ASSIGN(const auto suggestions, LoadSuggestions(session_, id, variable, std::nullopt));
    WHARF_ASSIGN(const auto mapped, LoadMappings(session_, id, variable, std::nullopt));
    WHARF_ASSIGN(const auto locked, LoadLocks(session_, id, variable, std::nullopt));
    for (const auto& [organization, suggestion] : suggestions) {
      if (!suggestion.included || suggestion.kind != "confident") continue;
      if (mapped.contains(organization) || locked.contains(organization)) continue;
      if (edited.contains({id, organization}) || !access_.May(Right::write, organization)) continue;
      const auto position = access_.directory().PositionOf(organization);
      const auto holds = [&](const Directory::Interval& interval) { return interval.Holds(*position); };
      if (!position || std::none_of(within.begin(), within.end(), holds)) continue;
      edits.push_back({id, organization, "", suggestion.option_id, 0, false});
    }
    return {};
  }

  Result<void> Judge(const std::vector<MappingEdit>& edits) {
    for (std::size_t i = 0; i < edits.size(); ++i) {
      if (!wanted_.emplace(KeyOf(edits[i], edits[i].organization), &edits[i]).second) {
        twice_.fields.push_back(
            {"/edits/" + std::to_string(i), "twice", "The organization stands in this save twice."});
      }
    }
    for (std::size_t i = 0; i < edits.size(); ++i) WHARF_TRY(JudgeOne(edits[i], "/edits/" + std::to_string(i)));
    for (const Error* error : {&twice_, &missing_, &changed_, &locked_, &shared_}) {
      if (!error->fields.empty()) return *error;
    }
    return {};
  }

  Result<void> Write() {
    std::set<std::string> integrations;
    for (const auto& [place, change] : changes_) {
      WHARF_TRY(mappings_.Apply(session_, access_, *place, change, saved_.save_id, saved_));
      integrations.insert(place->connection.integration);
    }
    for (const std::string& integration : integrations)
      WHARF_TRY(storage::BumpRevision(session_, MappingTopic(integration)));
    return {};
  }

 private:
  using Key = std::tuple<ConnectionId, std::string, OrganizationId>;
  [[nodiscard]] Key KeyOf(const MappingEdit& edit, OrganizationId organization) const {
    return {edit.connection, places_.at({edit.connection, edit.variable}).variable->variable, organization};
  }

  /// Whether the connection reaches the organization; told in the same words as if it did not exist.
  [[nodiscard]] bool Reaches(const Place& place, OrganizationId organization) const {
    const auto top = access_.directory().PositionOf(place.connection.organization);
    const auto at = access_.directory().PositionOf(organization);
    return top && at && access_.directory().Subtree(*top).Holds(*at);
  }

  Result<void> JudgeOne(const MappingEdit& edit, const std::string& pointer) {
    const auto allowed = access_.Require(Right::write, edit.organization);
    if (!allowed && allowed.error().kind != ErrorKind::not_found) return allowed.error();
    const Place* place = &places_.at({edit.connection, edit.variable});
    if (!allowed || !Reaches(*place, edit.organization)) {
      missing_.fields.push_back(
          {pointer, "not_found", "The organization was deleted, or is not below the connection."});
      return {};
    }
    const std::string& variable = place->variable->variable;
    const std::string who = access_.directory().At(*allowed).name;
    WHARF_ASSIGN(auto before, LoadOne(session_, edit.connection, variable, edit.organization));
    if ((before ? before->version : 0) != edit.version) {
      changed_.fields.push_back({pointer, "changed_meanwhile", WhatHappened(who, before, mappings_.clock_.Now())});
      return {};
    }
    if (edit.value) {
      WHARF_ASSIGN(const auto locks, LoadLocks(session_, edit.connection, variable,
                                               std::span<const OrganizationId>(&edit.organization, 1)));
      if (!locks.empty()) {
        const LockedBy& by = locks.begin()->second;
        locked_.fields.push_back({pointer, "locked",
                                  who + " is mapped by " +
                                      (access_.Sees(by.organization) ? "the connection “" + by.name + "”"
                                                                     : std::string("another connection")) +
                                      " of this tool. Clear it there first."});
        return {};
      }
      WHARF_ASSIGN(const bool shared, IsShared(edit, variable));
      if (shared && !edit.allow_shared) {
        shared_.fields.push_back({pointer, "option_shared",
                                  "The customer chosen for " + who +
                                      " belongs to another organization already. Say that this is meant, or choose "
                                      "another."});
        return {};
      }
    }
    changes_.emplace_back(place, Change{edit.organization, who, std::move(before), edit.value});
    return {};
  }

  Result<bool> IsShared(const MappingEdit& edit, const std::string& variable) {
    const bool twice = !used_.emplace(std::pair(edit.connection, variable + "\n" + *edit.value)).second;
    WHARF_ASSIGN(const auto mapped_to,
                 LoadMappedTo(session_, edit.connection, variable, std::span<const std::string>(&*edit.value, 1)));
    const auto others = mapped_to.find(*edit.value);
    if (others == mapped_to.end()) return twice;
    return twice || std::any_of(others->second.begin(), others->second.end(), [&](OrganizationId other) {
             if (other == edit.organization) return false;
             // Whoever gives it up in the same save does not have it any more.
             const auto moving = wanted_.find(KeyOf(edit, other));
             return moving == wanted_.end() || moving->second->value == edit.value;
           });
  }

  Mappings& mappings_;
  storage::Session& session_;
  const Access& access_;
  const Places& places_;
  Saved& saved_;
  std::map<Key, const MappingEdit*> wanted_;
  std::set<std::pair<ConnectionId, std::string>> used_;
  std::vector<std::pair<const Place*, Change>> changes_;
  Error twice_{ErrorKind::invalid_argument, "invalid_input", "Some organizations are given twice."};
  Error missing_{ErrorKind::not_found, "organization_not_found", "Some organizations are not there any more."};
  Error changed_{ErrorKind::conflict, "mapping_changed", "Somebody changed some of these mappings meanwhile."};
  Error locked_{ErrorKind::conflict, "mapping_locked", "Another connection maps some of these organizations."};
  Error shared_{ErrorKind::conflict, "option_shared", "Some customers would belong to two organizations."};
};

Result<Saved> Mappings::Save(const Access& access, const SaveRequest& request) {
  Saved saved;
  const std::string save_id = Uuid::Make(clock_, random_).ToString();
  WHARF_ASSIGN(const SaveRun::Places places, SaveRun::Look(*this, access, request));
  WHARF_ASSIGN(const auto within, access.Scope(request.suggestions_within));
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    saved = {save_id, 0, 0};
    WHARF_TRY(TakeTurn(session));
    SaveRun run(*this, session, access, places, saved);
    std::vector<MappingEdit> edits = request.edits;
    for (const ConnectionId id : request.include_suggestions_of) WHARF_TRY(run.AddSuggestions(id, within, edits));
    WHARF_TRY(run.Judge(edits));
    WHARF_TRY(session.Execute("INSERT INTO mapping_save (id, at, by_name, changed) VALUES (?, ?, ?, ?)", save_id,
                              clock_.Now(), access.caller().name, static_cast<std::int64_t>(edits.size())));
    return run.Write();
  }));
  return saved;
}

Result<void> Mappings::MapNew(storage::Session& session, const Access& access, const connection::Connection& connection,
                              const std::string& save_id, std::span<const NewMapping> made) {
  WHARF_ASSIGN(const Place place, PlaceOf(connection, ""));
  WHARF_TRY(TakeTurn(session));
  WHARF_TRY(
      session.Execute("INSERT INTO mapping_save (id, at, by_name, changed) VALUES (?, ?, ?, ?) ON CONFLICT (id) "
                      "DO UPDATE SET changed = mapping_save.changed + excluded.changed",
                      save_id, clock_.Now(), access.caller().name, static_cast<std::int64_t>(made.size())));
  Saved saved;
  for (const NewMapping& one : made) {
    const Change change{one.organization, one.organization_name, std::nullopt, one.option_id, one.option_name};
    WHARF_TRY(Apply(session, access, place, change, save_id, saved));
  }
  WHARF_TRY(storage::BumpRevision(session, MappingTopic(place.connection.integration)));
  return {};
}

Result<std::int64_t> Mappings::Undo(const Access& access, std::string_view save_id) {
  return database_.WriteValue<std::int64_t>([&](storage::Session& session) -> Result<std::int64_t> {
    WHARF_TRY(TakeTurn(session));
    WHARF_ASSIGN(const storage::Rows saves,
                 session.Query("SELECT id FROM mapping_save WHERE id = ? AND undone_at IS NULL", save_id));
    if (saves.empty()) return Error{ErrorKind::not_found, "save_not_found", "This save was taken back already."};
    WHARF_ASSIGN(
        const storage::Rows rows,
        session.Query("SELECT connection_id, organization_id, variable, value_before, name_before, version_after FROM "
                      "mapping_save_change WHERE save_id = ? ORDER BY connection_id, organization_id, variable",
                      save_id));
    const std::string undo_id = Uuid::Make(clock_, random_).ToString();
    WHARF_TRY(session.Execute("INSERT INTO mapping_save (id, at, by_name, changed, undone_at) VALUES (?, ?, ?, ?, ?)",
                              undo_id, clock_.Now(), access.caller().name, static_cast<std::int64_t>(rows.size()),
                              clock_.Now()));
    Saved saved;
    std::map<std::pair<ConnectionId, std::string>, Place> places;
    for (const storage::Row& row : rows) {
      const auto organization = row.As<OrganizationId>(1);
      if (!access.directory().PositionOf(organization)) continue;  // deleted since: nothing to restore
      WHARF_ASSIGN(const auto position, access.Require(Right::write, organization));
      const std::pair key(row.As<ConnectionId>(0), row.Text(2));
      if (!places.contains(key)) {
        WHARF_ASSIGN(Place place, Look(access, key.first, Right::write, key.second));
        places.emplace(key, std::move(place));
      }
      WHARF_ASSIGN(auto now, LoadOne(session, key.first, key.second, organization));
      if ((now ? now->version : 0) != row.Int(5)) {
        return Error{ErrorKind::conflict, "mapping_changed",
                     access.directory().At(position).name + " was changed since; this save cannot be taken back."};
      }
      const Change change{organization, access.directory().At(position).name, std::move(now), row.OptionalText(3),
                          row.OptionalText(4)};
      WHARF_TRY(Apply(session, access, places.at(key), change, undo_id, saved));
    }
    WHARF_TRY(session.Execute("UPDATE mapping_save SET undone_at = ? WHERE id = ?", clock_.Now(), save_id));
    for (const auto& [key, place] : places)
      WHARF_TRY(storage::BumpRevision(session, MappingTopic(place.connection.integration)));
    return saved.saved + saved.cleared;
  });
}

}  // namespace wharf::mapping
