#pragma once

#include <optional>
#include <string>
#include <vector>

#include "integration/mapping/mappings.h"
#include "organization/import_report.h"
#include "organization/users.h"
#include "storage/job_queue.h"

namespace wharf::mapping {

inline constexpr std::string_view kImportCustomers = "import_customers";

struct CustomerImportRequest {
  ConnectionId connection = {};
  OrganizationId parent = {};  ///< where the new organizations go
  std::optional<std::vector<std::string>> options =
      std::nullopt;         ///< which customers; nullopt: all that nobody is mapped to
  std::string search = {};  ///< of all: those whose name holds this
};

/// Makes organizations of the customers that a tool has, each mapped at once, as a job that survives a closed tab, a
/// restart and kill -9.
///
/// Customers are taken 100 at a time: the organizations, their mappings, the report (import_report.h) and the place in
/// the list are one transaction. All mappings are one save, which can be taken back as any other; the organizations can
/// be deleted and restored as any other. Works with the rights of whoever started it, as they are while it runs.
/// Codes of the report: NOT_FOUND (the tool no longer has it), UNAUTHORIZED, what organization_rules.h says of a name;
/// of skipped rows ALREADY_MAPPED and DUPLICATE_IN_DATABASE (an organization of that name is there: map it instead); of
/// an imported row DOMAIN_LEFT_OUT (another organization has the domain, or it is none).
class CustomerImport {
 public:
  CustomerImport(storage::Database& database, storage::JobQueue& jobs, connection::Connections& connections,
                 Mappings& mappings, organization::DirectoryCache& directories, organization::AuditLog& audit,
                 organization::Users& users, const Clock& clock, Random& random)
      : database_(database),
        jobs_(jobs),
        connections_(connections),
        mappings_(mappings),
        directories_(directories),
        audit_(audit),
        users_(users),
        clock_(clock),
        random_(random) {}

  /// Before JobQueue::Start.
  void Register();
  /// Needs the right to write at the connection and at the parent, which must be the connection's organization or below
  /// it. Fails with `invalid_argument` where there is nothing to import, and with `conflict` (`import_running`) while
  /// another import of this connection is under way. The job's result is
  /// {"imported","skipped","failed","total","save_id"}.
  Result<storage::Job> Start(const organization::Access& access, const CustomerImportRequest& request);

 private:
  struct Batch;
  Result<boost::json::object> Run(storage::JobContext& context);
  Result<std::vector<std::string>> Choose(const CustomerImportRequest& request, const std::string& variable);
  Result<std::vector<organization::ImportRow>> Write(storage::Session& session, const organization::Access& access,
                                                     const Batch& batch);

  storage::Database& database_;
  storage::JobQueue& jobs_;
  connection::Connections& connections_;
  Mappings& mappings_;
  organization::DirectoryCache& directories_;
  organization::AuditLog& audit_;
  organization::Users& users_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace wharf::mapping
