#include "base/fold.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/text_encoding.h"

namespace wharf {
namespace {

TEST(Fold, case_accents_and_width_do_not_count) {
  EXPECT_EQ(FoldForSearch("ACME Inc."), "acme inc.");
  EXPECT_EQ(FoldForSearch("Müller & Söhne"), "muller & sohne");
  EXPECT_EQ(FoldForSearch("Mu\u0308ller"), "muller") << "the other Unicode form";
  EXPECT_EQ(FoldForSearch("Straße"), FoldForSearch("STRASSE"));
  EXPECT_EQ(FoldForSearch("ＡＣＭＥ"), "acme");
  EXPECT_EQ(FoldForSearch("Ångström ﬁn"), "angstrom fin");
  EXPECT_EQ(FoldForSearch("Ελλάδα"), FoldForSearch("ΕΛΛΑΔΑ"));
  EXPECT_EQ(FoldForSearch("Ёлка"), FoldForSearch("ЕЛКА"));
}

TEST(Fold, letters_with_a_stroke_and_ligatures_are_their_plain_letters) {
  EXPECT_EQ(FoldForSearch("Jørgensen Łódź Æther Œuvre Þór Đorđe"), "jorgensen lodz aether oeuvre thor dorde");
  EXPECT_EQ(FoldForSearch("İSTANBUL"), "istanbul");
}

TEST(Fold, marks_that_make_another_letter_stay) {
  EXPECT_NE(FoldForSearch("が"), FoldForSearch("か"));
  EXPECT_EQ(FoldForSearch("ｶﾞ"), FoldForSearch("ガ")) << "half width";
  EXPECT_EQ(FoldForSearch("한국"), "한국") << "Hangul is put together again";
  EXPECT_NE(FoldForSearch("कि"), FoldForSearch("कु"));
}

TEST(Fold, invisible_characters_vanish) { EXPECT_EQ(FoldForSearch("Ac\u00ADme\u200B"), "acme"); }

TEST(Fold, bytes_that_are_no_utf8_are_replaced) {
  EXPECT_EQ(FoldForSearch("A\xFFZ"), "a\uFFFDz");
  EXPECT_EQ(FoldForSearch("A\xC3"), "a\uFFFD");
  EXPECT_TRUE(IsValidUtf8(FoldForSearch("\xED\xA0\x80\xC0\xAF")));
}

TEST(Fold, folding_twice_changes_nothing) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) {
      const char32_t limit = i % 3 == 0 ? 0x250 : i % 3 == 1 ? 0x3000 : 0x20000;
      AppendUtf8(static_cast<char32_t>(random() % limit), text);
    }
    const std::string once = FoldForSearch(text);
    EXPECT_EQ(FoldForSearch(once), once) << text;
  }
}

TEST(Fold, the_path_without_icu_gives_what_icu_gives) {
  const std::string forces_icu = "\u3042";
  for (char32_t letter = 0; letter < 0x280; ++letter) {
    std::string text = "a";
    AppendUtf8(letter, text);
    text += "b";
    EXPECT_EQ(FoldForSearch(text) + forces_icu, FoldForSearch(text + forces_icu)) << static_cast<unsigned>(letter);
  }
}

}  // namespace
}  // namespace wharf
