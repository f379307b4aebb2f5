#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "organization/audit.h"
#include "organization/directory.h"
#include "organization/passwords.h"
#include "storage/database.h"

namespace wharf::organization {

struct SetUp {
  std::string organization_name;
  std::string name;
  std::string email;
  Secret password;
};

/// The set-up of a new installation: its root organization and its first administrator.
class FirstStart {
 public:
  FirstStart(storage::Database& database, DirectoryCache& directories, AuditLog& audit, Passwords& passwords,
             const Clock& clock, Random& random)
      : database_(database),
        directories_(directories),
        audit_(audit),
        passwords_(passwords),
        clock_(clock),
        random_(random) {}

  /// True until the set-up is done.
  Result<bool> Needed();
  /// Of any number of callers at once, on any number of processes, exactly one wins; the others get `already_exists`
  /// (`already_set_up`). Sign in with the same address and password afterwards.
  Result<UserId> Run(const SetUp& wanted, std::string_view peer, std::string_view request_id);

 private:
  storage::Database& database_;
  DirectoryCache& directories_;
  AuditLog& audit_;
  Passwords& passwords_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace wharf::organization
