#include "organization/tree_change.h"

#include <utility>

#include "base/fold.h"
#include "organization/organization_row.h"
#include "organization/organization_rules.h"

namespace wharf::organization {
namespace {

std::string SiblingKey(OrganizationId parent, std::string_view name) { return parent.ToString() + NameKey(name); }

Error Taken(std::string code, std::string_view pointer, std::string message) {
  FieldError field{std::string(pointer), code, message};
  return {ErrorKind::already_exists, std::move(code), std::move(message), {std::move(field)}};
}

}  // namespace

TreeChange::TreeChange(storage::Session& session, AuditLog& audit, const Clock& clock, Random& random, Access access,
                       std::int64_t revision)
    : session_(session),
      audit_(audit),
      clock_(clock),
      random_(random),
      access_(std::move(access)),
      revision_(revision),
      now_(clock.Now()) {}

Result<TreeChange> TreeChange::Begin(storage::Session& session, DirectoryCache& directories, AuditLog& audit,
                                     const Clock& clock, Random& random, const Access& access) {
  WHARF_ASSIGN(DirectoryCache::Change change, directories.BeginChange(session));
  return TreeChange(session, audit, clock, random, access.At(std::move(change.before)), change.revision);
}

bool TreeChange::NameTaken(OrganizationId parent, std::string_view name, OrganizationId except) const {
  if (names_.contains(SiblingKey(parent, name))) return true;
  const auto position = directory().PositionOf(parent);
  if (!position) return false;
  const auto taken = directory().ChildNamed(*position, name);
  return taken && directory().At(*taken).id != except;
}

bool TreeChange::SlugTaken(std::string_view slug, OrganizationId except) const {
  if (slugs_.contains(std::string(slug))) return true;
  const auto taken = directory().WithSlug(slug);
  return taken && directory().At(*taken).id != except;
}

bool TreeChange::DomainTaken(std::string_view domain, OrganizationId except) const {
  if (domains_.contains(std::string(domain))) return true;
  const auto taken = directory().WithDomain(domain);
  return taken && directory().At(*taken).id != except;
}

void TreeChange::Claim(const Organization& organization) {
  names_.insert(SiblingKey(organization.parent, organization.name));
  slugs_.insert(organization.slug);
  domains_.insert(organization.domains.begin(), organization.domains.end());
}

Error TreeChange::NameTakenError(std::string_view parent, std::string_view name) const {
  return Taken("name_taken", "/name",
               std::string(parent) + " has an organization called \"" + std::string(name) +
                   "\" already. Take another name, or rename that one first.");
}

Error TreeChange::SlugTakenError(std::string_view slug) {
  return Taken(
      "slug_taken", "/slug",
      "The slug \"" + std::string(slug) + "\" belongs to another organization. Take another, or leave it out.");
}

Error TreeChange::DomainTakenError(std::string_view domain) const {
  const auto owner = directory().WithDomain(domain);
  const std::string name =
      owner && access_.May(Right::read, *owner) ? directory().At(*owner).name : "another organization";
  return Taken("domain_taken", "/domains",
               "The domain " + std::string(domain) + " belongs to " + name + ". Take it away there first.");
}

Result<TreeChange::Parent> TreeChange::FindParent(OrganizationId parent) const {
  if (const auto added = added_.find(parent); added != added_.end()) return added->second;
  WHARF_ASSIGN(const Directory::Position position, access_.Require(Right::write, parent));
  return Parent{directory().At(position).name, directory().DepthOf(position)};
}

Result<Organization> TreeChange::Add(const NewOrganization& wanted, std::string_view how) {
  WHARF_ASSIGN(const Parent parent, FindParent(wanted.parent));
  if (parent.depth >= kMostDepth) {
    return AsFieldError({ErrorKind::invalid_argument, "TOO_DEEP",
                         "The tree may have " + std::to_string(kMostDepth) + " levels. Choose a place further up."},
                        "/parent_id");
  }
  Organization made;
  const auto field = [](auto cleaned, std::string_view pointer, auto& into) -> Result<void> {
    if (!cleaned) return AsFieldError(cleaned.error(), pointer);
    into = *std::move(cleaned);
    return {};
  };
  WHARF_TRY(field(CleanName(wanted.name), "/name", made.name));
  WHARF_TRY(field(CleanDomains(wanted.domains), "/domains", made.domains));
  WHARF_TRY(field(CleanTags(wanted.tags), "/tags", made.tags));
  if (wanted.slug) WHARF_TRY(field(CheckSlug(*wanted.slug), "/slug", made.slug));

  if (NameTaken(wanted.parent, made.name)) return NameTakenError(parent.name, made.name);
  for (const std::string& domain : made.domains) {
    if (DomainTaken(domain)) return DomainTakenError(domain);
  }
  if (made.slug.empty()) {
    made.slug = MakeSlug(made.name, [this](std::string_view slug) { return SlugTaken(slug); });
  } else if (SlugTaken(made.slug)) {
    return SlugTakenError(made.slug);
  }
  made.id = OrganizationId::Make(clock_, random_);
  made.parent = wanted.parent;
  made.folded_name = FoldForSearch(made.name);
  made.enabled = wanted.enabled;
  made.created = now_;
  made.updated = now_;
  made.updated_by = access_.caller().name;
  WHARF_TRY(InsertOrganization(session_, made, revision_));
  WHARF_TRY(Record({.organization = made.id,
                    .action = "organization.created",
                    .subject_kind = "organization",
                    .subject_id = made.id.ToString(),
                    .subject_name = made.name,
                    .summary = "Created " + made.name + " below " + parent.name + std::string(how)}));
  Claim(made);
  added_.emplace(made.id, Parent{made.name, parent.depth + 1});
  return made;
}

}  // namespace wharf::organization
