#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/shape.h"
#include "api/words.h"
#include "organization/access.h"

namespace wharf::api {

struct OrganizationRef {
  OrganizationId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(OrganizationRef, (), (id, name))

/// An organization as this caller sees it; what is above the caller's own is left out.
struct Organization {
  OrganizationId id;
  std::string name;
  std::string slug;
  std::optional<OrganizationId> parent_id;
  std::optional<std::string> parent_name;
  std::vector<OrganizationRef> path;  ///< from the topmost that the caller sees down to itself; empty when deleted
  std::size_t depth = 0;
  std::vector<std::string> domains;
  std::vector<std::string> tags;
  bool enabled = true;
  bool is_root = false;
  std::optional<Time> deleted_at;
  std::optional<Time> purge_at;  ///< when a deleted one goes for good
  std::size_t children_count = 0;
  std::size_t descendants_count = 0;
  organization::Role role{};
  std::int64_t version = 0;
  Time created_at;
  Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Organization, (),
                      (id, name, slug, parent_id, parent_name, path, depth, domains, tags, enabled, is_root, deleted_at,
                       purge_at, children_count, descendants_count, role, version, created_at, updated_at))

struct SwitcherItem {
  OrganizationId id;
  std::string name;
  std::vector<OrganizationRef> path;
  std::size_t children_count = 0;
  bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(SwitcherItem, (), (id, name, path, children_count, enabled))

struct Switcher {
  std::vector<SwitcherItem> items;
  std::size_t total = 0;
};
BOOST_DESCRIBE_STRUCT(Switcher, (), (items, total))

struct TagCount {
  std::string name;
  std::size_t count = 0;
};
BOOST_DESCRIBE_STRUCT(TagCount, (), (name, count))

struct MovedVariable {
  std::string name;
  OrganizationId organization_id;
  std::string organization_name;
  std::optional<std::string> before;  ///< null: none, or a secret
  std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(MovedVariable, (), (name, organization_id, organization_name, before, after))

struct MovedConnection {
  std::string name;
  std::string integration_name;
  std::optional<std::string> before;
  std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(MovedConnection, (), (name, integration_name, before, after))

/// What moving an organization would change.
struct MovePreview {
  std::vector<MovedVariable> variables;
  std::vector<MovedConnection> connections;
  std::size_t affected = 0;  ///< how many organizations get other values
};
BOOST_DESCRIBE_STRUCT(MovePreview, (), (variables, connections, affected))

struct ImportColumn {
  std::string header;
  std::optional<organization::ImportField> field;  ///< null: not known, left alone
};
BOOST_DESCRIBE_STRUCT(ImportColumn, (), (header, field))

struct ImportProblem {
  std::int64_t line = 0;
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ImportProblem, (), (line, code, message))

/// What a file of organizations would do.
struct ImportPreview {
  std::vector<ImportColumn> columns;
  std::string delimiter;
  std::string encoding;
  std::vector<std::string> notices;
  std::vector<std::vector<std::string>> rows;  ///< the first ten, as they stand
  std::int64_t total = 0;
  std::vector<ImportProblem> problems;
};
BOOST_DESCRIBE_STRUCT(ImportPreview, (), (columns, delimiter, encoding, notices, rows, total, problems))

struct DeletedCount {
  std::int64_t deleted = 0;
};
BOOST_DESCRIBE_STRUCT(DeletedCount, (), (deleted))

struct ChangedCount {
  std::int64_t changed = 0;
};
BOOST_DESCRIBE_STRUCT(ChangedCount, (), (changed))

// What is taken.

struct OrganizationWanted {
  std::string name;
  OrganizationId parent_id;
  std::vector<std::string> domains;
  std::vector<std::string> tags;
  std::optional<bool> enabled;
  std::optional<std::string> slug;  ///< made from the name if left out or empty
};
BOOST_DESCRIBE_STRUCT(OrganizationWanted, (), (name, parent_id, domains, tags, enabled, slug))

struct OrganizationPatch {
  std::optional<std::string> name;
  std::optional<std::string> slug;
  std::optional<std::vector<std::string>> domains;
  std::optional<std::vector<std::string>> tags;
  std::optional<bool> enabled;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrganizationPatch, (), (name, slug, domains, tags, enabled, version))

struct OrganizationMove {
  OrganizationId parent_id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrganizationMove, (), (parent_id, version))

struct OrganizationsDeletion {
  std::vector<OrganizationId> ids;
  std::optional<std::string> confirm;  ///< "delete", typed by the person
};
BOOST_DESCRIBE_STRUCT(OrganizationsDeletion, (), (ids, confirm))

struct OrganizationsPatch {
  std::vector<OrganizationId> ids;
  std::optional<bool> enabled;
  std::vector<std::string> add_tags;
  std::vector<std::string> remove_tags;
};
BOOST_DESCRIBE_STRUCT(OrganizationsPatch, (), (ids, enabled, add_tags, remove_tags))

Organization OrganizationView(const organization::Access& access, organization::Directory::Position position);
OrganizationRef OrganizationRefView(const organization::Access& access, organization::Directory::Position position);
/// From the topmost ancestor that the caller sees down to the organization itself.
std::vector<OrganizationRef> PathView(const organization::Access& access, organization::Directory::Position position);

}  // namespace wharf::api
