#include "organization/audit.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "base/fold.h"
#include "organization/scope_condition.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kMostText = 1000;
constexpr std::size_t kMostChanges = 200;
constexpr std::array<std::string_view, 3> kOutcomes = {"done", "denied", "failed"};

/// At most kMostText bytes, never cut inside a character.
std::string Cut(std::string_view text) {
  if (text.size() <= kMostText) return std::string(text);
  std::size_t end = kMostText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

boost::json::value CutOrNull(const std::optional<std::string>& text) {
  return text ? boost::json::value(Cut(*text)) : boost::json::value(nullptr);
}

std::string FormatChanges(const std::vector<FieldChange>& changes) {
  boost::json::array array;
  for (const FieldChange& change : changes) {
    if (array.size() == kMostChanges) break;
    boost::json::object object{{"field", Cut(change.field())}};
    if (change.secret()) {
      object["secret"] = true;
    } else {
      object["before"] = CutOrNull(change.before());
      object["after"] = CutOrNull(change.after());
    }
    array.push_back(std::move(object));
  }
  return boost::json::serialize(array);
}

std::string ActorId(const Caller& caller) {
  if (caller.kind == CallerKind::token) return caller.token.ToString();
  return caller.user.IsNil() ? std::string() : caller.user.ToString();
}

}  // namespace

std::string_view NameOf(AuditOutcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

Result<void> AuditLog::Record(storage::Session& session, const Caller& caller, const AuditEntry& entry) {
  const std::string organization = entry.organization.ToString();
  const std::string search =
      FoldForSearch(Cut(entry.summary) + "\n" + Cut(entry.subject_name) + "\n" + Cut(caller.name));
  WHARF_TRY(session.Execute(
      "INSERT INTO audit_entry (id, at, actor_kind, actor_id, actor, organization_id, organization_name, action, "
      "subject_kind, subject_id, subject_name, summary, changes, outcome, peer, request_id, search) VALUES "
      "(?, ?, ?, ?, ?, ?, COALESCE((SELECT name FROM organization WHERE id = ?), ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      Uuid::Make(clock_, random_).ToString(), clock_.Now(), NameOf(caller.kind), ActorId(caller), Cut(caller.name),
      organization, organization, entry.action, entry.subject_kind, Cut(entry.subject_id), Cut(entry.subject_name),
      Cut(entry.summary), FormatChanges(entry.changes), NameOf(entry.outcome), Cut(caller.peer), Cut(caller.request_id),
      search));
  return {};
}

Result<void> AuditLog::RecordAlone(const Caller& caller, const AuditEntry& entry) {
  return database_.Write([&](storage::Session& session) { return Record(session, caller, entry); });
}

Result<void> AuditLog::RecordDenials(const Access& access, std::string_view operation) {
  const std::vector<Denial> denials = access.denials();
  if (denials.empty()) return {};
  return database_.Write([&](storage::Session& session) -> Result<void> {
    for (const Denial& denial : denials) {
      WHARF_TRY(Record(session, access.caller(),
                       {.organization = denial.organization,
                        .action = "access.denied",
                        .subject_kind = "access",
                        .summary = "Was refused " + std::string(operation) + ", which needs the right to " +
                                   std::string(NameOf(denial.right)),
                        .outcome = AuditOutcome::denied}));
    }
    return {};
  });
}

Result<std::int64_t> AuditLog::Forget(Time before) {
  constexpr std::int64_t batch = 5000;
  std::int64_t forgotten = 0;
  for (;;) {
    WHARF_ASSIGN(const std::int64_t gone, database_.WriteValue<std::int64_t>([&](storage::Session& session) {
      return [&]() -> Result<std::int64_t> {
        WHARF_TRY(session.Execute("UPDATE audit_retention SET released_before = ? WHERE id = 1 AND released_before < ?",
                                  before, before));
        return session.Execute(
            "DELETE FROM audit_entry WHERE id IN (SELECT id FROM audit_entry WHERE at < ? ORDER BY at LIMIT ?)", before,
            batch);
      }();
    }));
    forgotten += gone;
    if (gone < batch) return forgotten;
  }
}

}  // namespace wharf::organization
