#include "integration/definition/writer.h"

#include <gtest/gtest.h>

#include "case_files.h"
#include "integration/definition/yaml.h"

namespace wharf::definition {
namespace {

boost::json::value Again(const boost::json::value& value) {
  const auto text = ToYaml(value);
  const auto yaml = ReadYaml(text);
  EXPECT_TRUE(yaml.errors.empty()) << ToString(yaml.errors) << "\n" << text;
  return ToJson(yaml.root);
}

TEST(Writer, texts_that_look_like_something_else_stay_texts) {
  for (const auto* text : {"",
                           " ",
                           "a ",
                           "null",
                           "~",
                           "true",
                           "False",
                           "yes",
                           "No",
                           "on",
                           "12",
                           "1.5",
                           "1e3",
                           "0x1F",
                           "0o7",
                           "12:30:45",
                           "2026-11-24",
                           ".5",
                           "+1",
                           "-",
                           "- a",
                           "-a",
                           "?",
                           ": a",
                           "a: b",
                           "a:",
                           "a #b",
                           "#a",
                           "&a",
                           "*a",
                           "!a",
                           "|",
                           ">",
                           "'a'",
                           "\"a\"",
                           "%a",
                           "@a",
                           "`a`",
                           "{a}",
                           "[a]",
                           "a, b",
                           "{{ x }}",
                           "x {{ y }}",
                           "---",
                           "...",
                           "=",
                           "<<",
                           "\t",
                           "a\tb",
                           "a\nb",
                           "a\n",
                           "\na",
                           " a\nb",
                           "a\n\n",
                           "a\r\nb",
                           "\x01",
                           "\x7F",
                           "\xC2\x85",
                           "\xE2\x80\xA8",
                           "\xEF\xBB\xBF"
                           "a",
                           "\xF0\x9F\x98\x80",
                           "ünï",
                           "\\",
                           "a\\nb"}) {
    const boost::json::value value = text;
    EXPECT_EQ(Again(value), value) << text;
    const boost::json::value nested{{"k", value}, {text, {value, {{"deep", {value}}}}}};
    EXPECT_EQ(Again(nested), nested) << ToYaml(nested);
  }
}

TEST(Writer, numbers_keep_their_digits_and_their_kind) {
  const boost::json::value value{
      0, -1, 9223372036854775807LL, 18446744073709551615ULL, 0.5, 1.0, 1e300, -2.5e-7, true, false, nullptr};
  EXPECT_EQ(Again(value), value);
  EXPECT_TRUE(Again(value).at(5).is_double());
}

TEST(Writer, what_is_small_stands_on_one_line) {
  const boost::json::value value{{"id", "hudu"},
                                 {"categories", {"psa", "rmm"}},
                                 {"actions", {{"list", {{"name", "List"}, {"request", {{"get", "/a"}}}}}}},
                                 {"text", "one\ntwo\n"},
                                 {"none", boost::json::object{}}};
  EXPECT_EQ(ToYaml(value),
            "id: hudu\n"
            "categories: [psa, rmm]\n"
            "actions:\n"
            "  list: {name: List, request: {get: /a}}\n"
            "text: |\n"
            "  one\n"
            "  two\n"
            "none: {}\n");
}

}  // namespace
}  // namespace wharf::definition
