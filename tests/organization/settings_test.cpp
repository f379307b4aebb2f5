#include "organization/settings.h"

#include <gtest/gtest.h>

#include "organization/api_tokens.h"
#include "organization/organization_fixture.h"
#include "organization/sessions.h"
#include "organization/upkeep.h"

namespace wharf::organization {
namespace {

class SettingsTest : public OrganizationTest {
 protected:
  void Build() override {
    OrganizationTest::Build();
    settings_ = std::make_unique<Settings>(db(), *audit_, clock_);
  }
  void TearDown() override {
    settings_.reset();
    OrganizationTest::TearDown();
  }
  std::unique_ptr<Settings> settings_;
};
WHARF_ON_BOTH_DATABASES(SettingsTest);

TEST_P(SettingsTest, they_begin_with_defaults_and_keep_what_is_set) {
  const auto defaults = settings_->Read();
  ASSERT_TRUE(defaults.ok());
  EXPECT_EQ(defaults->health_check_hours, 6);
  EXPECT_EQ(defaults->version, 0);
  const auto edited = settings_->Edit(
      Admin(), {.public_url = "https://wharf.example.com/", .allow_list = {{"10.0.4.0/24", "psa.lan:8443"}}});
  ASSERT_TRUE(edited.ok()) << edited.error().message;
  EXPECT_EQ(edited->public_url, "https://wharf.example.com");
  const auto read = settings_->Read(Admin());
  EXPECT_EQ(read->public_url, "https://wharf.example.com");
  EXPECT_EQ(read->allow_list.size(), 2U);
  EXPECT_EQ(read->version, 1);
  EXPECT_EQ(read->updated_by, "Anna Berg");
  EXPECT_EQ(CodeOf(settings_->Edit(Admin(), {.retention_days = 30, .version = 0})), "changed_meanwhile");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'settings.changed'"), 1);
}

TEST_P(SettingsTest, every_wrong_field_is_named_at_once) {
  const auto refused = settings_->Edit(Admin(), {.public_url = "wharf.example.com/path",
                                                 .allow_list = {{"10.0.0.0/8", "not an address!"}},
                                                 .health_check_hours = 0,
                                                 .retention_days = 1});
  ASSERT_EQ(CodeOf(refused), "invalid_input");
  std::string pointers;
  for (const FieldError& field : refused.error().fields) pointers += field.pointer + " ";
  EXPECT_EQ(pointers, "/public_url /allow_list/1 /health_check_hours /retention_days ");
  EXPECT_EQ(settings_->Read()->version, 0) << "a refused edit makes no version";
}

TEST_P(SettingsTest, upkeep_keeps_the_promises_of_time) {
  const auto a = Make("A");
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{a}).ok());
  Sessions sessions(db(), *audit_, passwords_, clock_, random_);
  ApiTokens tokens(db(), *audit_, clock_, random_);
  Upkeep upkeep(*organizations_, sessions, tokens, *audit_, *settings_, clock_);
  ASSERT_TRUE(sessions.SignIn("anna@northwind.example", Secret(std::string(kPassword)), {.peer = "::1"}).ok());
  ASSERT_TRUE(upkeep.Often().ok());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM user_session"), 1);
  clock_.Advance(std::chrono::hours(24 * 31));
  ASSERT_TRUE(upkeep.Often().ok());
  ASSERT_TRUE(upkeep.Hourly().ok());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM user_session"), 0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM organization"), 1);
  EXPECT_GT(Count("SELECT COUNT(*) FROM audit_entry"), 1);
  clock_.Advance(std::chrono::hours(24 * 400));
  ASSERT_TRUE(upkeep.Hourly().ok());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry"), 0);
}

}  // namespace
}  // namespace wharf::organization
