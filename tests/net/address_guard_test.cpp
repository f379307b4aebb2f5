#include "net/address_guard.h"

#include <gtest/gtest.h>

#include "net/cases.h"
#include "net/url.h"

namespace wharf::net {
namespace {

TEST(AddressGuard, every_inward_address_is_known_with_its_reason) {
  const auto cases = test::Cases("inward_addresses.test");
  ASSERT_GT(cases.size(), 70U);
  for (const auto& [text, expected] : cases) {
    const auto address = IpAddress::Parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(InwardReason(*address).value_or("outward"), expected) << text;
  }
}

TEST(AddressGuard, a_host_is_the_address_that_its_spelling_means) {
  const auto cases = test::Cases("hosts.test");
  ASSERT_GT(cases.size(), 40U);
  for (const auto& [text, expected] : cases) EXPECT_EQ(NormalizeHost(text).value_or("nothing"), expected) << text;
}

TEST(AddressGuard, the_allow_list_opens_what_it_names_and_nothing_else) {
  const auto cases = test::Cases("allow_list.test");
  ASSERT_GT(cases.size(), 30U);
  for (const auto& [left, expected] : cases) {
    const auto fields = test::Fields(left.starts_with('|') ? " " + left : left);
    ASSERT_EQ(fields.size(), 4U) << left;
    AllowList allow;
    std::string entries = fields[0];
    for (std::size_t comma = entries.find(" , "); comma != std::string::npos; comma = entries.find(" , ")) {
      allow.entries.push_back(entries.substr(0, comma));
      entries.erase(0, comma + 3);
    }
    if (!entries.empty()) allow.entries.push_back(entries);
    const bool allowed = AddressAllowed(fields[1], fields[2], std::stoi(fields[3]), allow);
    EXPECT_EQ(allowed ? "allowed" : "refused", expected) << left;
  }
}

TEST(AddressGuard, entries_that_cannot_be_read_are_reported_one_by_one) {
  const auto checked =
      CheckAllowList({{"10.0.0.0/8", "10.0.0.0/40", "psa.example:99999", "[::1", "good.example:8443"}});
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::invalid_argument);
  ASSERT_EQ(checked.error().fields.size(), 3U);
  EXPECT_EQ(checked.error().fields[0].pointer, "/1");
  EXPECT_EQ(checked.error().fields[2].pointer, "/3");
  EXPECT_TRUE(CheckAllowList({{"10.0.0.0/8", "::1", "[fd00::/8]:443"}}));
}

}  // namespace
}  // namespace wharf::net
