#include <gtest/gtest.h>

#include "case_files.h"
#include "integration/definition/loader.h"
#include "planned_kinds.h"
#include "template/environment.h"

namespace wharf::definition {
namespace {

/// Each mistake of a file of cases is told at its place, with its words, and nothing else is told.
void ExpectTold(const std::string& file) {
  const auto vocabulary = VocabularyOfFormat1();
  const templates::Environment environment;
  const auto cases = ReadCases(WHARF_SOURCE_DIR "/tests/integration/definition/mistakes/" + file);
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    SCOPED_TRACE(one.title);
    const auto loaded = Load(Completed(one.yaml), "f", vocabulary, environment);
    std::vector<std::string> told;
    for (const auto& error : loaded.errors) told.push_back(error.ToString().substr(2));
    EXPECT_EQ(told, one.expected);
    EXPECT_EQ(loaded.definition == nullptr, !one.expected.empty());
  }
}

TEST(Mistakes, in_the_yaml_are_told_with_line_and_column) { ExpectTold("yaml.test"); }
TEST(Mistakes, in_keys_are_told_with_line_and_column) { ExpectTold("keys.test"); }
TEST(Mistakes, in_values_are_told_with_line_and_column) { ExpectTold("values.test"); }
TEST(Mistakes, in_names_are_told_with_line_and_column) { ExpectTold("names.test"); }
TEST(Mistakes, in_templates_are_told_with_line_and_column) { ExpectTold("templates.test"); }
TEST(Mistakes, in_the_meaning_are_told_with_line_and_column) { ExpectTold("meaning.test"); }

}  // namespace
}  // namespace wharf::definition
