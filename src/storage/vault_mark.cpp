#include "storage/vault_mark.h"

#include "storage/sealing.h"

namespace wharf::storage {
namespace {

constexpr std::string_view kMarkContext = "wharf master key mark 1";
constexpr std::string_view kMarkText = "wharf";

std::string DataKeyContext(OrganizationId organization) { return "wharf data key 1 " + organization.ToString(); }

}  // namespace

Result<VaultMarks> ReadMarks(Session& session) {
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT name, sealed FROM vault_mark"));
  VaultMarks marks;
  for (const Row& row : rows) (row.Text(0) == "next" ? marks.next : marks.current) = row.Text(1);
  return marks;
}

std::string MakeMark(const MasterKey& key, Random& random) {
  return SealWithKey(key.bytes(), kMarkContext, kMarkText, random);
}

bool Fits(const MasterKey& key, const std::optional<std::string>& mark) {
  return mark && OpenWithKey(key.bytes(), kMarkContext, *mark).has_value();
}

Error WrongMasterKey() {
  return {ErrorKind::invalid_argument, "master_key_wrong",
          "The master key does not belong to this database. Give the key that it was set up with, in WHARF_MASTER_KEY "
          "or master.key; nothing was changed."};
}

std::string SealDataKey(const MasterKey& master, OrganizationId organization, const Secret& key, Random& random) {
  return SealWithKey(master.bytes(), DataKeyContext(organization), key.Reveal(), random);
}

std::optional<Secret> OpenDataKey(const MasterKey& master, OrganizationId organization, std::string_view sealed) {
  return OpenWithKey(master.bytes(), DataKeyContext(organization), sealed);
}

}  // namespace wharf::storage
