#include "integration/mapping/suggest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

#include "suggest_cases.h"

namespace wharf::mapping {
namespace {

std::vector<std::string> CaseFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(WHARF_SOURCE_DIR "/tests/integration/mapping")) {
    if (entry.path().extension() == ".test") files.push_back(entry.path().stem().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string KindName(SuggestionKind kind) {
  return kind == SuggestionKind::confident ? "confident" : kind == SuggestionKind::ambiguous ? "ambiguous" : "weak";
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string Show(const std::vector<Suggestion>& suggestions) {
  std::string text;
  for (const Suggestion& suggestion : suggestions) {
    text += "\n  " + suggestion.organization_id + " " + KindName(suggestion.kind) + ": " + suggestion.reason;
    for (const SuggestCandidate& candidate : suggestion.candidates) {
      text += "\n    " + candidate.option_id + " " + std::to_string(candidate.score) + " " + candidate.reason;
    }
  }
  return text;
}

void Check(const SuggestCase& test, const std::vector<Suggestion>& suggestions) {
  for (const ExpectedSuggestion& expected : test.expected) {
    const auto found = std::find_if(suggestions.begin(), suggestions.end(), [&](const Suggestion& suggestion) {
      return suggestion.organization_id == expected.organization_id;
    });
    if (found == suggestions.end()) {
      EXPECT_EQ(expected.kind, "none") << "nothing at all is suggested" << Show(suggestions);
      continue;
    }
    if (expected.kind == "none") {
      EXPECT_NE(KindName(found->kind), "confident") << Show(suggestions);
    } else {
      EXPECT_EQ(KindName(found->kind), expected.kind) << Show(suggestions);
    }
    if (!expected.option_id.empty()) {
      EXPECT_EQ(found->candidates.front().option_id, expected.option_id) << Show(suggestions);
    }
    const std::string reasons = Lower(found->reason + "\n" + found->candidates.front().reason);
    EXPECT_NE(reasons.find(Lower(expected.reason)), std::string::npos) << expected.reason << Show(suggestions);
  }
}

class SuggestCases : public testing::TestWithParam<std::string> {};

TEST_P(SuggestCases, hold_in_any_order_of_rows) {
  const std::string path = std::string(WHARF_SOURCE_DIR "/tests/integration/mapping/") + GetParam() + ".test";
  for (const SuggestCase& test : ReadSuggestCases(path)) {
    SCOPED_TRACE(path + ":" + std::to_string(test.line));
    std::vector<SuggestOrganization> organizations = test.organizations;
    std::vector<SuggestOption> options = test.options;
    for (int order = 0; order < 4; ++order) {
      const Result<std::vector<Suggestion>> suggestions = Suggest(organizations, options);
      ASSERT_TRUE(suggestions.ok());
      Check(test, *suggestions);
      std::reverse(order % 2 == 0 ? organizations.begin() : organizations.end(), organizations.end());
      if (order % 2 == 1) std::reverse(options.begin(), options.end());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, SuggestCases, testing::ValuesIn(CaseFiles()), [](const auto& file) { return file.param; });

TEST(Suggest, two_rows_of_one_id_are_refused) {
  const std::vector<SuggestOrganization> organizations = {{.id = "o1", .name = "A"}, {.id = "o1", .name = "B"}};
  const auto suggestions = Suggest(organizations, {});
  ASSERT_FALSE(suggestions.ok());
  EXPECT_EQ(suggestions.error().message, "Two organizations have the id \"o1\". Give each its own.");
  const std::vector<SuggestOption> options = {{.id = "7", .name = "A"}, {.id = "7", .name = "B"}};
  EXPECT_EQ(Suggest({}, options).error().code, "duplicate_id");
}

TEST(Suggest, nothing_and_names_without_words_give_nothing) {
  EXPECT_TRUE(Suggest({}, {})->empty());
  const std::vector<SuggestOrganization> organizations = {{.id = "1", .name = ""}, {.id = "2", .name = " -&() "}};
  const std::vector<SuggestOption> options = {{.id = "1", .name = ""}, {.id = "2", .name = "..."}};
  EXPECT_TRUE(Suggest(organizations, options)->empty());
}

TEST(Suggest, candidates_are_ranked_and_as_many_as_the_rules_say) {
  const std::vector<SuggestOrganization> organizations = {{.id = "1", .name = "Alder Dental"}};
  std::vector<SuggestOption> options;
  for (const char* name : {"Alder Dental West", "Alder Dental 2", "Alder Dental Supply", "Alder Dentall", "Alder Law",
                           "Alder Dental of Leeds", "Alder Dental (Leeds)"}) {
    options.push_back({.id = name, .name = name});
  }
  const auto suggestions = Suggest(organizations, options);
  ASSERT_EQ(suggestions->size(), 1U);
  EXPECT_EQ(suggestions->front().candidates.size(), 5U);
  EXPECT_TRUE(std::is_sorted(suggestions->front().candidates.begin(), suggestions->front().candidates.end(),
                             [](const auto& a, const auto& b) { return a.score > b.score; }));
  EXPECT_EQ(Suggest(organizations, options, {.candidates = 2})->front().candidates.size(), 2U);
}

TEST(Suggest, names_are_compared_by_their_first_512_code_points) {
  std::string start;
  for (int i = 0; i < 128; ++i) start += "Äble ";  // five code points
  const std::vector<SuggestOrganization> organizations = {{.id = "1", .name = start + "one"}};
  const std::vector<SuggestOption> options = {{.id = "1", .name = start + "another"}};
  const auto suggestions = Suggest(organizations, options);
  ASSERT_EQ(suggestions->size(), 1U);
  EXPECT_EQ(suggestions->front().kind, SuggestionKind::confident);
}

}  // namespace
}  // namespace wharf::mapping
