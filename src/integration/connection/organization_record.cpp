#include "integration/connection/organization_record.h"

namespace wharf::connection {
namespace {

using organization::VariableType;
using templates::Found;

/// The value with its type; as text where it does not read as that.
boost::json::value Typed(VariableType type, std::string_view text) {
  if (type == VariableType::text) return boost::json::value(text);
  boost::json::error_code failure;
  boost::json::value value = boost::json::parse(text, failure);
  return failure ? boost::json::value(text) : value;
}

}  // namespace

Result<Found> VariablesRecord::Find(std::string_view name) const {
  if (const auto known = found_.find(name); known != found_.end()) return known->second;
  WHARF_ASSIGN(const auto used, variables_.Use(access_, organization_, name));
  Found found = Found::Nothing();
  if (used && used->secret()) {
    if (!access_.May(organization::Right::write, organization_)) {
      return Error{ErrorKind::permission_denied, "secret_not_usable",
                   "The call needs the secret " + std::string(name) +
                       " of the organization. Whoever makes it needs the role editor there."};
    }
    on_secret_(name, used->value.Reveal());
    found = Found::Owned(boost::json::value(used->value.Reveal()), true);
  } else if (used) {
    found = Found::Owned(Typed(used->variable.type, used->value.Reveal()));
  }
  found_.emplace(name, found);
  return found;
}

std::vector<std::string> VariablesRecord::Names() const {
  std::vector<std::string> names;
  const auto effective = variables_.Effective(access_, organization_);
  if (!effective) return names;
  for (const auto& item : *effective) names.push_back(item.variable.name);
  return names;
}

Result<Found> OrganizationRecord::Find(std::string_view name) const {
  if (name == "variables" && variables_ != nullptr) return Found::Of(*variables_);
  const auto* value = values_.if_contains(name);
  return value == nullptr ? Found::Nothing() : Found::Borrowed(*value);
}

std::vector<std::string> OrganizationRecord::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : values_) names.emplace_back(name);
  if (variables_ != nullptr) names.emplace_back("variables");
  return names;
}

}  // namespace wharf::connection
