#include "integration/connection/connection_rules.h"

#include "base/trim.h"
#include "net/url.h"

namespace wharf::connection {
namespace {

using organization::Access;
using organization::Right;

constexpr std::size_t kLongestName = 64;

/// Whether calls would go to another address than before: the setting for that, or a field that may hold a host.
bool ChangesAddress(const Connection& before, const Connection& after, const definition::Connection& format) {
  if (before.send_to != after.send_to) return true;
  for (const auto& [name, field] : definition::FieldsOf(format, after.sign_in)) {
    const std::string& kind = field->kind();
    if (kind != "host" && kind != "url" && !(kind == "choice" && field->config->Flag("other"))) continue;
    const auto* old = before.fields.if_contains(name);
    const auto* now = after.fields.if_contains(name);
    if (old != nullptr && (now == nullptr || *old != *now)) return true;
  }
  return false;
}

}  // namespace

Error NameTaken(std::string_view name) {
  const std::string message = "There is a connection “" + std::string(name) + "” already. Choose another name.";
  return {ErrorKind::already_exists, "connection_name_taken", message, {{"/name", "taken", message}}};
}

Result<std::string> CheckName(std::string_view given) {
  std::string name(Trim(given));
  if (name.empty() || name.size() > kLongestName) {
    const std::string message = "A connection needs a name of 1 to 64 characters.";
    return Error{ErrorKind::invalid_argument, "invalid_input", message, {{"/name", "length", message}}};
  }
  return name;
}

Result<void> CheckMayTrustAnybody(const Access& access, const Connection& connection) {
  if (access.May(Right::administer, connection.organization)) return {};
  return Error{ErrorKind::permission_denied,
               "not_allowed",
               "Only an administrator may switch the check of certificates off. Ask one, or have the certificate put "
               "right.",
               {{"/verify_tls", "not_allowed", "Only an administrator may switch this off."}}};
}

Result<std::string> CheckSendTo(const std::string& given) {
  if (given.empty()) return given;
  const auto url = net::Url::Parse(given);
  if (url && url->path().size() <= 1 && !url->query()) return url->Origin();
  const std::string message =
      "The other address is scheme, host and port. Write it like https://proxy.example.com:8443.";
  return Error{ErrorKind::invalid_argument, "invalid_input", message, {{"/send_to", "url_invalid", message}}};
}

Result<std::string> CheckDay(const std::string& given) {
  if (given.empty() || (given.size() == 10 && ParseTime(given + "T00:00:00Z"))) return given;
  const std::string message = "This is no day. Write it like 2026-12-02.";
  return Error{ErrorKind::invalid_argument, "invalid_input", message, {{"/expires_on", "day_invalid", message}}};
}

std::optional<int> DaysLeft(const Connection& connection, Time now) {
  const auto last = ParseTime(connection.expires_on + "T00:00:00Z");
  if (!last) return std::nullopt;
  return static_cast<int>(
      (std::chrono::floor<std::chrono::days>(*last) - std::chrono::floor<std::chrono::days>(now)).count());
}

Health HealthAfterEdit(const Connection& connection, const definition::TidiedSettings& tidied, Time now) {
  Health health;
  health.since = now;
  if (!connection.configured) return health;
  health.state = HealthState::incomplete;
  if (tidied.errors.empty()) {
    health.headline = "Not tested yet";
    health.detail = "The settings are saved. Test the connection.";
    return health;
  }
  health.code = "settings_incomplete";
  health.headline = "Settings are missing";
  health.detail = tidied.errors.front().message;
  return health;
}

Result<void> CheckKeptSecrets(const Access& access, const Connection& before, const Connection& after,
                              const definition::Connection& format, const std::set<std::string>& kept) {
  if (!ChangesAddress(before, after, format) || access.May(Right::administer, before.organization)) return {};
  Error error{
      ErrorKind::invalid_argument, "secrets_needed",
      "The address changed, so the secrets are asked for again: they must not go elsewhere by a change of address."};
  for (const auto& [name, field] : definition::FieldsOf(format, after.sign_in)) {
    if (field->secret && kept.contains(name)) {
      error.fields.push_back({"/secrets/" + name, "required", "Enter " + field->label + " again for the new address."});
    }
  }
  if (error.fields.empty()) return {};
  return error;
}

}  // namespace wharf::connection
