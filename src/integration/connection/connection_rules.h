#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "integration/connection/connection.h"
#include "integration/definition/definition.h"
#include "integration/definition/settings.h"
#include "organization/access.h"

namespace wharf::connection {

// What may become of a connection by an edit. All are pure; errors name the field by its pointer.

Error NameTaken(std::string_view name);

/// The name without blanks around it.
Result<std::string> CheckName(std::string_view given);

/// An origin, or empty for none.
Result<std::string> CheckSendTo(const std::string& given);

/// A day as "2026-12-02", or nothing; `invalid_input` at /expires_on.
Result<std::string> CheckDay(const std::string& given);

/// May the caller switch the check of certificates off? Without it anybody between here and the tool can read the
/// secrets: that is not an editor's to decide.
Result<void> CheckMayTrustAnybody(const organization::Access& access, const Connection& connection);

/// A secret that is kept must not follow to a new address: an editor may use it but never see it, and could otherwise
/// have it sent to a server of their own.
Result<void> CheckKeptSecrets(const organization::Access& access, const Connection& before, const Connection& after,
                              const definition::Connection& format, const std::set<std::string>& kept);

/// Says what is missing, or that the settings wait for a test.
Health HealthAfterEdit(const Connection& connection, const definition::TidiedSettings& tidied, Time now);

}  // namespace wharf::connection
