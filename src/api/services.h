#pragma once

#include <functional>
#include <string>
#include <vector>

#include "integration/connection/calling.h"
#include "integration/connection/connections.h"
#include "integration/definition/catalog.h"
#include "integration/mapping/customer_import.h"
#include "integration/mapping/mapping_csv.h"
#include "integration/mapping/mappings.h"
#include "integration/mapping/option_refresh.h"
#include "integration/mapping/suggest_job.h"
#include "net/metrics.h"
#include "organization/api_tokens.h"
#include "organization/audit.h"
#include "organization/directory.h"
#include "organization/first_start.h"
#include "organization/import_report.h"
#include "organization/invitations.h"
#include "organization/organization_import.h"
#include "organization/organizations.h"
#include "organization/sessions.h"
#include "organization/settings.h"
#include "organization/users.h"
#include "organization/variable_csv.h"
#include "organization/variables.h"
#include "storage/database.h"
#include "storage/job_queue.h"

namespace wharf::api {

class LiveEvents;
struct SampleTools;

/// What resources translate to: the domain, by reference. Put together by the command that serves.
struct Services {
  storage::Database& database;
  storage::JobQueue& jobs;
  organization::DirectoryCache& directories;
  organization::AuditLog& audit;
  organization::FirstStart& first_start;
  organization::Sessions& sessions;
  organization::Users& users;
  organization::ApiTokens& tokens;
  organization::Invitations& invitations;
  organization::Organizations& organizations;
  organization::OrganizationImport& organization_import;
  organization::ImportReport& import_report;
  organization::Variables& variables;
  organization::VariableCsv& variable_csv;
  organization::Settings& settings;
  const definition::Catalog& catalog;
  connection::Connections& connections;
  connection::Calling& calling;
  mapping::Mappings& mappings;
  mapping::OptionRefresh& option_refresh;
  mapping::SuggestJob& suggest_job;
  mapping::MappingCsv& mapping_csv;
  mapping::CustomerImport& customer_import;
  net::Metrics& metrics;
  /// Makes this process work by settings that were just saved.
  std::function<void(const organization::InstallationSettings&)> apply_settings;
  LiveEvents& events;
  const SampleTools& samples;
  const Clock& clock;
  Random& random;
  std::vector<std::string> catalog_problems;  ///< why definitions were left out, a line each
  std::string database_kind;
  std::string version;
  Time started;
};

}  // namespace wharf::api
