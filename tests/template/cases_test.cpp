// Runs tests/template/*.test and the examples of the user's language reference.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "template/case_file.h"
#include "template/environment.h"

namespace wharf::templates {
namespace {

const std::string kFolder = std::string(WHARF_SOURCE_DIR) + "/tests/template/";
const std::string kReference = std::string(WHARF_SOURCE_DIR) + "/docs/users/templates.md";

std::vector<std::string> CaseFiles() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".test") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class CaseFile : public testing::TestWithParam<std::string> {};

TEST_P(CaseFile, holds) {
  const std::string name = GetParam() + ".test";
  const auto cases = ReadCases(ReadFile(kFolder + name));
  EXPECT_FALSE(cases.empty()) << name;
  for (const Case& each : cases) {
    const std::string wrong = Check(each);
    EXPECT_TRUE(wrong.empty()) << name << ":" << each.line << ": " << each.source << "\n  want: " << each.arrow << " "
                               << each.expected << "\n  " << wrong;
  }
}

INSTANTIATE_TEST_SUITE_P(every, CaseFile, testing::ValuesIn(CaseFiles()),
                         [](const auto& parameter) { return parameter.param; });

/// The examples are the blocks that begin with ```template.
std::vector<Case> ReferenceCases() {
  std::vector<Case> cases;
  std::istringstream lines(ReadFile(kReference));
  std::string line;
  std::string block;
  std::size_t begin = 0;
  std::size_t number = 0;
  while (std::getline(lines, line)) {
    ++number;
    if (begin == 0 && line == "```template") {
      begin = number + 1;
      block.clear();
    } else if (begin != 0 && line == "```") {
      for (Case& each : ReadCases(block, begin)) cases.push_back(std::move(each));
      begin = 0;
    } else if (begin != 0) {
      block += line + "\n";
    }
  }
  return cases;
}

TEST(LanguageReference, every_example_gives_what_the_page_says) {
  const auto cases = ReferenceCases();
  EXPECT_GT(cases.size(), 100U);
  for (const Case& each : cases) {
    const std::string wrong = Check(each);
    EXPECT_TRUE(wrong.empty()) << "templates.md:" << each.line << ": " << each.source << "\n  want: " << each.arrow
                               << " " << each.expected << "\n  " << wrong;
  }
}

TEST(LanguageReference, every_filter_test_and_function_is_on_the_page) {
  const std::string page = ReadFile(kReference);
  const Environment environment;
  for (const auto& names : {environment.FilterNames(), environment.TestNames(), environment.FunctionNames()}) {
    for (const std::string& name : names) {
      const bool present =
          page.find("`" + name + "`") != std::string::npos || page.find("`" + name + "(") != std::string::npos;
      EXPECT_TRUE(present) << name;
    }
  }
}

}  // namespace
}  // namespace wharf::templates
