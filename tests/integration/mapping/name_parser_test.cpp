#include "integration/mapping/name_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

using testing::ElementsAre;

namespace wharf::mapping {
namespace {

/// The words of the names in a text, names parted by a bar, remarks in brackets.
std::vector<std::string> Words(std::string_view text) {
  NameParser parser;
  std::vector<std::string> words;
  const std::span<const ParsedName> names = parser.Parse(text);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) words.emplace_back("|");
    for (const NameWord& word : names[i].words) {
      words.push_back(word.noted ? "(" + std::string(word.canonical) + ")" : std::string(word.canonical));
    }
  }
  return words;
}

TEST(NameParser, letters_in_a_row_are_one_word) {
  EXPECT_THAT(Words("A. O. Smith"), ElementsAre("ao", "smith"));
  EXPECT_THAT(Words("J.B.Hunt"), ElementsAre("jb", "hunt"));
  EXPECT_THAT(Words("AT&T"), ElementsAre("att"));
  EXPECT_THAT(Words("M & T Bank"), ElementsAre("mt", "bank"));
  EXPECT_THAT(Words("Smith & Jones"), ElementsAre("smith", "and", "jones"));
  EXPECT_THAT(Words("U.S. Steel"), ElementsAre("us", "steel"));
}

TEST(NameParser, legal_forms_go_from_both_ends_but_never_the_whole_name) {
  EXPECT_THAT(Words("Alder GmbH & Co. KG"), ElementsAre("alder"));
  EXPECT_THAT(Words("SARL Dupont"), ElementsAre("dupont"));
  EXPECT_THAT(Words("株式会社トヨタ"), ElementsAre("トヨタ"));
  EXPECT_THAT(Words("Limited"), ElementsAre("limited"));
  EXPECT_THAT(Words("Packaging Corp of America"), ElementsAre("packaging", "corporation", "of", "america"));
  EXPECT_THAT(Words("MorganP.C."), ElementsAre("morgan"));
}

TEST(NameParser, the_same_forms_in_any_spelling_and_order_are_equal) {
  NameParser parser;
  const auto forms = [&](std::string_view name) { return parser.Parse(name).front().legal_forms; };
  EXPECT_EQ(forms("Alder Incorporated"), forms("Finch, Inc."));
  EXPECT_EQ(forms("Alder S.p.A."), forms("Alder SpA"));
  EXPECT_NE(forms("Alder LLC"), forms("Alder Inc"));
  EXPECT_EQ(forms("Alder"), 0U);
}

TEST(NameParser, remarks_are_left_out_and_places_kept_aside) {
  EXPECT_THAT(Words("Acme (do not use)"), ElementsAre("acme"));
  EXPECT_THAT(Words("OLD - Acme"), ElementsAre("acme"));
  EXPECT_THAT(Words("Acme Inc - Dallas"), ElementsAre("acme", "(dallas)"));
  EXPECT_THAT(Words("Acme (UK) Ltd"), ElementsAre("acme", "(uk)"));
  EXPECT_THAT(Words("Entergy Corp /DE/"), ElementsAre("entergy"));
  EXPECT_THAT(Words("(closed)"), ElementsAre("closed"));
}

TEST(NameParser, numbers_are_written_one_way) {
  EXPECT_THAT(Words("Hotel No. 056"), ElementsAre("hotel", "no", "56"));
  EXPECT_THAT(Words("Fund III"), ElementsAre("fund", "3"));
  EXPECT_THAT(Words("Unit71"), ElementsAre("unit", "71"));
  EXPECT_THAT(Words("L3Harris F5 3M"), ElementsAre("l3harris", "f5", "3m"));
  EXPECT_THAT(Words("000"), ElementsAre("0"));
}

TEST(NameParser, another_name_in_the_text_is_a_name_of_its_own) {
  EXPECT_THAT(Words("Alder Ltd dba Finch Dental LLC"), ElementsAre("alder", "|", "finch", "dental"));
  EXPECT_THAT(Words("Bramble (formerly known as Finch)"), ElementsAre("bramble", "|", "finch"));
  EXPECT_THAT(Words("DBA Sempra"), ElementsAre("sempra"));
  EXPECT_THAT(Words("Alder t/a Finch"), ElementsAre("alder", "|", "finch"));
}

TEST(NameParser, any_bytes_are_a_name) {
  EXPECT_THAT(Words("\xFF\xFE"
                    "Acme\xC3"),
              ElementsAre("acme"));
  EXPECT_THAT(Words(""), ElementsAre());
  EXPECT_THAT(Words("(((---///"), ElementsAre());
  EXPECT_LE(Words(std::string(5000, 'a') + " b").size(), NameScanner::kMaxWords);
}

}  // namespace
}  // namespace wharf::mapping
