#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/text_encoding.h"
#include "customer_names.h"
#include "integration/mapping/suggest.h"

namespace wharf::mapping {
namespace {

void ExpectSound(const std::vector<Suggestion>& suggestions, const SuggestRules& rules = {}) {
  std::set<std::string> organizations;
  std::set<std::string> options;
  for (const Suggestion& suggestion : suggestions) {
    EXPECT_TRUE(organizations.insert(suggestion.organization_id).second) << suggestion.organization_id;
    ASSERT_FALSE(suggestion.candidates.empty());
    EXPECT_LE(suggestion.candidates.size(), rules.candidates);
    EXPECT_FALSE(suggestion.reason.empty());
    for (const SuggestCandidate& candidate : suggestion.candidates) {
      EXPECT_GE(candidate.score, 0);
      EXPECT_LE(candidate.score, 1);
      EXPECT_FALSE(candidate.reason.empty());
      EXPECT_TRUE(IsValidUtf8(candidate.reason));
    }
    if (suggestion.kind != SuggestionKind::confident) continue;
    EXPECT_GE(suggestion.candidates.front().score, rules.confident - 0.0005);
    EXPECT_TRUE(options.insert(suggestion.candidates.front().option_id).second) << "an option for two organizations";
  }
}

TEST(SuggestProperties, any_order_of_rows_gives_the_same_answer) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    CustomerLists lists = MakeCustomers(300, 400, seed);
    const auto first = Suggest(lists.organizations, lists.options);
    ASSERT_TRUE(first.ok());
    ExpectSound(*first);
    std::mt19937 random(seed);
    for (int round = 0; round < 3; ++round) {
      std::shuffle(lists.organizations.begin(), lists.organizations.end(), random);
      std::shuffle(lists.options.begin(), lists.options.end(), random);
      const auto again = Suggest(lists.organizations, lists.options);
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(*again == *first, true);
    }
  }
}

TEST(SuggestProperties, confident_suggestions_are_right_and_most_are_found) {
  for (const std::uint32_t seed : {11U, 12U}) {
    const CustomerLists lists = MakeCustomers(1000, 1500, seed);
    const std::map<std::string, std::string> pairs(lists.pairs.begin(), lists.pairs.end());
    double right = 0;
    double confident = 0;
    const auto suggestions = Suggest(lists.organizations, lists.options);
    for (const Suggestion& suggestion : *suggestions) {
      if (suggestion.kind != SuggestionKind::confident) continue;
      ++confident;
      const auto pair = pairs.find(suggestion.organization_id);
      if (pair != pairs.end() && pair->second == suggestion.candidates.front().option_id) ++right;
    }
    EXPECT_GE(right / confident, 0.995);
    EXPECT_GE(right / static_cast<double>(pairs.size()), 0.97);
  }
}

TEST(SuggestProperties, an_organization_more_never_makes_another_pair_out_of_nothing) {
  CustomerLists lists = MakeCustomers(200, 200, 5);
  lists.organizations.push_back({.id = "new", .name = "Entirely Unrelated Zoo"});
  ExpectSound(*Suggest(lists.organizations, lists.options));
}

std::string RandomName(std::mt19937& random) {
  static const std::vector<std::string> pieces = {"Acme",
                                                  "GmbH",
                                                  "&",
                                                  " and ",
                                                  "(",
                                                  ")",
                                                  " - ",
                                                  "/",
                                                  "株式会社",
                                                  "トヨタ",
                                                  "\xFF",
                                                  "\xED\xA0\x80",
                                                  "İ",
                                                  "ß",
                                                  "é",
                                                  "e\u0301",
                                                  "2",
                                                  "II",
                                                  ".",
                                                  "'",
                                                  "\u200B",
                                                  "\u202E",
                                                  std::string("\0", 1),
                                                  "😀",
                                                  "dba",
                                                  "the",
                                                  "\u2019",
                                                  "Ltd",
                                                  "X",
                                                  "ﬁ",
                                                  "①",
                                                  "㈱",
                                                  "A.O.",
                                                  "\\DE\\",
                                                  "\t",
                                                  "\n",
                                                  "Ⅳ",
                                                  "ooo",
                                                  "٣",
                                                  "한빛",
                                                  "ไทย",
                                                  "नमस्ते",
                                                  "----",
                                                  "S.p.A."};
  std::string name;
  for (std::size_t i = random() % 9; i > 0; --i) {
    if (random() % 4 == 0) {
      AppendUtf8(static_cast<char32_t>(random() % 0x110000), name);
    } else {
      name += pieces[random() % pieces.size()];
    }
    if (random() % 3 == 0) name += ' ';
  }
  if (random() % 50 == 0) name += std::string(3000, static_cast<char>('a' + random() % 26));
  return name;
}

TEST(SuggestProperties, any_bytes_are_a_name) {  // a null name must not throw: CIPP, "[BUG] … TypeError"
  std::mt19937 random(99);
  for (int round = 0; round < 150; ++round) {
    std::vector<SuggestOrganization> organizations;
    std::vector<SuggestOption> options;
    for (int i = 0; i < 25; ++i) {
      organizations.push_back({.id = std::to_string(i), .name = RandomName(random), .domains = {RandomName(random)}});
      organizations.back().known_as.push_back({"PSA", RandomName(random)});
      organizations.back().identifiers.push_back({"tenant", RandomName(random)});
      options.push_back({.id = std::to_string(i), .name = RandomName(random), .domains = {RandomName(random)}});
      options.back().aliases.push_back(RandomName(random));
      options.back().identifiers.push_back({"tenant", RandomName(random)});
    }
    const auto suggestions = Suggest(organizations, options);
    ASSERT_TRUE(suggestions.ok());
    ExpectSound(*suggestions);
  }
}

TEST(SuggestProperties, a_name_is_its_own_best_match) {
  const CustomerLists lists = MakeCustomers(300, 1, 21);
  std::vector<SuggestOption> options;
  std::map<std::string, std::string> names;
  for (const SuggestOrganization& organization : lists.organizations) {
    options.push_back({.id = organization.id, .name = organization.name});
    names[organization.id] = organization.name;
  }
  std::size_t open = 0;
  const auto suggestions = Suggest(lists.organizations, options);
  EXPECT_EQ(suggestions->size(), lists.organizations.size());
  for (const Suggestion& suggestion : *suggestions) {
    if (suggestion.kind == SuggestionKind::confident) {
      EXPECT_EQ(suggestion.candidates.front().option_id, suggestion.organization_id)
          << names[suggestion.organization_id];
    } else {
      ++open;
    }
  }
  EXPECT_LE(open, 3U) << "only names that fold to one are left open";
}

}  // namespace
}  // namespace wharf::mapping
