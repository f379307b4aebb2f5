#include "integration/mapping/name_spelling.h"

#include <gtest/gtest.h>

#include <string>

namespace wharf::mapping {
namespace {

TEST(NameSpelling, slips_are_counted_up_to_a_limit) {
  EXPECT_EQ(CountSlips("clinic", "clinic", 2), 0U);
  EXPECT_EQ(CountSlips("clinic", "clnic", 2), 1U);
  EXPECT_EQ(CountSlips("clinic", "cilnic", 2), 1U) << "two letters swapped are one slip";
  EXPECT_EQ(CountSlips("clinic", "cliniques", 2), 3U) << "more than the limit";
  EXPECT_EQ(CountSlips("", "ab", 2), 2U);
  EXPECT_EQ(CountSlips(std::string(300, 'a'), std::string(300, 'a'), 1), 2U) << "too long to be looked at";
}

TEST(NameSpelling, a_slip_makes_long_words_alike_and_short_ones_not) {
  EXPECT_EQ(OneSlipLikeness("alder", "alder"), 1);
  EXPECT_GT(OneSlipLikeness("manufacturing", "manufacturng"), 0.95);
  EXPECT_EQ(OneSlipLikeness("cox", "fox"), 0);
  EXPECT_EQ(OneSlipLikeness("bell", "dell"), 0);
  EXPECT_EQ(OneSlipLikeness("alder", "elderly"), 0);
  EXPECT_GE(OneSlipLikeness("mueller", "muller"), kOtherSpelling);
  EXPECT_GE(OneSlipLikeness("aastrom", "astrom"), kOtherSpelling);
}

TEST(NameSpelling, two_common_words_are_two_names_whatever_they_look_like) {
  Vocabulary vocabulary;
  const WordId larsen = vocabulary.Add("larsen", WordKind::content);
  const WordId larson = vocabulary.Add("larson", WordKind::content);
  const WordId lasren = vocabulary.Add("lasren", WordKind::content);
  vocabulary.at(larsen).rows = 20;
  vocabulary.at(larson).rows = 20;
  vocabulary.at(lasren).rows = 1;
  const Spelling spelling(vocabulary);
  ASSERT_EQ(spelling.Of(larsen).size(), 1U);
  EXPECT_EQ(spelling.Of(larsen).front().word, lasren);
  EXPECT_TRUE(spelling.Of(larson).empty());
}

}  // namespace
}  // namespace wharf::mapping
