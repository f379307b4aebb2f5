#include "organization/import_decision.h"

#include <set>
#include <utility>

#include "organization/organization_rules.h"

namespace wharf::organization {
namespace {

Error Refused(std::string_view code, std::string message) {
  return {ErrorKind::invalid_argument, std::string(code), std::move(message)};
}

std::string SiblingKey(OrganizationId parent, std::string_view name) { return parent.ToString() + NameKey(name); }

std::string InLine(std::int64_t line) { return "line " + std::to_string(line); }

}  // namespace

Result<OrganizationId> ImportDecider::FindParent(const Access& access, const ImportRecord& record) const {
  const Directory& directory = access.directory();
  std::set<OrganizationId> found;
  std::set<OrganizationId> own;  // of this file, so the right to write there is settled
  if (record.parent.empty()) {
    found.insert(place_);
  } else if (const auto id = OrganizationId::Parse(record.parent)) {
    found.insert(*id);
  } else {
    if (const auto slug = directory.WithSlug(record.parent); slug && access.May(Right::read, *slug)) {
      found.insert(directory.At(*slug).id);
    }
    if (const auto slug = imported_slugs_.find(record.parent); slug != imported_slugs_.end()) own.insert(slug->second);
    // A slug says exactly one; only where there is none the name is asked.
    if (found.empty() && own.empty()) {
      for (const Directory::Position position : directory.Named(record.parent)) {
        if (access.May(Right::read, position)) found.insert(directory.At(position).id);
      }
      const auto imported = imported_names_.find(NameKey(record.parent));
      if (imported != imported_names_.end()) own.insert(imported->second.begin(), imported->second.end());
    }
  }
  std::set<OrganizationId> all = found;
  all.insert(own.begin(), own.end());
  if (all.size() > 1) {
    return Refused(kNotFound, std::to_string(all.size()) + " organizations are called \"" + record.parent +
                                  "\". Write the id or the slug of the parent.");
  }
  if (own.size() == 1) return *own.begin();
  if (record.parent.empty() && !access.Sees(place_)) {
    return Refused(kNotFound, "The place of the import was deleted, or you have no role there any more.");
  }
  if (all.empty() || !access.Sees(*all.begin())) {
    return Refused(kNotFound, "There is no organization \"" + record.parent +
                                  "\". Parents stand in the file before their children, or exist already.");
  }
  if (!access.May(Right::write, *all.begin())) {
    return Refused(kUnauthorized, "You may not add organizations below " + directory.Find(*all.begin())->name +
                                      ". Ask an administrator for the role editor.");
  }
  return *all.begin();
}

std::optional<Error> ImportDecider::Duplicate(const Access& access, const ImportRecord& record,
                                              OrganizationId parent) const {
  const Directory& directory = access.directory();
  if (const auto name = names_.find(SiblingKey(parent, record.name)); name != names_.end()) {
    return Refused(kDuplicateInFile, "The name stands in " + InLine(name->second) + " already. Leave one of them out.");
  }
  const auto position = directory.PositionOf(parent);
  if (position && directory.ChildNamed(*position, record.name)) {
    return Refused(kDuplicateInDatabase, "There is such an organization already; it stays as it is.");
  }
  if (record.slug) {
    if (const auto slug = slugs_.find(*record.slug); slug != slugs_.end()) {
      return Refused(kInvalidSlug, "The slug stands in " + InLine(slug->second) + " already. Take another.");
    }
    if (directory.WithSlug(*record.slug)) {
      return Refused(kInvalidSlug, "The slug belongs to another organization. Take another, or leave it out.");
    }
  }
  for (const std::string& domain : record.domains) {
    if (const auto line = domains_.find(domain); line != domains_.end()) {
      return Refused(kDuplicateDomainInFile,
                     "The domain " + domain + " stands in " + InLine(line->second) + " already.");
    }
    if (const auto owner = directory.WithDomain(domain)) {
      const bool visible = access.May(Right::read, *owner);
      return Refused(kDuplicateDomainInDatabase, "The domain " + domain + " belongs to " +
                                                     (visible ? directory.At(*owner).name : "another organization") +
                                                     ". Take it away there first.");
    }
  }
  return std::nullopt;
}

ImportDecider::Decision ImportDecider::Decide(const Access& access, const ImportRecord& record) const {
  Decision decision;
  decision.row.line = record.line;
  decision.row.name = record.name;
  const auto refuse = [&](const Error& error) {
    decision.row.outcome = error.code == kDuplicateInDatabase ? ImportOutcome::skipped : ImportOutcome::failed;
    decision.row.code = error.code;
    decision.row.message = error.message;
  };
  const auto parent = FindParent(access, record);
  if (!parent) {
    refuse(parent.error());
    return decision;
  }
  if (const auto duplicate = Duplicate(access, record, *parent)) {
    refuse(*duplicate);
    return decision;
  }
  decision.wanted = NewOrganization{record.name, *parent, record.domains, record.tags, record.enabled, record.slug};
  return decision;
}

void ImportDecider::Skipped(const ImportRecord& record, OrganizationId parent) {
  Told told{.name = SiblingKey(parent, record.name)};
  names_.emplace(told.name, record.line);
  told_.push_back(std::move(told));
}

void ImportDecider::Imported(const ImportRecord& record, OrganizationId parent, OrganizationId id) {
  Told told{.name = SiblingKey(parent, record.name), .domains = record.domains, .imported = id};
  told.name_key = NameKey(record.name);
  names_.emplace(told.name, record.line);
  for (const std::string& domain : record.domains) domains_.emplace(domain, record.line);
  if (record.slug) {
    told.slug = *record.slug;
    slugs_.emplace(told.slug, record.line);
    imported_slugs_.emplace(told.slug, id);
  }
  imported_names_[told.name_key].push_back(id);
  told_.push_back(std::move(told));
}

void ImportDecider::Undo() {
  // A record is told only after Decide found its name, slug and domains free, so each entry has one owner.
  for (const Told& told : told_) {
    names_.erase(told.name);
    for (const std::string& domain : told.domains) domains_.erase(domain);
    slugs_.erase(told.slug);
    imported_slugs_.erase(told.slug);
    if (told.imported) std::erase(imported_names_[told.name_key], *told.imported);
  }
  told_.clear();
}

}  // namespace wharf::organization
