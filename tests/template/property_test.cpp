// What must hold for any value, tried with many made by chance; the seed is fixed, so a failure can be repeated.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "template/arithmetic.h"
#include "template/json_text.h"
#include "template/template.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

namespace json = boost::json;

class Property : public testing::Test {
 protected:
  std::uint64_t Next() { return random_(); }
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  std::int64_t Whole() {
    // Small ones, and those near the edges of 64 bits.
    const auto bits = Below(64);
    const auto number = static_cast<std::int64_t>(Next() >> bits);
    return Below(2) == 0 ? number : -number;
  }

  double Real() {
    for (;;) {
      const auto number = std::bit_cast<double>(Next());
      if (std::isfinite(number)) return number;
    }
  }

  std::string Text() {
    static const std::vector<std::string> kParts = {"a",  "Z",  "0", " ", "\n", "'",  "\"", "\\",
                                                    "{{", "%}", "é", "😀", "ß",  "\t", "/",  "<"};
    std::string text;
    for (std::size_t i = Below(8); i > 0; --i) text += kParts[Below(kParts.size())];
    return text;
  }

  json::value Json(int depth) {
    switch (Below(depth > 0 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return Below(2) == 0;
      case 2:
        return Whole();
      case 3:
        return Next();
      case 4:
        return Real();
      case 5:
        return json::value(Text());
      case 6: {
        json::array array;
        for (std::size_t i = Below(4); i > 0; --i) array.push_back(Json(depth - 1));
        return array;
      }
      default: {
        json::object object;
        for (std::size_t i = Below(4); i > 0; --i) object[Text()] = Json(depth - 1);
        return object;
      }
    }
  }

  Result<Outcome> Evaluate(const std::string& source, const json::object& names) {
    auto compiled = Template::Compile(source, environment_);
    if (!compiled) return std::move(compiled).error();
    Context context;
    context.SetMembersOf(names);
    return compiled->Evaluate(context);
  }

  std::mt19937_64 random_{20261124};
  const Environment environment_;
};

TEST_F(Property, whole_numbers_are_exact_or_an_error) {
  const auto fits = [](Wide number) { return number >= INT64_MIN && number <= static_cast<Wide>(UINT64_MAX); };
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t a = Whole();
    const std::int64_t b = Whole();
    const json::object names = {{"a", a}, {"b", b}};
    for (const auto& [source, exact] : {std::pair("{{ a + b }}", Wide{a} + b), std::pair("{{ a - b }}", Wide{a} - b),
                                        std::pair("{{ a * b }}", Wide{a} * b)}) {
      const auto outcome = Evaluate(source, names);
      ASSERT_EQ(outcome.ok(), fits(exact)) << source << a << " " << b;
      if (outcome) {
        ASSERT_EQ(WriteJson(outcome->value), WholeText(exact));
      }
    }
    if (b == 0) continue;
    // Python's law of division: the parts make up the whole, and the rest has the sign of the divisor.
    const Wide rest = (Wide{a} % b + b) % b;
    EXPECT_EQ(WriteJson(Evaluate("{{ a % b }}", names)->value), WholeText(rest)) << a << " " << b;
    EXPECT_EQ(WriteJson(Evaluate("{{ a // b }}", names)->value), WholeText((Wide{a} - rest) / b)) << a << " " << b;
  }
}

TEST_F(Property, reals_print_as_the_shortest_text_that_reads_back) {
  for (int i = 0; i < 20'000; ++i) {
    const double number = Below(2) == 0 ? Real() : static_cast<double>(Whole()) / 1000;
    const std::string text = RealText(number);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(*ParseReal(text)), std::bit_cast<std::uint64_t>(number)) << text;
    ASSERT_EQ(ParseJson(text)->as_double(), number) << text;
  }
}

TEST_F(Property, any_json_value_goes_through_unchanged) {
  for (int i = 0; i < 3000; ++i) {
    const json::value value = Json(4);
    const json::object names = {{"x", value}};
    const std::string text = WriteJson(value);
    ASSERT_EQ(WriteJson(*ParseJson(text)), text);
    ASSERT_EQ(WriteJson(Evaluate("{{ x }}", names)->value), text);
    ASSERT_EQ(Evaluate("{{ x | tojson | fromjson == x }}", names)->value, json::value(true)) << text;
    ASSERT_EQ(Evaluate("{{ [x] == [x] and x in [x] and {'k': x}.k == x }}", names)->value, json::value(true)) << text;
  }
}

TEST_F(Property, encodings_can_be_undone) {
  for (int i = 0; i < 2000; ++i) {
    const json::object names = {{"x", Text()}};
    ASSERT_EQ(Evaluate("{{ x | b64encode | b64decode == x and x | b64urlencode | b64decode == x }}", names)->value,
              json::value(true));
    ASSERT_EQ(
        Evaluate("{{ x | list | join == x and x | reverse | reverse == x and (x | length) == (x | list | length) }}",
                 names)
            ->value,
        json::value(true));
    ASSERT_EQ(Evaluate("{{ x | split('a') | join('a') == x and x | replace('a', 'a') == x }}", names)->value,
              json::value(true));
  }
}

TEST_F(Property, slices_take_what_counting_takes) {
  const auto bound = [&] { return Below(4) == 0 ? std::string() : std::to_string(static_cast<int>(Below(13)) - 6); };
  json::array list;
  for (int i = 0; i < 5; ++i) list.push_back(json::value(std::string("aé😀bß").substr(0, 1) + std::to_string(i)));
  const json::object names = {{"l", list}, {"t", "aé😀bß"}};
  for (int i = 0; i < 2000; ++i) {
    std::string step = bound();
    if (step == "0") step = "1";
    const std::string slice = "[" + bound() + ":" + bound() + ":" + step + "]";
    // A text and the list of its characters are sliced alike.
    std::string source = "{{ tSLICE == (t | list)SLICE | join }}";
    for (std::size_t at = source.find("SLICE"); at != std::string::npos; at = source.find("SLICE")) {
      source.replace(at, 5, slice);
    }
    const auto same = Evaluate(source, names);
    ASSERT_TRUE(same) << slice << same.error().message;
    ASSERT_EQ(same->value, json::value(true)) << slice;
  }
}

TEST_F(Property, sorting_orders_and_loses_nothing) {
  for (int i = 0; i < 500; ++i) {
    json::array list;
    for (std::size_t n = Below(30); n > 0; --n)
      list.push_back(Below(2) == 0 ? json::value(Whole()) : json::value(Real()));
    const json::object names = {{"l", list}};
    const auto sorted = Evaluate("{{ l | sort }}", names);
    const auto& out = sorted->value.as_array();
    ASSERT_EQ(out.size(), list.size());
    for (std::size_t k = 1; k < out.size(); ++k) {
      ASSERT_EQ(Evaluate("{{ a <= b }}", {{"a", out[k - 1]}, {"b", out[k]}})->value, json::value(true));
    }
    ASSERT_EQ(WriteJson(Evaluate("{{ l | sort | reverse }}", names)->value.as_array()).size(), WriteJson(out).size());
  }
}

TEST_F(Property, text_without_tags_is_itself) {
  for (int i = 0; i < 2000; ++i) {
    std::string text = Text();
    if (text.find('{') != std::string::npos) continue;
    std::string expected = text;
    if (!expected.empty() && expected.back() == '\n') expected.pop_back();
    ASSERT_EQ(Evaluate(text, {})->value, json::value(expected));
    ASSERT_EQ(Evaluate("{% raw %}" + text + "{% endraw %}", {})->value, json::value(text));
  }
}

TEST_F(Property, no_input_crashes) {
  static const std::vector<std::string> kParts = {"{{",
                                                  "}}",
                                                  "{%",
                                                  "%}",
                                                  "{#",
                                                  "#}",
                                                  "-",
                                                  "+",
                                                  " ",
                                                  "(",
                                                  ")",
                                                  "[",
                                                  "]",
                                                  "{",
                                                  "}",
                                                  "|",
                                                  ".",
                                                  ",",
                                                  ":",
                                                  "~",
                                                  "*",
                                                  "**",
                                                  "/",
                                                  "//",
                                                  "%",
                                                  "=",
                                                  "==",
                                                  "!=",
                                                  "<",
                                                  "a",
                                                  "b.c",
                                                  "x",
                                                  "1",
                                                  "2.5",
                                                  "'t'",
                                                  "\"",
                                                  "\\",
                                                  "if",
                                                  "else",
                                                  "endif",
                                                  "elif",
                                                  "raw",
                                                  "endraw",
                                                  "for",
                                                  "is",
                                                  "in",
                                                  "not",
                                                  "and",
                                                  "or",
                                                  "defined",
                                                  "odd",
                                                  "upper",
                                                  "map",
                                                  "select",
                                                  "sort",
                                                  "default",
                                                  "join",
                                                  "replace",
                                                  "range",
                                                  "dict",
                                                  "true",
                                                  "none",
                                                  "\n",
                                                  "é",
                                                  "0x",
                                                  "1e",
                                                  "regex_replace",
                                                  "tojson",
                                                  "date",
                                                  "attribute=",
                                                  "id=",
                                                  "first",
                                                  "format",
                                                  "indent"};
  const json::object names = {{"a", json::parse(R"({"b": {"c": [1, "x", {"id": 2}]}})")},
                              {"x", json::parse("[1, 2, 3]")}};
  for (int i = 0; i < 30'000; ++i) {
    std::string source = Below(3) == 0 ? "" : "{{ a";
    for (std::size_t n = Below(14); n > 0; --n) source += kParts[Below(kParts.size())] + (Below(2) == 0 ? " " : "");
    if (Below(3) > 0) source += " }}";
    const auto outcome = Evaluate(source, names);
    if (!outcome) {
      ASSERT_GT(Locate(outcome.error()).line, 0U) << source << ": " << outcome.error().message;
    }
  }
}

}  // namespace
}  // namespace wharf::templates
