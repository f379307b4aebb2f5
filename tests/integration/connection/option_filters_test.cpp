#include "integration/connection/option_filters.h"

#include "integration/connection/connection_fixture.h"

namespace wharf::connection {
namespace {

class OptionFiltersTest : public ConnectionTest {
 protected:
  const definition::Organizations& Offered() { return catalog_.Find("example")->definition->organizations; }
  std::string Tidy(const boost::json::object& given, const boost::json::object& before = {}) {
    const auto tidy = TidyFilters(Offered(), before, given);
    return tidy.ok() ? boost::json::serialize(*tidy)
                     : tidy.error().fields.front().pointer + " " + tidy.error().fields.front().code;
  }
};
WHARF_ON_BOTH_DATABASES(OptionFiltersTest);

TEST_P(OptionFiltersTest, what_can_be_picked_is_kept_and_anything_else_names_its_place) {
  EXPECT_EQ(Tidy({{"city", "Bern"}}), R"({"city":"Bern"})");
  EXPECT_EQ(Tidy({{"city", "Paris"}}), "/city choice");
  EXPECT_EQ(Tidy({{"city", boost::json::array{"Bern"}}}), "/city single");
  EXPECT_EQ(Tidy({{"town", "Bern"}}), "/town unknown");
  EXPECT_EQ(Tidy({{"status", "1"}}), R"({"status":["1"]})");
  EXPECT_EQ(Tidy({{"status", boost::json::array{1, 1, 2}}}), R"({"status":[1,2]})");
  EXPECT_EQ(Tidy({{"status", boost::json::array{boost::json::object()}}}), "/status choice");
  EXPECT_EQ(Tidy({{"city", ""}}, {{"city", "Bern"}, {"kind", "lead"}}), R"({"city":null,"kind":"lead"})");
}

TEST_P(OptionFiltersTest, the_default_counts_until_something_or_nothing_is_picked) {
  EXPECT_EQ(boost::json::serialize(FiltersInUse(Offered(), {})), R"({"kind":"customer"})");
  EXPECT_EQ(boost::json::serialize(FiltersInUse(Offered(), {{"kind", nullptr}, {"city", "Basel"}})),
            R"({"city":"Basel"})");
}

TEST_P(OptionFiltersTest, filters_are_stored_and_audited_and_leave_health_and_secrets_alone) {
  ConnectionEdit edit;
  edit.filters = boost::json::object{{"city", "Bern"}};
  const auto health = tool_.health.headline;
  const auto changed = connections_->Edit(Admin(), tool_.id, edit);
  ASSERT_TRUE(changed.ok()) << changed.error().message;
  EXPECT_EQ(boost::json::serialize(changed->filters), R"({"city":"Bern"})");
  EXPECT_EQ(changed->health.headline, health);
  EXPECT_EQ(changed->secrets.size(), 1U);
  EXPECT_EQ(changed->version, tool_.version + 1);
  edit.filters = boost::json::object{{"city", "Paris"}};
  EXPECT_EQ(CodeOf(connections_->Edit(Admin(), tool_.id, edit)), "invalid_input");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'connection.changed'"), 2);
}

TEST_P(OptionFiltersTest, choices_come_from_the_tool_for_those_who_may_call_it) {
  vendor_.Answers([](const net::Request&) {
    return Vendor::Json(boost::json::array{boost::json::object{{"id", 1}, {"name", "Active"}},
                                           boost::json::object{{"id", 2}, {"name", "Asleep"}}});
  });
  const auto choices = calling_->FilterChoices(Admin(), tool_.id, "status");
  ASSERT_TRUE(choices.ok()) << choices.error().message;
  ASSERT_EQ(choices->size(), 2U);
  EXPECT_EQ((*choices)[1].label, "Asleep");
  EXPECT_EQ((*choices)[1].value, 2);
  const auto viewer = As({{root_, organization::Role::viewer}});
  EXPECT_EQ(CodeOf(calling_->FilterChoices(viewer, tool_.id, "status")), "not_allowed");
  EXPECT_EQ(CodeOf(calling_->FilterChoices(viewer, tool_.id, "city")), "ok");
  EXPECT_EQ(CodeOf(calling_->FilterChoices(Admin(), tool_.id, "town")), "no_such_filter");
  EXPECT_EQ(CodeOf(calling_->FilterChoices(AsNobody(), tool_.id, "city")), "connection_not_found");
}

}  // namespace
}  // namespace wharf::connection
