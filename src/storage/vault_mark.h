#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "storage/database.h"
#include "storage/vault.h"

namespace wharf::storage {

/// The marks in the database: texts that only the right master key opens. `next` exists while a rotation is under way.
struct VaultMarks {
  std::optional<std::string> current;
  std::optional<std::string> next;
};

Result<VaultMarks> ReadMarks(Session& session);
std::string MakeMark(const MasterKey& key, Random& random);
bool Fits(const MasterKey& key, const std::optional<std::string>& mark);

Error WrongMasterKey();

/// A data key as the master key seals it.
std::string SealDataKey(const MasterKey& master, OrganizationId organization, const Secret& key, Random& random);
std::optional<Secret> OpenDataKey(const MasterKey& master, OrganizationId organization, std::string_view sealed);

}  // namespace wharf::storage
