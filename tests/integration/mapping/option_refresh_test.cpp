#include "integration/mapping/option_refresh.h"

#include "integration/connection/health_checks.h"
#include "integration/mapping/mapping_fixture.h"

namespace wharf::mapping {
namespace {

using connection::Vendor;

class OptionRefreshTest : public MappingTest {};
WHARF_ON_BOTH_DATABASES(OptionRefreshTest);

TEST_P(OptionRefreshTest, filters_narrow_what_is_asked_for_and_what_is_kept) {
  vendor_.Has({Company(1, "Acme", "Bern"), Company(2, "Beta", "Basel")});
  ConnectionEdit edit;
  edit.filters = boost::json::object{{"city", "Basel"}, {"status", boost::json::array{1, 4}}};
  ASSERT_TRUE(connections_->Edit(Admin(), tool_.id, edit).ok());
  const auto job = Refresh();
  EXPECT_EQ(job.state, storage::JobState::done) << boost::json::serialize(job.result);
  EXPECT_EQ(Options(), "Beta");
  ASSERT_EQ(vendor_.seen().size(), 1U);
  EXPECT_EQ(vendor_.seen()[0].Query("status").value_or(""), "1,4");
  EXPECT_EQ(vendor_.seen()[0].Query("kind").value_or(""), "customer") << "the default of a filter";
  edit.filters = boost::json::object{{"city", nullptr}, {"status", nullptr}, {"kind", "lead"}};
  ASSERT_TRUE(connections_->Edit(Admin(), tool_.id, edit).ok());
  Refresh();
  EXPECT_EQ(Options(), "Acme new, Beta");
  EXPECT_FALSE(vendor_.seen()[1].Query("status"));
  EXPECT_EQ(vendor_.seen()[1].Query("kind").value_or(""), "lead");
}

TEST_P(OptionRefreshTest, new_renamed_and_vanished_customers_are_told_and_a_mapped_one_is_kept) {
  const auto acme = Make("Acme");
  vendor_.Has({Company(1, "Acme"), Company(2, "Beta"), Company(3, "Gamma")});
  Refresh();
  EXPECT_EQ(Options(), "Acme, Beta, Gamma");
  ASSERT_TRUE(Save({Edit(acme, "1")}).ok());
  vendor_.Has({Company(2, "Beta Group"), Company(4, "Delta")});
  const auto job = Refresh();
  EXPECT_EQ(job.result.at("gone").as_int64(), 2);
  EXPECT_EQ(job.result.at("renamed").as_int64(), 1);
  EXPECT_EQ(job.result.at("added").as_int64(), 1);
  EXPECT_EQ(Options(), "Beta Group renamed, Delta new, Acme gone") << "what nobody maps goes";
  const TableRow row = RowOf(acme);
  EXPECT_EQ(NameOf(row.state), "gone");
  ASSERT_TRUE(row.mapping.has_value());
  EXPECT_EQ(row.mapping->value, "1");
  EXPECT_EQ(VariableOf(acme), "1") << "a value is never cleared by a refresh";
  vendor_.Has({Company(1, "Acme"), Company(2, "Beta Group"), Company(4, "Delta")});
  Refresh();
  EXPECT_EQ(NameOf(RowOf(acme).state), "mapped") << "it came back";
}

TEST_P(OptionRefreshTest, a_refresh_that_fails_keeps_the_list_and_says_why_without_the_key) {
  vendor_.Has({Company(1, "Acme")});
  Refresh();
  vendor_.Answers([](const net::Request& request) {
    return Vendor::Json(
        boost::json::object{{"error", "no " + std::string(request.headers.Get("x-api-key").value_or(""))}}, 403);
  });
  const auto job = Refresh();
  EXPECT_EQ(job.state, storage::JobState::failed);
  EXPECT_EQ(Options(), "Acme");
  const auto summary = mappings_->Summarize(Admin(), tool_.id, std::nullopt);
  EXPECT_FALSE(summary->pull.error.empty());
  EXPECT_EQ((summary->pull.error + boost::json::serialize(job.result)).find("a-key-that"), std::string::npos);
  vendor_.Answers([](const net::Request&) {
    net::Response response;
    response.headers.Set("Content-Type", "application/json");
    response.body = R"({"companies": [{"id": 1, )";
    return response;
  });
  EXPECT_EQ(Refresh().state, storage::JobState::failed);
  EXPECT_EQ(Options(), "Acme");
}

TEST_P(OptionRefreshTest, a_very_long_name_is_cut_between_two_characters) {
  vendor_.Has({Company(1, std::string(499, 'x') + "\u00fc and more")});
  EXPECT_EQ(Refresh().state, storage::JobState::done);
  EXPECT_EQ(Options(), std::string(499, 'x'));
}

TEST_P(OptionRefreshTest, what_was_pulled_once_is_pulled_again_by_itself_while_the_tool_is_well) {
  using std::chrono::hours;
  const auto open = [&] { return jobs_->List({.kind = std::string(kRefreshOptions), .open_only = true})->size(); };
  const auto due = [&] {
    ASSERT_TRUE(refresh_->StartDue(hours(24)).ok());
    clock_.Advance(hours(25));
    ASSERT_TRUE(refresh_->StartDue(hours(24)).ok());
  };
  vendor_.Has({Company(1, "Acme")});
  due();
  EXPECT_EQ(open(), 0U) << "nobody pulled it yet";
  Refresh();
  due();
  EXPECT_EQ(open(), 0U) << "it was never tested";
  ASSERT_TRUE(calling_->Test(Admin(), tool_.id, "test")->ok);
  due();
  EXPECT_EQ(open(), 1U);
  clock_.Advance(hours(25));
  ASSERT_TRUE(refresh_->StartDue(hours(24)).ok());
  EXPECT_EQ(open(), 1U) << "never a second beside it";
  const auto by_hand = refresh_->Start(Admin(), tool_.id);
  EXPECT_EQ(by_hand->created_by, "Schedule") << "whoever asks meanwhile gets the same job";
  EXPECT_EQ(Finish(by_hand->id).state, storage::JobState::done);
  ASSERT_TRUE(db().Write([&](storage::Session& session) -> Result<void> {
                    WHARF_TRY(jobs_->Add(session, connection::kCheckConnection, root_, tool_.id.ToString(), "Check", {},
                                         "Schedule", true));
                    return {};
                  })
                  .ok());
  clock_.Advance(hours(25));
  ASSERT_TRUE(refresh_->StartDue(hours(24)).ok());
  EXPECT_EQ(open(), 0U) << "it waits for the check";
}

}  // namespace
}  // namespace wharf::mapping
