#include "integration/connection/connection_fixture.h"

namespace wharf::connection {
namespace {

using ExpiryTest = ConnectionTest;
WHARF_ON_BOTH_DATABASES(ExpiryTest);

TEST_P(ExpiryTest, the_day_on_which_a_key_ends_is_kept_and_counted_in_whole_days) {
  const Time today = clock_.Now();
  const auto day = [&](int days) { return FormatTime(today + std::chrono::hours(24 * days)).substr(0, 10); };
  ConnectionEdit edit;
  edit.expires_on = day(7);
  const auto changed = connections_->Edit(Admin(), tool_.id, edit);
  ASSERT_TRUE(changed.ok()) << changed.error().message;
  EXPECT_EQ(changed->expires_on, day(7));
  EXPECT_EQ(changed->health.headline, tool_.health.headline) << "a reminder says nothing about the key itself";
  EXPECT_EQ(DaysLeft(*changed, today), 7);
  EXPECT_EQ(DaysLeft(*changed, today + std::chrono::hours(24 * 7)), 0) << "its last day";
  EXPECT_EQ(DaysLeft(*changed, today + std::chrono::hours(24 * 9)), -2);

  edit.expires_on = "";
  EXPECT_EQ(DaysLeft(*connections_->Edit(Admin(), tool_.id, edit), today), std::nullopt);
  for (const char* wrong : {"2026-13-01", "tomorrow", "2026-12-02T00:00:00Z", "02.12.2026"}) {
    edit.expires_on = wrong;
    const auto refused = connections_->Edit(Admin(), tool_.id, edit);
    ASSERT_FALSE(refused.ok()) << wrong;
    EXPECT_EQ(refused.error().fields.front().pointer, "/expires_on");
  }
}

}  // namespace
}  // namespace wharf::connection
