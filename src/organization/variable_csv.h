#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "organization/access.h"
#include "organization/variables.h"

namespace wharf::organization {

inline constexpr std::size_t kMostVariableCsvBytes = std::size_t{20} << 20U;

enum class VariableRowAction { create, change, keep };
std::string_view NameOf(VariableRowAction action);  ///< "create", "change", "keep"

/// What an import would do, row by row, and what is in the way.
struct VariableImportPreview {
  struct Change {
    std::int64_t line = 0;
    OrganizationId organization;
    std::string organization_name;
    std::string name;
    bool secret = false;
    std::optional<std::string> before = std::nullopt;  ///< never of a secret
    std::optional<std::string> after = std::nullopt;   ///< never of a secret
    VariableRowAction action = VariableRowAction::keep;
  };
  struct Problem {
    std::int64_t line = 0;
    std::string code;
    std::string message;
  };
  std::vector<Change> changes;
  std::vector<Problem> problems;
  std::vector<std::string> notices;
};

/// Variables as CSV with the columns org_id, org_name, name, value, category (general, contact, secret, system),
/// use_as_default (whether it cascades) and type. Safe from any thread.
class VariableCsv {
 public:
  explicit VariableCsv(Variables& variables) : variables_(variables) {}

  /// The own variables of each organization of the filter. Secrets are left out altogether. In pieces. Values are
  /// written as they are, so that Import reads them back: a spreadsheet may take one that begins with = for a formula.
  Result<void> Write(const Access& access, const VariableFilter& filter,
                     const std::function<Result<void>(std::string_view)>& write);

  /// Reads a file and compares it with what is there; changes nothing. Rows name the organization by org_id, or by
  /// org_name where only one that the caller sees is called so. Fails with `invalid_argument` on a file that is no CSV
  /// or lacks a column, and over 10,000 rows or 20 MB.
  Result<VariableImportPreview> Preview(const Access& access, std::string bytes);
  /// Does what Preview tells: all rows or none, and none if there is a problem or somebody changes one of them
  /// meanwhile. Returns how many variables changed.
  Result<std::int64_t> Import(const Access& access, std::string bytes);

 private:
  struct Reading;
  Result<Reading> Read(const Access& access, std::string bytes);
  Result<void> Compare(const Access& access, Reading& reading);

  Variables& variables_;
};

}  // namespace wharf::organization
