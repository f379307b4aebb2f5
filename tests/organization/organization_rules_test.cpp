#include "organization/organization_rules.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text_encoding.h"
#include "base/trim.h"
#include "organization/organization_fixture.h"

namespace wharf::organization {
namespace {

/// \uXXXX as the character it says.
std::string Unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\u") == 0) {
      AppendUtf8(static_cast<char32_t>(std::stoul(text.substr(i + 2, 4), nullptr, 16)), out);
      i += 5;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string Outcome(const Result<std::string>& result) { return result.ok() ? *result : result.error().code; }

std::string Outcome(const Result<std::vector<std::string>>& result) {
  if (!result.ok()) return result.error().code;
  std::string joined;
  for (const std::string& one : *result) joined += (joined.empty() ? "" : ", ") + one;
  return joined;
}

std::string Apply(const std::string& what, const std::string& input) {
  if (what == "name") return Outcome(CleanName(input));
  if (what == "slug") return Outcome(CheckSlug(input));
  if (what == "domain") return Outcome(CleanDomain(input));
  if (what == "made_slug") return MakeSlug(input, [](std::string_view slug) { return slug == "taken"; });
  if (what == "key") return NameKey(input);
  std::vector<std::string> tags;
  std::istringstream parts(input);
  for (std::string part; std::getline(parts, part, ';');) tags.push_back(part);
  return Outcome(CleanTags(tags));
}

TEST(OrganizationRules, every_case_of_the_file_holds) {
  std::ifstream file(WHARF_SOURCE_DIR "/tests/organization/organization_rules.test");
  ASSERT_TRUE(file.good());
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    if (line.empty() || line[0] == '#') continue;
    const auto bar = line.find('|');
    const auto arrow = line.rfind("->");
    ASSERT_NE(bar, std::string::npos) << line_number;
    ASSERT_NE(arrow, std::string::npos) << line_number;
    const std::string input = Unescape(std::string(Trim(line.substr(bar + 1, arrow - bar - 1))));
    EXPECT_EQ(Apply(std::string(Trim(line.substr(0, bar))), input), Trim(line.substr(arrow + 2)))
        << "organization_rules.test:" << line_number;
  }
  EXPECT_GT(line_number, 30);
}

TEST(OrganizationRules, lengths_count_characters_and_not_bytes) {
  std::string umlauts;
  for (int i = 0; i < 255; ++i) umlauts += "ü";
  EXPECT_TRUE(CleanName(umlauts).ok());
  EXPECT_EQ(CodeOf(CleanName(umlauts + "ü")), "MAX_LENGTH_EXCEEDED");
  EXPECT_EQ(CodeOf(CleanName(std::string(1'000'000, 'a'))), "MAX_LENGTH_EXCEEDED");
  EXPECT_EQ(CodeOf(CleanName("not \xFF utf-8")), "INVALID_FORMAT");
  EXPECT_EQ(CodeOf(CheckSlug(std::string(256, 'a'))), "MAX_LENGTH_EXCEEDED");
  EXPECT_EQ(CodeOf(CleanTags({std::string(51, 'a')})), "INVALID_TAGS");
}

TEST(OrganizationRules, a_domain_with_too_much_around_it_is_told_what_to_write) {
  const auto refused = CleanDomain("HTTPS://user@Example.com:8443/about?x=1");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("Write \"example.com\"."), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace wharf::organization
