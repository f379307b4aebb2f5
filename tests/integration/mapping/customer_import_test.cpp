#include "integration/mapping/customer_import.h"

#include "integration/mapping/mapping_fixture.h"

namespace wharf::mapping {
namespace {

class CustomerImportTest : public MappingTest {
 protected:
  void Build() override {
    MappingTest::Build();
    import_ = std::make_unique<CustomerImport>(db(), *jobs_, *connections_, *mappings_, *directories_, *audit_, *users_,
                                               clock_, random_);
    import_->Register();
    report_ = std::make_unique<organization::ImportReport>(db());
  }
  void TearDown() override {
    jobs_.reset();
    import_.reset();
    report_.reset();
    MappingTest::TearDown();
  }
  storage::Job Import(CustomerImportRequest request) {
    request.connection = tool_.id;
    if (request.parent.IsNil()) request.parent = root_;
    const auto job = import_->Start(Admin(), request);
    EXPECT_TRUE(job.ok()) << (job.ok() ? "" : job.error().message);
    return job.ok() ? Finish(job->id) : storage::Job{};
  }
  std::string Told(const storage::Job& job) {
    const auto page = report_->List(Admin(), job, std::nullopt, 1, 0);
    std::string text;
    for (const auto& row : page->items) {
      text += (text.empty() ? "" : "; ") + row.name + " " + std::string(NameOf(row.outcome));
      if (!row.code.empty()) text += " " + row.code;
    }
    return text;
  }
  std::optional<OrganizationId> Named(const std::string& name) {
    const auto found = Current()->Named(name);
    return found.empty() ? std::nullopt : std::optional(Current()->At(found.front()).id);
  }
  std::unique_ptr<CustomerImport> import_;
  std::unique_ptr<organization::ImportReport> report_;
};
WHARF_ON_BOTH_DATABASES(CustomerImportTest);

TEST_P(CustomerImportTest, every_customer_that_nobody_has_becomes_a_mapped_organization) {
  const auto beta = Make("Beta");
  vendor_.Has({Company(1, "Acme", "Bern", "https://www.acme.example/about"), Company(2, "Beta Inc"), Company(3, "beta"),
               Company(4, "Twin", "Bern", "acme.example"), Company(5, "Twin"), Company(6, std::string(300, 'x'))});
  Refresh();
  ASSERT_TRUE(Save({Edit(beta, "2")}).ok());
  const auto job = Import({});
  EXPECT_EQ(job.state, storage::JobState::done) << boost::json::serialize(job.result);
  EXPECT_EQ(Told(job),
            "Acme imported; beta skipped DUPLICATE_IN_DATABASE; Twin imported DOMAIN_LEFT_OUT; Twin skipped "
            "DUPLICATE_IN_DATABASE; " +
                std::string(300, 'x') + " failed MAX_LENGTH_EXCEEDED");
  EXPECT_EQ(job.result.at("imported"), 2);
  const auto acme = Named("Acme");
  ASSERT_TRUE(acme.has_value());
  EXPECT_EQ(VariableOf(*acme), "1");
  EXPECT_EQ(RowOf(*acme).mapping->option_name, "Acme");
  EXPECT_EQ(Current()->Find(*acme)->domains, std::vector<std::string>{"acme.example"});
  EXPECT_EQ(Count("SELECT COUNT(*) FROM job_input"), 0);
}

TEST_P(CustomerImportTest, chosen_ones_go_below_a_chosen_parent_and_the_mappings_can_be_taken_back) {
  const auto group = Make("Group");
  vendor_.Has({Company(1, "Acme"), Company(2, "Beta"), Company(3, "Gamma")});
  Refresh();
  const auto job = Import({.parent = group, .options = std::vector<std::string>{"3", "1", "3", "77"}});
  EXPECT_EQ(Told(job), "Gamma imported; Acme imported; 77 failed NOT_FOUND");
  const auto gamma = Named("Gamma");
  ASSERT_TRUE(gamma.has_value());
  EXPECT_EQ(Current()->Find(*gamma)->parent, group);
  EXPECT_FALSE(Named("Beta").has_value());
  const auto again = Import({.parent = group, .options = std::vector<std::string>{"3"}});
  EXPECT_EQ(Told(again), "Gamma skipped ALREADY_MAPPED");
  const auto undone = mappings_->Undo(Admin(), std::string(job.result.at("save_id").as_string()));
  ASSERT_TRUE(undone.ok()) << undone.error().message;
  EXPECT_EQ(*undone, 2);
  EXPECT_EQ(VariableOf(*gamma), "(none)");
  EXPECT_TRUE(Named("Gamma").has_value()) << "the organization stays, to be deleted by hand";
}

TEST_P(CustomerImportTest, it_goes_on_after_a_restart_without_doing_anything_twice) {
  boost::json::array companies;
  for (int i = 1; i <= 250; ++i) companies.push_back(Company(i, "Customer " + std::to_string(i)));
  vendor_.Has(companies);
  Refresh();
  const auto started = import_->Start(Admin(), {.connection = tool_.id, .parent = root_});
  ASSERT_TRUE(started.ok()) << started.error().message;
  EXPECT_EQ(CodeOf(import_->Start(Admin(), {.connection = tool_.id, .parent = root_})), "import_running");
  // Stopped somewhere in the middle, then taken up by a new process.
  jobs_->Start(1);
  for (int i = 0; i < 1000 && Current()->size() < 50; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  jobs_->Stop();
  jobs_.reset();
  import_.reset();
  Build();
  const auto job = Finish(started->id);
  EXPECT_EQ(job.state, storage::JobState::done) << boost::json::serialize(job.result);
  EXPECT_EQ(job.result.at("imported"), 250);
  EXPECT_EQ(Current()->size(), 251U);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM mapping"), 250);
  EXPECT_EQ(*mappings_->Undo(Admin(), std::string(job.result.at("save_id").as_string())), 250);
}

TEST_P(CustomerImportTest, rights_and_places_are_asked_for) {
  vendor_.Has({Company(1, "Acme")});
  Refresh();
  const auto customer = Make("Customer");
  const auto own = connections_->Install(Admin(), "example", customer);
  const CustomerImportRequest request{.connection = tool_.id, .parent = root_};
  EXPECT_EQ(CodeOf(import_->Start(As({{root_, Role::viewer}}), request)), "not_allowed");
  EXPECT_EQ(CodeOf(import_->Start(AsNobody(), request)), "connection_not_found");
  EXPECT_EQ(CodeOf(import_->Start(Admin(), {.connection = own->connection.id, .parent = root_})), "invalid_input");
  EXPECT_EQ(CodeOf(import_->Start(Admin(), {.connection = own->connection.id, .parent = customer})), "invalid_input")
      << "nothing was pulled there yet";
  EXPECT_EQ(CodeOf(import_->Start(Admin(), {.connection = tool_.id, .parent = root_, .search = "zzz"})),
            "invalid_input");
}

}  // namespace
}  // namespace wharf::mapping
