#include "base/search_text.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace wharf {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(SearchText, finds_each_text_that_holds_the_part_once_and_never_across_two) {
  SearchText texts;
  for (const char* text : {"acme dental", "", "dental dental", "north clinic", "den"}) texts.Add(text);
  EXPECT_EQ(texts.Find("dental"), (Numbers{0, 2}));
  EXPECT_EQ(texts.Find("den"), (Numbers{0, 2, 4}));
  EXPECT_EQ(texts.Find("clinicden"), Numbers{});
  EXPECT_EQ(texts.Find("zzz"), Numbers{});
  EXPECT_EQ(texts.Find(""), (Numbers{0, 1, 2, 3, 4}));
  EXPECT_EQ(texts.Find(std::string_view("\0", 1)), Numbers{});
  EXPECT_EQ(SearchText().Find("a"), Numbers{});
}

TEST(SearchText, agrees_with_looking_at_each_text) {
  SeededRandom random(3);
  std::vector<std::string> all;
  SearchText texts;
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (auto n = random.Below(12); n > 0; --n) text += static_cast<char>('a' + random.Below(3));
    texts.Add(text);
    all.push_back(std::move(text));
  }
  for (const std::string part : {"a", "ab", "abc", "cccc", "abcabc"}) {
    Numbers expected;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      if (all[i].find(part) != std::string::npos) expected.push_back(i);
    }
    EXPECT_EQ(texts.Find(part), expected) << part;
  }
}

}  // namespace
}  // namespace wharf
