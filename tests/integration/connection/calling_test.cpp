#include "integration/connection/calling.h"

#include <set>

#include "integration/connection/connection_fixture.h"

namespace wharf::connection {
namespace {

using organization::Role;
using organization::VariableKind;

class CallingTest : public ConnectionTest {
 protected:
  CallPage Calls(const CallFilter& filter = {}, int page = 1, int size = 10) {
    auto calls = db().ReadValue<CallPage>(
        [&](storage::Session& session) { return ListCalls(session, tool_.id, filter, page, size); });
    EXPECT_TRUE(calls.ok()) << (calls.ok() ? "" : calls.error().message);
    return calls.ok() ? *calls : CallPage{};
  }
  Result<TryResult> Try(const organization::Access& access, const std::string& action, OrganizationId organization) {
    return calling_->Try(access, tool_.id,
                         {.action = action, .input = {}, .organization = organization, .variables = variables_.get()});
  }
  void Put(OrganizationId organization, const std::string& name, const std::string& value, VariableKind kind) {
    ASSERT_TRUE(
        variables_
            ->Put(Admin(),
                  {.organization = organization, .name = name, .value = Secret(value), .kind = kind, .cascade = true})
            .ok());
  }
};
WHARF_ON_BOTH_DATABASES(CallingTest);

TEST_P(CallingTest, the_activity_is_filtered_by_outcome_and_action) {
  ASSERT_TRUE(Try(Admin(), "list_companies", root_).ok());
  vendor_.Answers([](const net::Request&) { return Vendor::Json(boost::json::object{{"error", "no"}}, 403); });
  ASSERT_TRUE(Try(Admin(), "list_states", root_).ok());
  EXPECT_EQ(Calls().total, 2);
  EXPECT_EQ(Calls({.failed = true}).total, 1);
  EXPECT_EQ(Calls({.failed = true}).items.front().record.action, "list_states");
  EXPECT_EQ(Calls({.failed = false}).items.front().record.action, "list_companies");
  EXPECT_EQ(Calls({.action = "list_states"}).total, 1);
  EXPECT_EQ(Calls({.failed = false, .action = "list_states"}).total, 0);
  EXPECT_EQ(Calls().items.front().why, "Picked on the connection's page");
}

TEST_P(CallingTest, pages_of_the_activity_stay_where_they_were_while_calls_come) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Try(Admin(), "list_companies", root_).ok());
  const CallPage first = Calls({}, 1, 2);
  ASSERT_FALSE(first.until.empty());
  clock_.Advance(std::chrono::milliseconds(1));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Try(Admin(), "list_companies", root_).ok());
  std::vector<std::string> ids;
  for (const auto& call : first.items) ids.push_back(call.id);
  for (int page = 2; page <= 3; ++page) {
    for (const auto& call : Calls({.until = first.until}, page, 2).items) ids.push_back(call.id);
  }
  EXPECT_EQ(Calls({.until = first.until}).total, 5);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 5U);
  EXPECT_EQ(Calls({.until = "no such call"}).total, 0);
}

TEST_P(CallingTest, variables_of_the_organization_are_in_reach_of_templates) {
  const auto acme = Make("Acme");
  Put(root_, "note", "from above", VariableKind::general);
  Put(acme, "pass", "a secret of Acme", VariableKind::secret);
  vendor_.Answers([](const net::Request& request) {
    // A tool that echoes what it was sent.
    return Vendor::Json(boost::json::object{
        {"companies", boost::json::array{boost::json::object{{"said", request.Query("pass").value_or("")}}}}});
  });
  const auto tried = Try(Admin(), "list_notes", acme);
  ASSERT_TRUE(tried.ok()) << tried.error().message;
  ASSERT_EQ(vendor_.seen().size(), 1U);
  EXPECT_EQ(vendor_.seen()[0].Query("note").value_or(""), "from above");
  EXPECT_EQ(vendor_.seen()[0].Query("pass").value_or(""), "a secret of Acme");
  const std::string told = boost::json::serialize(tried->result.rows) + tried->last_call->url;
  EXPECT_EQ(told.find("secret of Acme"), std::string::npos) << told;
  EXPECT_EQ(told.find("secret+of+Acme"), std::string::npos) << told;
  EXPECT_EQ(told.find("secret%20of%20Acme"), std::string::npos) << told;
  EXPECT_EQ(Count("SELECT COUNT(*) FROM connection_call WHERE url LIKE '%secret%Acme%'"), 0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'variable.used'"), 1);
}

TEST_P(CallingTest, who_may_not_write_at_the_organization_cannot_use_its_secrets) {
  const auto shop = Make("Shop");
  Put(shop, "pass", "a secret of the shop", VariableKind::secret);
  const auto installed = connections_->Install(Admin(), "example", Make("Ours"));
  ASSERT_TRUE(installed.ok());
  tool_ = Configure(installed->connection.id);
  const auto access = As({{installed->connection.organization, Role::editor}, {shop, Role::viewer}});
  const auto tried = Try(access, "list_notes", shop);
  ASSERT_TRUE(tried.ok()) << tried.error().message;
  ASSERT_TRUE(tried->error.has_value());
  EXPECT_NE(tried->error->message.find("needs the role editor"), std::string::npos) << tried->error->message;
  EXPECT_TRUE(vendor_.seen().empty());
}

TEST_P(CallingTest, a_call_takes_the_nearest_default_and_says_why) {
  const auto acme = Make("Acme");
  const auto north = Make("Acme North", acme);
  const auto why = [&](OrganizationId organization, const ChoiceOverrides& overrides = {}) {
    const auto choice = connections_->Choose(Admin(), "example", organization, overrides);
    return choice.ok() ? choice->why : choice.error().code;
  };
  EXPECT_EQ(why(root_), "The default connection of Northwind MSP");
  EXPECT_EQ(why(north), "no_connection") << "nobody said that those below may use it";
  ConnectionEdit edit;
  edit.shared = true;
  ASSERT_TRUE(connections_->Edit(Admin(), tool_.id, edit).ok());
  EXPECT_EQ(why(north),
            "The default connection of Northwind MSP, which organizations below may use; there is no nearer one");
  const auto own = connections_->Install(Admin(), "example", acme);
  ASSERT_TRUE(own.ok());
  EXPECT_EQ(why(acme), "The default connection of Acme");
  EXPECT_EQ(why(north, {.trigger = own->connection.id}), "Chosen by the trigger");
  EXPECT_EQ(why(north, {.task = tool_.id, .trigger = own->connection.id}), "Chosen by the task");
  EXPECT_EQ(why(north, {.task = ConnectionId::Make(system_clock_, random_)}), "connection_not_found");
  EXPECT_EQ(CodeOf(connections_->Choose(AsNobody(), "example", acme)), "organization_not_found");
  const auto viewer = As({{north, Role::viewer}});
  const auto choice = connections_->Choose(viewer, "example", north);
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice->why.find("Northwind"), std::string::npos) << "it is not for this person to know";
  EXPECT_EQ(CodeOf(connections_->Choose(viewer, "example", north, {.task = own->connection.id})),
            "connection_not_found");
}

}  // namespace
}  // namespace wharf::connection
