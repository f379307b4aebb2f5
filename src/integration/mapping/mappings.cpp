#include "integration/mapping/mappings.h"

#include <algorithm>
#include <map>
#include <set>

#include "integration/connection/connection_store.h"
#include "integration/mapping/mapping_place.h"
#include "integration/mapping/mapping_store.h"
#include "integration/mapping/suggest.h"
#include "organization/changed_meanwhile.h"
#include "storage/revision.h"

namespace wharf::mapping {
namespace {

using connection::Connection;
using organization::Access;
using organization::Right;

int Percent(double score) { return static_cast<int>(std::min(100.0, score * 100 + 0.5)); }

StoredSuggestion Store(const Suggestion& made, OrganizationId organization, const std::string& variable) {
  StoredSuggestion stored;
  stored.organization = organization;
  stored.variable = variable;
  stored.reason = made.reason;
  switch (made.kind) {
    case SuggestionKind::confident:
      stored.kind = "confident";
      break;
    case SuggestionKind::ambiguous:
      stored.kind = "ambiguous";
      break;
    case SuggestionKind::weak:
      stored.kind = "weak";
      break;
  }
  for (const SuggestCandidate& candidate : made.candidates) {
    stored.candidates.push_back({candidate.option_id, Percent(candidate.score), candidate.reason});
  }
  stored.score = stored.candidates.front().score;
  if (stored.kind == "confident") {
    stored.option_id = stored.candidates.front().option_id;
    stored.included = true;
  }
  return stored;
}

}  // namespace

Result<Mappings::Place> Mappings::Look(const Access& access, ConnectionId id, Right right, std::string_view variable) {
  Place place;
  WHARF_ASSIGN(place.connection, connections_.Find(access, id, right));
  place.entry = connections_.catalog().Find(place.connection.integration);
  if (place.entry == nullptr || place.entry->definition->organizations.variables.empty()) {
    return Error{ErrorKind::invalid_argument, "no_mapping", "This tool has no customers to map."};
  }
  for (const auto& known : place.entry->definition->organizations.variables) {
    if (variable.empty() || known.variable == variable) {
      place.variable = &known;
      return place;
    }
  }
  return Error{ErrorKind::not_found, "no_such_variable",
               "This tool has no mapping variable “" + std::string(variable) + "”."};
}

Result<Summary> Mappings::Suggest(const Access& access, ConnectionId id, std::optional<OrganizationId> organization) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::write, ""));
  const std::string& variable = place.variable->variable;
  const auto& directory = access.directory();
  WHARF_ASSIGN(const auto intervals,
               access.Scope(organization ? organization : std::optional(place.connection.organization), Right::write));
  std::vector<SuggestOrganization> organizations;
  std::vector<SuggestOption> options;
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const auto mapped, LoadMappings(session, id, variable, std::nullopt));
    WHARF_ASSIGN(const auto known, LoadOptions(session, id, variable, std::nullopt));
    std::set<std::string> taken;
    for (const auto& [who, mapping] : mapped) taken.insert(mapping.value);
    for (const auto& [option_id, option] : known) {
      if (option.state == OptionState::gone || taken.contains(option_id)) continue;
      options.push_back({option_id, option.name, option.domains});
    }
    // What other tools call the same organization.
    std::map<OrganizationId, std::vector<SuggestKnownAs>> known_as;
    WHARF_ASSIGN(
        const storage::Rows others,
        session.Query("SELECT m.organization_id, c.integration_id, m.option_name FROM mapping m JOIN connection c ON "
                      "c.id = m.connection_id WHERE m.connection_id <> ? AND m.option_name <> ''",
                      id));
    for (const storage::Row& row : others) {
      const auto* entry = connections_.catalog().Find(row.Text(1));
      known_as[row.As<OrganizationId>(0)].push_back(
          {entry == nullptr ? row.Text(1) : entry->definition->name, row.Text(2)});
    }
    for (const auto& interval : intervals) {
      for (auto position = interval.enter; position < interval.leave; ++position) {
        const auto& one = directory.At(position);
        // The MSP itself is no customer of its own tools.
        if (!directory.ParentOf(position) || !directory.IsActive(position) || mapped.contains(one.id)) continue;
        SuggestOrganization wanted{one.id.ToString(), one.name, one.domains};
        if (const auto found = known_as.find(one.id); found != known_as.end()) wanted.known_as = found->second;
        organizations.push_back(std::move(wanted));
      }
    }
    return {};
  }));
  WHARF_ASSIGN(const auto made, mapping::Suggest(organizations, options));
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM mapping_suggestion WHERE connection_id = ? AND variable = ?", id, variable));
    for (const Suggestion& suggestion : made) {
      const auto who = OrganizationId::Parse(suggestion.organization_id).value_or(OrganizationId{});
      WHARF_TRY(PutSuggestion(session, id, Store(suggestion, who, variable), clock_.Now()));
    }
    return {};
  }));
  return Summarize(access, id, organization);
}

Result<void> Mappings::Include(const Access& access, ConnectionId id, const IncludeRule& rule) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::write, ""));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    if (rule.organizations) {
      for (const OrganizationId organization : *rule.organizations) {
        WHARF_TRY(access.Require(Right::write, organization));
        WHARF_TRY(session.Execute(
            "UPDATE mapping_suggestion SET included = ? WHERE connection_id = ? AND organization_id = ? "
            "AND variable = ? AND kind = 'confident'",
            rule.included, id, organization, place.variable->variable));
      }
      return {};
    }
    WHARF_TRY(
        session.Execute("UPDATE mapping_suggestion SET included = CASE WHEN score >= ? THEN ? ELSE ? END WHERE "
                        "connection_id = ? AND variable = ? AND kind = 'confident'",
                        rule.above.value_or(0), rule.included, rule.above ? !rule.included : rule.included, id,
                        place.variable->variable));
    return {};
  });
}

Result<void> Mappings::DiscardSuggestions(const Access& access, ConnectionId id) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::write, ""));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM mapping_suggestion WHERE connection_id = ?", id));
    return {};
  });
}

Result<void> Mappings::Apply(storage::Session& session, const Access& access, const Place& place,
                             const MappingEdit& edit, const std::string& save_id, Saved& saved) {
  const std::string& variable = place.variable->variable;
  const ConnectionId id = edit.connection;
  const std::vector<OrganizationId> one{edit.organization};
  WHARF_ASSIGN(const auto before, LoadMappings(session, id, variable, std::span<const OrganizationId>(one)));
  const auto old = before.find(edit.organization);
  const std::optional<std::string> old_value = old == before.end() ? std::nullopt : std::optional(old->second.value);
  const std::optional<std::string> old_name =
      old == before.end() ? std::nullopt : std::optional(old->second.option_name);
  std::int64_t version = 0;
  if (edit.value) {
    Mapping mapping;
    mapping.organization = edit.organization;
    mapping.variable = variable;
    mapping.value = *edit.value;
    const std::vector<std::string> wanted{*edit.value};
    WHARF_ASSIGN(const auto options, LoadOptions(session, id, variable, std::span<const std::string>(wanted)));
    if (const auto option = options.find(*edit.value); option != options.end())
      mapping.option_name = option->second.name;
    // Grows over clearing too, so that a version never comes twice for one organization.
    mapping.version = version =
        (old == before.end() ? clock_.Now().time_since_epoch().count() : old->second.version) + 1;
    mapping.updated = clock_.Now();
    mapping.updated_by = access.caller().name;
    WHARF_TRY(PutMapping(session, id, mapping));
    WHARF_TRY(variables_.SetSystem(session, access.caller(), edit.organization, variable, *edit.value, id, false));
    ++saved.saved;
  } else {
    WHARF_TRY(RemoveMapping(session, id, edit.organization, variable));
    WHARF_TRY(variables_.ClearSystem(session, edit.organization, variable, id));
    ++saved.cleared;
  }
  WHARF_TRY(
      session.Execute("DELETE FROM mapping_suggestion WHERE connection_id = ? AND organization_id = ? AND variable = ?",
                      id, edit.organization, variable));
  WHARF_TRY(session.Execute(
      "INSERT INTO mapping_save_change (save_id, connection_id, organization_id, variable, value_before, name_before, "
      "version_after) VALUES (?, ?, ?, ?, ?, ?, ?)",
      save_id, id, edit.organization, variable, old_value, old_name, version));
  const std::string& tool = place.entry->definition->name;
  const std::string who = access.directory().Find(edit.organization)->name;
  return audit_.Record(session, access.caller(),
                       {edit.organization,
                        edit.value ? "mapping.saved" : "mapping.cleared",
                        "mapping",
                        id.ToString(),
                        who,
                        (edit.value ? "Mapped " : "Unmapped ") + who + " in " + tool,
                        {organization::FieldChange(variable, old_value, edit.value)}});
}

Result<Saved> Mappings::Save(const Access& access, const SaveRequest& request) {
  std::map<ConnectionId, Place> places;
  const auto place_of = [&](ConnectionId id, const std::string& variable) -> Result<const Place*> {
    const auto found = places.find(id);
    if (found != places.end() && (variable.empty() || found->second.variable->variable == variable))
      return &found->second;
    WHARF_ASSIGN(Place place, Look(access, id, Right::write, variable));
    return &places.insert_or_assign(id, std::move(place)).first->second;
  };
  Saved saved;
  saved.save_id = Uuid::Make(clock_, random_).ToString();
  const Saved empty = saved;
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    saved = empty;
    std::vector<MappingEdit> edits = request.edits;
    std::set<std::pair<ConnectionId, OrganizationId>> edited;
    for (const auto& edit : edits) edited.emplace(edit.connection, edit.organization);
    for (const ConnectionId id : request.include_suggestions_of) {
      WHARF_ASSIGN(const Place* place, place_of(id, ""));
      WHARF_ASSIGN(const auto suggestions, LoadSuggestions(session, id, place->variable->variable, std::nullopt));
      WHARF_ASSIGN(const auto mapped, LoadMappings(session, id, place->variable->variable, std::nullopt));
      for (const auto& [organization, suggestion] : suggestions) {
        if (!suggestion.included || suggestion.kind != "confident" || mapped.contains(organization)) continue;
        if (edited.contains({id, organization}) || !access.May(Right::write, organization)) continue;
        edits.push_back({id, organization, place->variable->variable, suggestion.option_id, 0, false});
      }
    }
    Error changed{ErrorKind::conflict, "mapping_changed", "Somebody changed some of these mappings meanwhile."};
    Error shared{ErrorKind::conflict, "option_shared", "Some customers would belong to two organizations."};
    std::map<std::pair<ConnectionId, std::string>, OrganizationId> used;
    WHARF_TRY(session.Execute("INSERT INTO mapping_save (id, at, by_name, changed) VALUES (?, ?, ?, ?)", saved.save_id,
                              clock_.Now(), access.caller().name, static_cast<std::int64_t>(edits.size())));
    for (std::size_t i = 0; i < edits.size(); ++i) {
      const MappingEdit& edit = edits[i];
      const std::string pointer = "/edits/" + std::to_string(i);
      WHARF_TRY(access.Require(Right::write, edit.organization));
      WHARF_ASSIGN(const Place* place, place_of(edit.connection, edit.variable));
      const std::string& variable = place->variable->variable;
      const std::vector<OrganizationId> one{edit.organization};
      WHARF_ASSIGN(const auto before,
                   LoadMappings(session, edit.connection, variable, std::span<const OrganizationId>(one)));
      const auto old = before.find(edit.organization);
      const std::string who = access.directory().Find(edit.organization)->name;
      if ((old == before.end() ? 0 : old->second.version) != edit.version) {
        std::string what = old == before.end()
                               ? who + " was unmapped meanwhile."
                               : who + " was mapped to " +
                                     (old->second.option_name.empty() ? old->second.value : old->second.option_name) +
                                     " by " + old->second.updated_by + " " +
                                     organization::Ago(old->second.updated, clock_.Now()) + ".";
        changed.fields.push_back({pointer, "changed_meanwhile", std::move(what)});
        continue;
      }
      if (edit.value && !edit.allow_shared) {
        const std::vector<std::string> values{*edit.value};
        WHARF_ASSIGN(const auto mapped_to, LoadMappedTo(session, edit.connection, variable, values));
        const auto others = mapped_to.find(*edit.value);
        const auto first = used.emplace(std::pair(edit.connection, *edit.value), edit.organization);
        bool is_shared = !first.second;
        if (others != mapped_to.end()) {
          for (const OrganizationId other : others->second) {
            const bool moves_away = std::any_of(edits.begin(), edits.end(), [&](const MappingEdit& e) {
              return e.connection == edit.connection && e.organization == other && e.value != edit.value;
            });
            is_shared = is_shared || (other != edit.organization && !moves_away);
          }
        }
        if (is_shared) {
          shared.fields.push_back({pointer, "option_shared",
                                   "The customer chosen for " + who +
                                       " belongs to another "
                                       "organization already. Say that this is meant, or choose another."});
          continue;
        }
      }
      if (changed.fields.empty() && shared.fields.empty()) {
        WHARF_TRY(Apply(session, access, *place, edit, saved.save_id, saved));
      }
    }
    if (!changed.fields.empty()) return changed;
    if (!shared.fields.empty()) return shared;
    WHARF_TRY(storage::BumpRevision(session, "mapping"));
    return {};
  }));
  return saved;
}

Result<std::int64_t> Mappings::Undo(const Access& access, std::string_view save_id) {
  return database_.WriteValue<std::int64_t>([&](storage::Session& session) -> Result<std::int64_t> {
    WHARF_ASSIGN(const storage::Rows saves,
                 session.Query("SELECT id FROM mapping_save WHERE id = ? AND undone_at IS NULL", save_id));
    if (saves.empty()) return Error{ErrorKind::not_found, "save_not_found", "This save was taken back already."};
    WHARF_ASSIGN(
        const storage::Rows rows,
        session.Query("SELECT connection_id, organization_id, variable, value_before, name_before, version_after FROM "
                      "mapping_save_change WHERE save_id = ?",
                      save_id));
    const std::string undo_id = Uuid::Make(clock_, random_).ToString();
    WHARF_TRY(session.Execute("INSERT INTO mapping_save (id, at, by_name, changed, undone_at) VALUES (?, ?, ?, ?, ?)",
                              undo_id, clock_.Now(), access.caller().name, static_cast<std::int64_t>(rows.size()),
                              clock_.Now()));
    Saved saved;
    for (const storage::Row& row : rows) {
      MappingEdit edit;
      edit.connection = row.As<ConnectionId>(0);
      edit.organization = row.As<OrganizationId>(1);
      edit.variable = row.Text(2);
      edit.value = row.OptionalText(3);
      WHARF_TRY(access.Require(Right::write, edit.organization));
      WHARF_ASSIGN(const Place place, Look(access, edit.connection, Right::write, edit.variable));
      const std::vector<OrganizationId> one{edit.organization};
      WHARF_ASSIGN(const auto now,
                   LoadMappings(session, edit.connection, edit.variable, std::span<const OrganizationId>(one)));
      const auto found = now.find(edit.organization);
      if ((found == now.end() ? 0 : found->second.version) != row.Int(5)) {
        return Error{
            ErrorKind::conflict, "mapping_changed",
            access.directory().Find(edit.organization)->name + " was changed since; this save cannot be taken back."};
      }
      WHARF_TRY(Apply(session, access, place, edit, undo_id, saved));
    }
    WHARF_TRY(session.Execute("UPDATE mapping_save SET undone_at = ? WHERE id = ?", clock_.Now(), save_id));
    WHARF_TRY(storage::BumpRevision(session, "mapping"));
    return static_cast<std::int64_t>(rows.size());
  });
}

Result<std::vector<OrganizationId>> Mappings::Lookup(const Access& access, ConnectionId id, std::string_view value) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::read, ""));
  const std::vector<std::string> values{std::string(value)};
  return database_.ReadValue<std::vector<OrganizationId>>(
      [&](storage::Session& session) -> Result<std::vector<OrganizationId>> {
        WHARF_ASSIGN(const auto mapped, LoadMappedTo(session, id, place.variable->variable, values));
        std::vector<OrganizationId> seen;
        for (const auto& [found, organizations] : mapped) {
          for (const OrganizationId organization : organizations) {
            if (access.Sees(organization)) seen.push_back(organization);
          }
        }
        return seen;
      });
}

Result<boost::json::object> Mappings::MappedValues(const Access& access, ConnectionId id, OrganizationId organization) {
  WHARF_ASSIGN(const auto position, access.Require(Right::read, organization));
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id));
  const auto* entry = connections_.catalog().Find(connection.integration);
  boost::json::object values;
  if (entry == nullptr) return values;
  std::vector<OrganizationId> path{organization};
  for (const auto above : access.directory().AncestorsOf(position)) {
    if (access.directory().ParentOf(above)) path.push_back(access.directory().At(above).id);
  }
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    for (const auto& variable : entry->definition->organizations.variables) {
      WHARF_ASSIGN(const auto mapped,
                   LoadMappings(session, id, variable.variable, std::span<const OrganizationId>(path)));
      for (const OrganizationId one : path) {
        const auto found = mapped.find(one);
        if (found == mapped.end()) continue;
        values[variable.variable] = found->second.value;
        if (&variable == &entry->definition->organizations.variables.front()) values[""] = found->second.value;
        break;
      }
    }
    return {};
  }));
  return values;
}

}  // namespace wharf::mapping
