// Runs the cases of link_header.test.
#include "integration/call/link_header.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/trim.h"

namespace wharf::call {
namespace {

TEST(LinkHeader, cases) {
  std::ifstream file(WHARF_SOURCE_DIR "/tests/integration/call/link_header.test");
  ASSERT_TRUE(file);
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    const std::size_t bar = line.find(" | ");
    const std::size_t arrow = line.find("->");
    if (line.starts_with('#') || bar == std::string::npos || arrow == std::string::npos) continue;
    ++cases;
    const std::string header(Trim(line.substr(0, bar)));
    const std::string relation(Trim(line.substr(bar + 3, arrow - bar - 3)));
    EXPECT_EQ(FindLink(header, relation), Trim(line.substr(arrow + 2))) << line;
  }
  EXPECT_GE(cases, 15);
}

}  // namespace
}  // namespace wharf::call
