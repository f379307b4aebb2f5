#pragma once

#include <map>
#include <memory>
#include <string>

#include "integration/connection/connection_fixture.h"
#include "integration/mapping/mapping_store.h"
#include "integration/mapping/mappings.h"
#include "integration/mapping/option_refresh.h"

namespace wharf::mapping {

using connection::Connection;
using connection::ConnectionEdit;
using organization::Access;
using organization::CodeOf;
using organization::Role;

/// The installation of ConnectionTest with everything that maps.
class MappingTest : public connection::ConnectionTest {
 protected:
  void Build() override {
    ConnectionTest::Build();
    mappings_ = std::make_unique<Mappings>(db(), *connections_, *variables_, *audit_, clock_, random_);
    refresh_ = std::make_unique<OptionRefresh>(db(), *jobs_, *connections_, *calling_, *directories_, clock_);
    refresh_->Register();
  }
  void TearDown() override {
    jobs_.reset();
    refresh_.reset();
    mappings_.reset();
    ConnectionTest::TearDown();
  }

  storage::Job Refresh() {
    const auto job = refresh_->Start(Admin(), tool_.id);
    EXPECT_TRUE(job.ok()) << (job.ok() ? "" : job.error().message);
    return job.ok() ? Finish(job->id) : storage::Job{};
  }
  /// The names of the options, "Acme gone" for one that is not plainly there.
  std::string Options() {
    auto found = db().ReadValue<OptionSearch>(
        [&](storage::Session& session) { return SearchOptions(session, tool_.id, "example_company_id", "", 100); });
    std::string names;
    for (const Option& option : found->items) {
      names += (names.empty() ? "" : ", ") + option.name;
      if (option.state != OptionState::current) names += " " + std::string(NameOf(option.state));
    }
    return names;
  }
  /// The row of one organization.
  TableRow RowOf(OrganizationId organization) {
    const auto table = mappings_->Table(Admin(), tool_.id, {.organization = organization}, 1, 1);
    EXPECT_TRUE(table.ok() && !table->rows.empty());
    return table.ok() && !table->rows.empty() ? table->rows.front() : TableRow{};
  }
  MappingEdit Edit(OrganizationId organization, std::optional<std::string> value,
                   std::optional<std::int64_t> version = std::nullopt) {
    const TableRow row = RowOf(organization);
    return {.connection = tool_.id,
            .organization = organization,
            .value = std::move(value),
            .version = version.value_or(row.mapping ? row.mapping->version : 0)};
  }
  Result<Saved> Save(std::vector<MappingEdit> edits) {
    return mappings_->Save(Admin(), {.edits = std::move(edits), .include_suggestions_of = {}});
  }
  std::string VariableOf(OrganizationId organization) {
    const auto found = variables_->Find(Admin(), organization, "example_company_id");
    return found.ok() && *found ? (*found)->value.value_or("") : "(none)";
  }

  std::unique_ptr<Mappings> mappings_;
  std::unique_ptr<OptionRefresh> refresh_;
};

}  // namespace wharf::mapping
