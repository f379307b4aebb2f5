#include "integration/definition/icon.h"

#include <gtest/gtest.h>

namespace wharf::definition {
namespace {

std::string Svg(const std::string& inside) {
  return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">)" + inside + "</svg>";
}

TEST(Icon, a_drawing_passes) {
  const auto drawing = Svg(R"svg(<title>Hudu: our drawing</title>
    <defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>
    <g fill="url(#g)" transform="translate(1 2) rotate(45)"><path d="M1 2L3-4.5e-1z"/><!-- a note --></g>)svg");
  EXPECT_EQ(ToString(CheckIcon(drawing, "icon.svg")), "");
  EXPECT_TRUE(CheckIcon("<?xml version=\"1.0\"?>\n" + Svg("<circle r=\"1\"/>"), "i").empty());
}

TEST(Icon, whatever_could_run_load_or_link_is_refused) {
  for (const auto* inside : {"<script>alert(1)</script>",
                             "<style>*{}</style>",
                             "<image href=\"x\"/>",
                             "<use href=\"#a\"/>",
                             "<a href=\"javascript:1\"><path/></a>",
                             "<foreignObject/>",
                             "<animate/>",
                             "<set/>",
                             "<path onclick=\"a()\"/>",
                             "<path style=\"fill:red\"/>",
                             "<path fill=\"url(http://x/)\"/>",
                             "<path fill=\"url(#a) url(//x)\"/>",
                             "<path fill=\"URL(//x)\" href=\"#\"/>",
                             "<path xlink:href=\"#a\"/>",
                             "<text>hi</text>",
                             "hello",
                             "<![CDATA[x]]>",
                             "<?php x ?>",
                             "<path class=\"a\"/>",
                             "<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>",
                             "<SCRIPT/>",
                             "<path d=\"1\" d=\"2\"/>",
                             "<path fill=\"&#x75;rl(//x)\"/>",
                             "<path fill='\"/><script>'/>"}) {
    EXPECT_FALSE(CheckIcon(Svg(inside), "i").empty()) << inside;
  }
}

TEST(Icon, a_document_type_is_refused_so_that_nothing_expands) {
  EXPECT_FALSE(CheckIcon("<!DOCTYPE svg [<!ENTITY a \"b\">]>" + Svg("<title>&a;</title>"), "i").empty());
}

TEST(Icon, what_is_no_svg_is_told) {
  for (const auto* text : {"", "x", "<svg", "<html/>", "<svg/>", "<svg viewBox=\"0 0 1 1\"/>"})
    EXPECT_FALSE(CheckIcon(text, "i").empty()) << text;
  EXPECT_FALSE(CheckIcon(Svg(std::string(70'000, ' ')), "i").empty());
  std::string many;
  for (int i = 0; i < 1100; ++i) many += "<g/>";
  EXPECT_FALSE(CheckIcon(Svg(many), "i").empty());
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<g>";
  EXPECT_FALSE(CheckIcon(Svg(deep), "i").empty());
}

TEST(Icon, the_place_is_told) {
  const auto wrong = CheckIcon(Svg("\n  <script/>"), "icon.svg");
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(wrong[0].at, (Position{2, 4}));
}

}  // namespace
}  // namespace wharf::definition
