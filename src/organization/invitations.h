#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "organization/audit.h"
#include "organization/passwords.h"
#include "storage/database.h"

namespace wharf::organization {

struct Invitation {
  UserId user;
  std::string name;
  std::string email;
  std::string organization_name;
  bool new_password = false;  ///< the person has a password already and gets a new one
};

/// Links by which a person sets a password. A link works once, for seven days, and until the next one is made.
class Invitations {
 public:
  Invitations(storage::Database& database, AuditLog& audit, Passwords& passwords, const Clock& clock)
      : database_(database), audit_(audit), passwords_(passwords), clock_(clock) {}

  /// `not_found` (`invitation_not_found`) for one that is wrong, used, too old, or of a disabled person.
  Result<Invitation> Find(std::string_view token);
  /// Sets the password and ends the invitation and all sessions of the person. Of two at once one wins.
  Result<UserId> Accept(std::string_view token, const Secret& password, std::string_view peer,
                        std::string_view request_id);

 private:
  storage::Database& database_;
  AuditLog& audit_;
  Passwords& passwords_;
  const Clock& clock_;
};

}  // namespace wharf::organization
