#include <utility>

#include "organization/changed_meanwhile.h"
#include "organization/known_variables.h"
#include "organization/variable_rules.h"
#include "organization/variable_store.h"
#include "organization/variables.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kMostEdits = 10'000;

Error WrongField(std::string_view prefix, std::string_view field, std::string code, std::string message) {
  FieldError one{std::string(prefix) + std::string(field), std::move(code), message};
  return {ErrorKind::invalid_argument, "invalid_input", std::move(message), {std::move(one)}};
}

Error WrittenByMapping(std::string_view name) {
  return {ErrorKind::permission_denied, "system_variable",
          std::string(name) + " is written by saving a mapping. Change the mapping instead."};
}

/// What has become of a variable while somebody else looked at it.
Error Outdated(const std::optional<StoredVariable>& now_stored, std::string_view name, Time now) {
  if (!now_stored) {
    return {ErrorKind::conflict, "changed_meanwhile",
            std::string(name) + " was deleted meanwhile. Look at the list again, then make your change."};
  }
  return ChangedMeanwhile(name, now_stored->variable.updated_by, now_stored->variable.updated, now);
}

/// One transaction's changes of variables.
class VariableChanges {
 public:
  VariableChanges(storage::Session& session, storage::Vault& vault, AuditLog& audit, const Access& access, Time now)
      : session_(session), vault_(vault), audit_(audit), access_(access), now_(now) {}

  /// The variable afterwards (nothing if it was removed) and whether anything changed.
  struct Outcome {
    std::optional<Variable> variable;
    bool changed = false;
  };

  Result<Outcome> Apply(const VariableEdit& edit, std::string_view prefix) {
    WHARF_ASSIGN(const Directory::Position position, access_.Require(Right::write, edit.organization));
    organization_name_ = access_.directory().At(position).name;
    if (!IsVariableName(edit.name)) {
      return WrongField(prefix, "/name", "name_invalid",
                        "A name has letters, digits and underscores, begins with a letter or an underscore, and has at "
                        "most 128 characters. Write it like default_psa.");
    }
    WHARF_ASSIGN(const auto before, FindVariable(session_, edit.organization, edit.name));
    if (edit.version && *edit.version != (before ? before->variable.version : 0)) {
      return Outdated(before, edit.name, now_);
    }
    if (before && before->variable.kind == VariableKind::system) return WrittenByMapping(edit.name);
    if (edit.remove) return Remove(before, edit);
    WHARF_ASSIGN(StoredVariable after, Merge(before, edit, prefix));
    return Store(before, std::move(after));
  }

 private:
  Result<Outcome> Remove(const std::optional<StoredVariable>& before, const VariableEdit& edit) {
    if (!before) {
      return Error{ErrorKind::not_found, "variable_not_found",
                   organization_name_ + " has no variable " + edit.name + " of its own."};
    }
    WHARF_ASSIGN(const bool removed, DeleteVariable(session_, edit.organization, edit.name, before->variable.version));
    if (!removed) return Stale(edit.organization, edit.name);
    const Variable& gone = before->variable;
    WHARF_TRY(Record(gone, "variable.deleted", "Deleted " + gone.name + " of " + organization_name_,
                     {gone.value ? FieldChange("value", gone.value, std::nullopt) : FieldChange::OfSecret("value")}));
    return Outcome{std::nullopt, true};
  }

  /// The variable as the edit wants it, checked; with the value in clear, also of a secret.
  Result<StoredVariable> Merge(const std::optional<StoredVariable>& before, const VariableEdit& edit,
                               std::string_view prefix) {
    StoredVariable after;
    if (before) after = *before;
    Variable& variable = after.variable;
    const bool was_secret = before && before->variable.kind == VariableKind::secret;
    const KnownVariable* known = FindKnownVariable(edit.name);
    variable.organization = edit.organization;
    variable.name = edit.name;
    variable.kind = edit.kind.value_or(before ? variable.kind : VariableKind::general);
    variable.type = edit.type.value_or(before ? variable.type : known != nullptr ? known->type : VariableType::text);
    const bool secret = variable.kind == VariableKind::secret;
    if (variable.kind == VariableKind::system) {
      return WrongField(prefix, "/kind", "system_variable",
                        "System variables are made by saving a mapping. Choose general, contact or secret.");
    }
    if (was_secret && !secret) {
      return WrongField(prefix, "/kind", "secret_stays_secret",
                        edit.name + " is a secret and stays one. Delete it and make it anew to change that.");
    }
    // A secret goes down the tree only when somebody said so, and a value that becomes secret stops doing it.
    const bool becomes_secret = secret && !was_secret;
    variable.cascade = edit.cascade.value_or(before && !becomes_secret ? variable.cascade : !secret);
    if (edit.value) {
      new_value_ = std::string(edit.value->Reveal());
    } else {
      new_value_ = before ? variable.value : std::optional<std::string>("");
    }
    if (new_value_) {
      auto checked = CheckValue(variable.name, variable.kind, variable.type, *new_value_);
      if (!checked) return WrongField(prefix, "/value", checked.error().code, checked.error().message);
      new_value_ = *std::move(checked);
    }
    variable.updated = now_;
    variable.updated_by = access_.caller().name;
    if (!before) {
      variable.created = now_;
      variable.created_by = access_.caller().name;
    }
    return after;
  }

  Result<Outcome> Store(const std::optional<StoredVariable>& before, StoredVariable after) {
    Variable& variable = after.variable;
    const bool secret = variable.kind == VariableKind::secret;
    if (secret) {
      variable.value.reset();
      if (new_value_) {
        WHARF_ASSIGN(after.sealed, vault_.Seal(session_, variable.organization, VaultPurpose(variable.name),
                                               Secret(*std::exchange(new_value_, std::nullopt))));
      }
    } else {
      variable.value = std::exchange(new_value_, std::nullopt);
    }
    std::vector<FieldChange> changes = Differences(before, after);
    if (before && changes.empty()) return Outcome{before->variable, false};
    WHARF_ASSIGN(const bool stored, before ? UpdateVariable(session_, after) : InsertVariable(session_, after));
    if (!stored) return Stale(variable.organization, variable.name);
    variable.version += 1;
    const std::string verb = before ? "Changed " : "Set ";
    WHARF_TRY(Record(variable, before ? "variable.changed" : "variable.created",
                     verb + variable.name + " of " + organization_name_, std::move(changes)));
    return Outcome{std::move(variable), true};
  }

  static std::vector<FieldChange> Differences(const std::optional<StoredVariable>& before,
                                              const StoredVariable& after) {
    std::vector<FieldChange> changes;
    const Variable& now = after.variable;
    const auto compare = [&](std::string_view field, const std::optional<std::string>& old_text,
                             std::string_view new_text) {
      if (old_text != new_text) changes.emplace_back(std::string(field), old_text, std::string(new_text));
    };
    const auto old_part = [&](auto part) -> std::optional<std::string> {
      return before ? std::optional(std::string(part(before->variable))) : std::nullopt;
    };
    if (now.kind == VariableKind::secret) {
      // The clear value that becomes secret is not kept in the log either.
      if (!before || before->sealed != after.sealed) changes.push_back(FieldChange::OfSecret("value"));
    } else if (!before || before->variable.value != now.value) {
      changes.emplace_back("value", before ? before->variable.value : std::nullopt, now.value);
    }
    compare("kind", old_part([](const Variable& v) { return NameOf(v.kind); }), NameOf(now.kind));
    compare("type", old_part([](const Variable& v) { return NameOf(v.type); }), NameOf(now.type));
    compare("cascade", old_part([](const Variable& v) { return v.cascade ? "yes" : "no"; }),
            now.cascade ? "yes" : "no");
    return changes;
  }

  Result<void> Record(const Variable& variable, std::string action, std::string summary,
                      std::vector<FieldChange> changes) {
    return audit_.Record(session_, access_.caller(),
                         {.organization = variable.organization,
                          .action = std::move(action),
                          .subject_kind = "variable",
                          .subject_id = variable.organization.ToString() + "/" + variable.name,
                          .subject_name = variable.name,
                          .summary = std::move(summary),
                          .changes = std::move(changes)});
  }

  /// Somebody else's transaction came between reading and writing.
  Error Stale(OrganizationId organization, std::string_view name) {
    auto stored = FindVariable(session_, organization, name);
    if (!stored) return std::move(stored).error();
    return Outdated(*stored, name, now_);
  }

  storage::Session& session_;
  storage::Vault& vault_;
  AuditLog& audit_;
  const Access& access_;
  Time now_;
  std::string organization_name_;
  std::optional<std::string> new_value_;  // in clear, between Merge and Store
};

}  // namespace

Result<Variable> Variables::Put(const Access& access, const VariableEdit& edit) {
  return database_.WriteValue<Variable>([&](storage::Session& session) -> Result<Variable> {
    VariableChanges changes(session, vault_, audit_, access, clock_.Now());
    WHARF_ASSIGN(auto outcome, changes.Apply(edit, ""));
    return *std::move(outcome.variable);
  });
}

Result<void> Variables::Remove(const Access& access, OrganizationId organization, std::string_view name,
                               std::optional<std::int64_t> version) {
  return database_.Write([&](storage::Session& session) -> Result<void> {
    VariableChanges changes(session, vault_, audit_, access, clock_.Now());
    WHARF_TRY(changes.Apply(
        {.organization = organization, .name = std::string(name), .remove = true, .version = version}, ""));
    return {};
  });
}

Result<std::int64_t> Variables::ChangeAll(const Access& access, std::span<const VariableEdit> edits) {
  if (edits.size() > kMostEdits) {
    return Error{ErrorKind::invalid_argument, "invalid_input",
                 "A bulk change takes 10,000 variables at once. Make it in parts."};
  }
  return database_.WriteValue<std::int64_t>([&](storage::Session& session) -> Result<std::int64_t> {
    VariableChanges changes(session, vault_, audit_, access, clock_.Now());
    std::int64_t changed = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
      const std::string prefix = "/changes/" + std::to_string(i);
      auto outcome = changes.Apply(edits[i], prefix);
      if (!outcome) {
        Error error = std::move(outcome).error();
        if (error.fields.empty()) error.fields.push_back({prefix, error.code, error.message});
        return error;
      }
      if (outcome->changed) ++changed;
    }
    return changed;
  });
}

}  // namespace wharf::organization
