#include "organization/organization_row.h"

#include <boost/json.hpp>
#include <optional>

#include "organization/organization_rules.h"

namespace wharf::organization {

std::shared_ptr<const Organization> ReadOrganization(const storage::Row& row) {
  auto organization = std::make_shared<Organization>();
  organization->id = row.As<OrganizationId>(0);
  if (!row.IsNull(1)) organization->parent = row.As<OrganizationId>(1);
  organization->name = row.Text(2);
  organization->folded_name = row.Text(3);
  organization->slug = row.Text(4);
  organization->domains = ParseTexts(row.Text(5));
  organization->tags = ParseTexts(row.Text(6));
  organization->enabled = row.Bool(7);
  organization->version = row.Int(8);
  organization->created = row.When(9);
  organization->updated = row.When(10);
  organization->updated_by = row.Text(11);
  return organization;
}

Result<void> InsertOrganization(storage::Session& session, const Organization& organization, std::int64_t revision) {
  const auto parent = organization.parent.IsNil() ? std::nullopt : std::optional(organization.parent);
  WHARF_TRY(session.Execute(
      "INSERT INTO organization (id, parent_id, name, folded_name, name_key, slug, domains, tags, enabled, version, "
      "revision, created_at, created_by, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
      organization.id, parent, organization.name, organization.folded_name, NameKey(organization.name),
      organization.slug, FormatTexts(organization.domains), FormatTexts(organization.tags), organization.enabled,
      revision, organization.created, organization.updated_by, organization.updated, organization.updated_by));
  return {};
}

std::string FormatTexts(const std::vector<std::string>& texts) {
  boost::json::array array;
  array.reserve(texts.size());
  for (const std::string& text : texts) array.emplace_back(text);
  return boost::json::serialize(array);
}

std::vector<std::string> ParseTexts(std::string_view json) {
  std::vector<std::string> texts;
  if (json == "[]") return texts;  // nearly every organization: not worth a parser
  boost::system::error_code failed;
  const boost::json::value value = boost::json::parse(json, failed);
  if (failed || !value.is_array()) return texts;
  for (const boost::json::value& text : value.get_array()) {
    if (text.is_string()) texts.emplace_back(text.get_string());
  }
  return texts;
}

}  // namespace wharf::organization
