#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "organization/access.h"
#include "organization/import_report.h"
#include "organization/organization_csv.h"
#include "organization/tree_change.h"

namespace wharf::organization {

/// Decides row by row what becomes of an import file, given what came before in the file and what is in the tree. Pure
/// but for its memory of the file; the preview and the job use the same one, so a preview tells what the job will do.
class ImportDecider {
 public:
  /// `place` is where rows without a parent go.
  explicit ImportDecider(OrganizationId place) : place_(place) {}

  struct Decision {
    ImportRow row;                                         ///< for the report
    std::optional<NewOrganization> wanted = std::nullopt;  ///< set exactly if it is to be imported
  };

  /// Judges one record on the tree of `access`, which may lack what Imported was told since.
  [[nodiscard]] Decision Decide(const Access& access, const ImportRecord& record) const;
  /// Tells that the organization of that record now exists. Counts only for good after Keep.
  void Imported(const ImportRecord& record, OrganizationId parent, OrganizationId id);
  /// Tells that the record's name stands in the file although nothing came of it (it exists already).
  void Skipped(const ImportRecord& record, OrganizationId parent);

  /// What was told since the last Keep holds, or never happened: its transaction was committed, or begins anew.
  void Keep() { told_.clear(); }
  void Undo();

  /// Where the record wants to be: an id, a slug or a name, in the tree or earlier in the file. The error is a code of
  /// the report: NOT_FOUND or UNAUTHORIZED.
  [[nodiscard]] Result<OrganizationId> FindParent(const Access& access, const ImportRecord& record) const;

 private:
  [[nodiscard]] std::optional<Error> Duplicate(const Access& access, const ImportRecord& record,
                                               OrganizationId parent) const;

  /// What one record added, to take it away again.
  struct Told {
    std::string name;
    std::vector<std::string> domains = {};
    std::string slug = {};
    std::optional<OrganizationId> imported = std::nullopt;
    std::string name_key = {};
  };

  OrganizationId place_;
  std::unordered_map<std::string, std::int64_t> names_;                          // "<parent><key>" -> line
  std::unordered_map<std::string, std::int64_t> domains_;                        // -> line
  std::unordered_map<std::string, std::int64_t> slugs_;                          // -> line
  std::unordered_map<std::string, std::vector<OrganizationId>> imported_names_;  // key -> ids
  std::unordered_map<std::string, OrganizationId> imported_slugs_;
  std::vector<Told> told_;
};

}  // namespace wharf::organization
